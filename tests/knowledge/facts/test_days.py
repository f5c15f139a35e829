"""A day that no fact says is found however it is written; plain words and names are left alone."""

import csv
from functools import lru_cache
from pathlib import Path

import pytest

from knowledge.facts.days import calendar
from knowledge.facts.loose_ends import loose_ends
from knowledge.facts.meanings import meaning_languages
from tools.story.wording import wording

NAMES = Path(__file__).parents[4] / "shared" / "data" / "names"
FALSE_ALARMS = 0.005


def days(text: str, language: str) -> list[str]:
    return [found.what for found in loose_ends(text, language, ()) if found.key == "loose_date"]


# By hand: how people of each language write a day or month beside its full name.
WRITTEN = [
    ("en", ["paid on friday", "by Fri", "Mon-Thu", "before Tues", "in sept", "on SUNDAY"]),
    ("id", ["hari Sen", "dibayar senin depan", "setiap Kam", "hari jum'at", "bulan Agu"]),
    ("ms", ["hari Isn", "setiap jumaat", "hari Kha", "bulan Ogo"]),
    ("vi", ["trả vào chủ nhật", "ngày CN", "chúa nhật này", "tháng giêng"]),
    ("th", ["จ่ายวัน ศ.", "ทุกวันจ.", "จ่ายพฤหัสนี้", "ภายใน ธ.ค.", "ก่อนเมษา", "ทุกศุกร์"]),
    ("fil", ["bayad sa lunes", "tuwing Miy", "sa Biy", "sa Disyembre", "by friday"]),
    ("sw", ["kila jumatatu", "malipo J'tano", "mwezi wa Okt", "siku ya Ijumaa"]),
    ("ar", ["يوم سبت", "يوم الاتنين", "بالخميس", "كل جمعة", "في شباط", "by Fri"]),
    ("fr", ["payé lun.", "payé mer. et jeu.", "chaque ven", "dès janv.", "en Juillet", "Lundi"]),
    ("hi", ["शुक्र को मिलेगा", "हर बुध", "जुल॰ तक", "सित. तक", "फरवरी में", "संडे को"]),
]


@pytest.mark.parametrize(("language", "texts"), WRITTEN)
def test_a_day_is_found_however_it_is_written(language: str, texts: list[str]) -> None:
    assert [text for text in texts if not days(text, language)] == []


# By hand: plain words spelled like one of them.
PLAIN = [
    ("en", ["you may march on", "he sat in the sun", "a monthly fee"]),
    ("id", ["dua minggu lagi", "selanjutnya sama", "senang sekali"]),
    ("ms", ["seminggu lagi", "selalu ada", "raba-raba"]),
    ("vi", ["Thu tiền sau", "mùa thu", "may quá"]),
    ("th", ["อีกสองอาทิตย์", "มีนาทีเดียว", "สะอาดเสมอ"]),
    ("fil", ["may mga tindahan", "kada linggo", "palamang mayo", "May mga tao", "Set ng baso"]),
    ("sw", ["machine", "sabuni", "kama kawaida"]),
    ("ar", ["لا أحد يدفع", "الحد الأدنى", "مجموعة"]),
    ("fr", ["Mon commercial", "près de la mer.", "C'est un jeu.", "une marche", "la mare"]),
    ("hi", ["गुरु जी", "शुक्र है", "जन सेवा", "नव वर्ष", "सोमरस"]),
]


@pytest.mark.parametrize(("language", "texts"), PLAIN)
def test_a_plain_word_is_no_day(language: str, texts: list[str]) -> None:
    assert [(text, days(text, language)) for text in texts if days(text, language)] == []


@pytest.mark.parametrize("language", meaning_languages())
def test_no_authored_sentence_holds_a_day(language: str) -> None:
    found = calendar(language)
    texts = [t for block in wording(language).blocks.values() for way in block for t in way.say]
    assert [(text, found.findall(text)) for text in texts if found.findall(text)] == []


@lru_cache(maxsize=1)
def real_names() -> tuple[str, ...]:
    names: list[str] = []
    for file, column in (("products.csv", "product_name"), ("stores.csv", "name")):
        with (NAMES / file).open(encoding="utf-8", newline="") as lines:
            names += [row[column] for row in csv.DictReader(lines)]
    return tuple(names)


@pytest.mark.skipif(not NAMES.is_dir(), reason="no real names here: ../shared/data/names")
@pytest.mark.parametrize("language", meaning_languages())
def test_real_names_are_hardly_ever_taken_for_a_day_even_outside_a_slot(language: str) -> None:
    """In a slot no name is looked at at all; this is a writer's who wrote it out."""
    found, names = calendar(language), real_names()
    flagged = [name for name in names if found.findall(name)]
    assert len(names) > 11_000
    assert len(flagged) <= FALSE_ALARMS * len(names), flagged

"""A receipt in ten languages: the words, the picture, the paper."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from PIL import Image, ImageChops

from assistant.language.catalogs import offered
from knowledge.enrollment.draft import ConsentMethod
from knowledge.enrollment.phones import CheckedNumbers
from knowledge.enrollment.places.messages import LONGEST_TEXT
from knowledge.enrollment.ports import Receipt
from knowledge.enrollment.printing import MARGIN, WIDTH, receipt_pdf, receipt_png
from knowledge.enrollment.receipt import receipt_words
from tests.knowledge.records import company

RECEIPT = Receipt(
    reference="7K4F-2Q9M", enrollment="app-1", outlet="A1", outlet_name="Toko Makmur",
    program="growth-club", terms_version="3", status="active", joined_on=dt.date(2026, 11, 16),
    period="2026-Q4", target="Slab 1", target_value=Decimal(2_283_750), target_unit="IDR",
    reward=Decimal(22_800), currency="IDR", pay_by=dt.date(2027, 1, 20), paid_by="Nusa",
    dispute_within_days=10, dispute_contact="0800 5550 147", language="id",
    consent_method=ConsentMethod.SPOKEN, card_hash="c" * 64,
)  # fmt: skip


def test_it_says_reference_amount_pay_day_and_how_to_dispute() -> None:
    words = receipt_words(RECEIPT, company.growth_club(), "ID")
    assert words.text.splitlines() == [
        "Bukti 7K4F-2Q9M",
        "Toko Makmur ikut Growth Club sejak 16 November 2026.",
        "Yang Anda lakukan: capai Rp2.283.750 sampai 31 Desember 2026.",
        "Yang Anda dapat: kira-kira Rp22.800, sudah dipotong pajak.",
        "Anda dibayar paling lambat 20 Januari 2027, oleh Nusa.",
        "Ada yang salah dengan imbalan? Beri tahu kami dalam 10 hari: 0800 5550 147.",
        "Anda ikut dengan ketentuan versi 3; itu tetap berlaku bagi Anda.",
        "Persetujuan: diucapkan langsung kepada sales.",
    ]


def test_an_amount_that_is_not_known_is_told_as_that() -> None:
    words = receipt_words(replace(RECEIPT, reward=None), company.growth_club(), "ID", "en")
    assert "You get: what the terms say; how much is not known yet." in words.lines


@pytest.mark.parametrize("language", offered())
def test_every_language_is_drawn_inside_the_paper(language: str) -> None:
    words = receipt_words(RECEIPT, company.growth_club(), "ID", language)
    image = Image.open(io.BytesIO(receipt_png(words))).convert("L")
    assert image.width == WIDTH
    # Below the colored rule, ink stays within the margins, and there is ink on every line.
    page = image.crop((0, 20, image.width, image.height))
    left, _top, right, _bottom = ImageChops.invert(page).getbbox() or (0, 0, 0, 0)
    assert left >= MARGIN - 4
    assert right <= WIDTH - MARGIN + 4
    assert page.height > len(words.lines) * 30
    assert receipt_pdf(words).startswith(b"%PDF-")


@pytest.mark.parametrize("language", ["ar", "hi", "th"])
def test_no_letter_is_an_empty_box(language: str) -> None:
    from knowledge.enrollment.printing import _font, _pieces

    words = receipt_words(RECEIPT, company.growth_club(), "ID", language)
    for line in (words.title, *words.lines):
        for run in (run for piece in _pieces(line, language, 27) for run in piece):
            missing = bytes(_font(run.face, 27).getmask("\U0010fffd"))
            for letter in run.text:
                if not letter.isspace() and ord(letter) > 0x20:
                    assert bytes(_font(run.face, 27).getmask(letter)) != missing, (letter, line)


def seen(line: str, language: str) -> list[list[str]]:
    """Words as they stand on the paper, each row from left to right."""
    from knowledge.enrollment.printing import TEXT, _rows

    rows = [[r.text for r in row] for row, _last in _rows(line, TEXT, language)]
    placed = [row[::-1] if language == "ar" else row for row in rows]
    return [[text for text in row if text.strip()] for row in placed]


def test_a_date_in_arabic_is_read_from_the_right() -> None:
    # Isolated, it begins with a figure; its first letter is Arabic, and says how it is read.
    assert seen("يوم \u2068١٦ نوفمبر ٢٠٢٦\u2069.", "ar") == [[".", "٢٠٢٦", "نوفمبر", "١٦", "يوم"]]


def test_a_latin_name_in_arabic_is_read_from_the_left() -> None:
    assert seen("من Nusa Delta Foods.", "ar") == [[".", "Nusa", "Delta", "Foods", "من"]]


def test_an_arabic_name_in_english_is_read_from_the_right() -> None:
    found = seen("بقالة النور joined on 16 May.", "en")
    assert found == [["النور", "بقالة", "joined", "on", "16", "May."]]


@pytest.mark.parametrize("language", ["en", "ar", "th"])
@pytest.mark.parametrize("name", ["Al Noor Trading Stores " * 5, "x" * 200, "م" * 200])
def test_a_name_of_any_length_stays_on_the_paper(language: str, name: str) -> None:
    receipt = replace(RECEIPT, outlet_name=name.strip())
    words = receipt_words(receipt, company.growth_club(), "ID", language)
    image = Image.open(io.BytesIO(receipt_png(words))).convert("L")
    page = image.crop((0, 20, image.width, image.height))
    left, _top, right, _bottom = ImageChops.invert(page).getbbox() or (0, 0, 0, 0)
    assert left >= MARGIN - 4
    assert right <= WIDTH - MARGIN + 4


@pytest.mark.parametrize("language", offered())
def test_the_words_fit_a_text_message(language: str) -> None:
    receipt = replace(RECEIPT, outlet_name="Warung Pak Slamet Jaya Abadi Sentosa Sejahtera")
    words = receipt_words(receipt, company.growth_club(), "ID", language)
    assert len(words.text) <= LONGEST_TEXT


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("0811 5550 147", "ID", "+628115550147"),
        ("+62 811-5550-147", "KE", "+628115550147"),
        ("0062 811 5550 147", "ID", "+628115550147"),
        ("٠١٠ ٥٥٥٥ ١٤٧٠", "EG", "+201055551470"),
        ("5550147", "ID", None),
        ("0811", "ID", None),
        ("call me", "ID", None),
    ],
)
def test_numbers_are_read_as_people_write_them(
    written: str, country: str, number: str | None
) -> None:
    assert CheckedNumbers().normalize(written, country) == number

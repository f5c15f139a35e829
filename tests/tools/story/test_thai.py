"""Thai puts no space between words: a figure, a name or a date must be found amid them."""

import pytest

from knowledge.facts.glued import Glued
from knowledge.facts.loose_ends import loose_ends
from knowledge.facts.words import words
from tools.story.review import promise_words

NAMES = ("Growth Club", "Gold", "Nusa Delta Foods")


def keys(text: str, names: tuple[str, ...] = NAMES, own: tuple[str, ...] = ()) -> set[str]:
    return {found.key for found in loose_ends(text, "th", names, own)}


@pytest.mark.parametrize(
    "text",
    [
        "พี่จะได้เงินห้าพันต่อเดือน",  # five thousand
        "ซื้อเพิ่มอีกสิบลังก็พอ",  # ten cases
        "ได้คืนร้อยละของยอดซื้อ",  # percent
        "ยอดจะโตเท่าตัวในรอบนี้",  # twice as much
        "ห้าเมนู",  # five: the vowel written before the m makes that another syllable
        "ห้ามื้อ",  # five meals, not forbidden
        "ลดครึ่งทาง",  # half
        "ได้ ๑๒ ลัง",  # Thai digits
        "ได้12ลัง",
        "ส\u200bอง",  # two, with a space of no width in it
        "จํานวนหนึ\u0e48ง",  # one, in a text that types its ring apart
        "ถ้าสามารถก็ขอสามลัง",  # can; three
        "getting fifteenลัง",  # English, glued
    ],
)
def test_a_figure_is_found_amid_other_letters(text: str) -> None:
    assert "loose_figure" in keys(text)


@pytest.mark.parametrize(
    "text",
    [
        "พี่สามารถลองดูก่อนได้",  # can
        "ไม่มีความเสี่ยงสูง",  # risk holds the letters of four
        "เรื่องนั้นเรียบร้อยแล้ว",  # in order holds hundred
        "เก้าอี้หน้าร้าน",  # chair holds nine
        "ห้ามวางของทับ",  # forbidden holds five
        "ห้างข้างๆ",  # department store
        "ความสัมพันธ์กับลูกค้า",  # relation holds thousand
        "พี่กล้านะ",  # you dare: `ล้าน` across two words
        "บทบาทของร้าน",  # role holds the currency
        "สามีของพี่",  # husband
        "โทรหาศูนย์บริการ",  # service center holds zero
        "ลูกค้าและคู่ค้า",
    ],
)
def test_a_word_that_only_holds_the_letters_is_left_alone(text: str) -> None:
    assert keys(text) == set()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ได้เงินหลายบาทเลย", "loose_money"),
        ("ได้RMต่อเดือน", "loose_money"),
        ("ได้THBต่อเดือน", "loose_money"),
        ("ได้ ฿ ต่อเดือน", "loose_money"),
        ("เริ่มในเดือนมกราคมนี้", "loose_date"),
        ("แวะมาวันจันทร์หน้า", "loose_date"),
        ("พี่เข้าGrowth Clubได้เลย", "loose_name"),
        ("พี่ถึงGoldแล้ว", "loose_name"),
    ],
)
def test_money_dates_and_names_are_found_glued_to_thai(text: str, key: str) -> None:
    assert key in keys(text)


def test_a_shop_s_thai_name_is_found_amid_thai() -> None:
    assert "loose_name" in keys("ที่ร้านเจ๊หมวยนี่ขายดี", own=("ร้านเจ๊หมวย",))
    assert keys("ที่ร้านนี้ขายดี", own=("ร้านเจ๊หมวย",)) == set()


@pytest.mark.parametrize("text", ["เรารับประกันยอดขาย", "ของแถมทุกเดือน", "ได้กำไรแน่นอน", "ให้ฟรี"])
def test_a_promise_is_found_amid_other_letters(text: str) -> None:
    assert promise_words("th").findall(text)


@pytest.mark.parametrize("text", ["ลูกค้ามาสม่ำเสมอ", "ขายดีพอๆ กัน"])
def test_a_word_that_only_holds_a_promise_is_left_alone(text: str) -> None:
    assert promise_words("th").findall(text) == []


def test_harmless_words_are_not_themselves_listed() -> None:
    listed = {*words("th").number_words, *words("th").money_words, *words("th").promise_words}
    assert listed.isdisjoint(words("th").harmless)


def test_a_harmless_word_hides_no_listed_one_beside_it() -> None:
    assert Glued(("สาม", "ห้า"), ("สามารถ", "ห้าม")).findall("ห้ามสามคนสามารถ") == ["สาม"]

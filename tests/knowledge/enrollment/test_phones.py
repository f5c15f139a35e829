"""Numbers as owners tell them in eleven countries, and a sentence for each that is none."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from assistant.language.catalogs import translate
from knowledge.enrollment.building import Surroundings, build_desk
from knowledge.enrollment.draft import Corrections
from knowledge.enrollment.phones import CheckedNumbers, national
from knowledge.enrollment.ports import SignUpRefusedError
from knowledge.enrollment.service import Actor
from knowledge.enrollment.words import why_not
from knowledge.records.api import DataAPI
from tests.conftest import ROOT
from tests.knowledge.enrollment.conftest import Clock
from tests.knowledge.records import company

NUMBERS = CheckedNumbers()
LANGUAGES = ("en", *sorted(path.parts[-3] for path in (ROOT / "locales").glob("*/*/*.po")))
# Worked out from each regulator's plan: without the 0 of the trunk, the country's code before it.
MOBILES = [
    ("ID", "0812 3456 789", "+628123456789", "0812-3456-789"),
    ("MY", "012-345 6789", "+60123456789", "012-345 6789"),
    ("VN", "091 234 56 78", "+84912345678", "0912 345 678"),
    ("TH", "081 234 5678", "+66812345678", "081 234 5678"),
    ("PH", "0917 123 4567", "+639171234567", "0917 123 4567"),
    ("KE", "0712 345 678", "+254712345678", "0712 345678"),
    ("TZ", "0754 123 456", "+255754123456", "0754 123 456"),
    ("EG", "٠١٠ ٠١٢٣ ٤٥٦٧", "+201001234567", "010 01234567"),
    ("MA", "0612-345678", "+212612345678", "06 12 34 56 78"),
    ("IN", "098765 43210", "+919876543210", "098765 43210"),
    ("NG", "0803 123 4567", "+2348031234567", "0803 123 4567"),
]


@pytest.mark.parametrize(("country", "written", "number", "told"), MOBILES)
def test_a_mobile_number_is_read_kept_and_told_back(
    country: str, written: str, number: str, told: str
) -> None:
    assert NUMBERS.normalize(written, country) == number
    assert NUMBERS.flaw(written, country) == ""
    assert NUMBERS.takes_messages(number)
    # Isolated, or an Arabic line would put the groups of digits in another order.
    assert national(number, country) == f"\u2066{told}\u2069"
    for again in (number, f"00{number[1:]}", f"{number[:5]} ({number[5:7]}) {number[7:]}"):
        assert NUMBERS.normalize(again, country) == number


@pytest.mark.parametrize(
    ("country", "written", "number"),
    [("ID", "021 5550 1470", "+622155501470"), ("EG", "02 2391 2345", "+20223912345")],
)
def test_a_landline_is_a_number_but_takes_no_code(country: str, written: str, number: str) -> None:
    assert NUMBERS.normalize(written, country) == number
    assert not NUMBERS.takes_messages(number)


def test_a_number_of_elsewhere_is_told_with_its_country() -> None:
    assert national("+254712345678", "ID") == "\u2066+254 712 345678\u2069"
    assert national("", "ID") == ""


@pytest.mark.parametrize(
    ("country", "written", "flaw"),
    [
        ("ID", "0812", "phone_short"),
        ("ID", "08123456789012345678", "phone_long"),
        ("ID", "0199 9999 999", "phone_unknown"),
        ("KE", "0712 345 67", "phone_unknown"),
        ("EG", "0000000000", "phone_unknown"),
        ("ID", "+999 812 3456 789", "bad_phone"),
        ("ID", "", "bad_phone"),
        ("ID", "+", "bad_phone"),
        ("ID", "call me", "bad_phone"),
        ("ID", "0800 FLOWERS", "bad_phone"),
        ("ID", "0812 3456 789 x5", "bad_phone"),
        ("ID", "0" * 10_000, "bad_phone"),
        ("ID", "\u202e0812\x00", "phone_short"),
    ],
)
def test_what_is_no_number_has_a_key(country: str, written: str, flaw: str) -> None:
    assert NUMBERS.normalize(written, country) is None
    assert NUMBERS.flaw(written, country) == flaw


def test_there_are_ten_languages() -> None:
    assert len(LANGUAGES) == 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_refusal_is_a_sentence_of_its_own_in_each_language(language: str) -> None:
    keys = ("bad_phone", "phone_short", "phone_long", "phone_unknown", "phone_not_mobile")
    told = {why_not(key, language) for key in keys}
    assert len(told) == len(keys)
    assert translate(language)("That is not possible now.") not in told
    if language != "en":
        assert told.isdisjoint({why_not(key, "en") for key in keys})


def test_the_desk_takes_a_landline_but_sends_no_code_there(
    own_engine: Engine, clock: Clock, budi: Actor
) -> None:
    around = Surroundings(NUMBERS, lambda: {"model": "embedded"}, now=clock)
    desk = build_desk(own_engine, DataAPI(own_engine, company.TODAY), around)
    draft = desk.open(budi, "A1", "growth-club").draft.id
    with pytest.raises(SignUpRefusedError) as short:
        desk.correct(budi, draft, Corrections(phone="0812"))
    assert short.value.reason == "phone_short"
    view = desk.correct(budi, draft, Corrections(phone="021 5550 1470"))
    assert view.card is not None
    assert view.card.phone == "+622155501470"
    with pytest.raises(SignUpRefusedError) as landline:
        desk.send_code(budi, draft, view.card.hash)
    assert landline.value.reason == "phone_not_mobile"
    view = desk.correct(budi, draft, Corrections(phone="0812 3456 789"))
    assert view.card is not None
    assert desk.send_code(budi, draft, view.card.hash).card is not None

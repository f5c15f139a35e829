"""Names in messages: whose, misspelled, shortened, in four languages, and never somebody else's."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.fakes.shops import ShopRecords, somebody
from tools.outlets.names import RecordNames

USER = somebody()


def names_of(shops: dict[str, str] | None = None) -> RecordNames:
    records: Any = ShopRecords(shops)
    return RecordNames(records)


def found(text: str, shops: dict[str, str] | None = None) -> dict[str, str]:
    """Kind → id."""
    return {m.kind: m.id for m in names_of(shops).find(text, USER)}


@pytest.mark.parametrize(
    "text",
    ["Toko Makmur", "TOKO MAKMUR!", "tell me about toko  makmur?", "toko makmr please",
     "Tokó Makmur", "ID-0001", "id-0001"],
)  # fmt: skip
def test_a_shop_is_found_however_it_is_typed(text: str) -> None:
    assert found(text) == {"outlet": "ID-0001"}


@pytest.mark.parametrize(
    ("text", "outlet"),
    [("points of mama grace", "KE-0001"), ("mama njeri", "KE-0002"),
     ("ke Pak Budi ya", "ID-0004"),
     ("لبقالة النور", "EG-0001"), ("عند الحاج محمود", "EG-0003"),
     ("brief me on Makmur", "ID-0001")],
)  # fmt: skip
def test_the_telling_part_of_a_name_is_enough(text: str, outlet: str) -> None:
    assert found(text) == {"outlet": outlet}


@pytest.mark.parametrize(
    "text",
    ["Bu Hartini bilang raknya penuh", "bu hartini wibowo mau ikut", "what does Hartini buy?"],
)
def test_a_shop_is_found_by_its_owner(text: str) -> None:
    assert found(text) == {"outlet": "ID-0001"}


def test_a_woman_nobody_knows_is_no_shop() -> None:
    assert found("Bu Ratnasari tanya poinnya") == {}


@pytest.mark.parametrize(
    ("text", "program", "tier"),
    [
        ("Gold in Growth Club", "growth-club", "Gold"),
        ("Emas di Klub Tumbuh", "growth-club", "Gold"),
        ("Dhahabu kwenye Pointi za Nyota", "star-points", "Gold"),
        ("الذهبي في نادي النمو", "growth-club", "Gold"),
        ("silver in growht club", "growth-club", "Silver"),
    ],
)
def test_programs_and_tiers_are_known_in_every_language(text: str, program: str, tier: str) -> None:
    assert found(text) == {"program": program, "tier": tier}


def test_a_product_is_found_without_its_size_and_in_its_local_name() -> None:
    assert found("how much lemon tea") == {"product": "TEA-LEM-1500"}
    assert found("berapa teh lemon") == {"product": "TEA-LEM-1500"}


def test_the_longest_name_wins() -> None:
    shops = {"1": "Toko Makmur", "2": "Toko Makmur Jaya"}
    assert found("toko makmur jaya beli apa", shops) == {"outlet": "2"}
    assert found("toko makmur beli apa", shops) == {"outlet": "1"}


def test_a_name_of_two_shops_gives_both() -> None:
    shops = {"B": "Toko Makmur", "A": "Toko Makmur"}
    assert found("toko makmur", shops) == {"outlet": "A|B"}


@pytest.mark.parametrize(
    "text",
    ["what does this shop buy", "toko ini beli apa", "which programs are running",
     "give me all the names", "berapa poin toko saya", "duka hili", "this shop is new",
     "a good day"],
)  # fmt: skip
def test_ordinary_words_are_no_names(text: str) -> None:
    assert found(text) == {}


def test_a_shop_he_cannot_know_is_told_apart_from_no_shop() -> None:
    for text, words in (("brief me on Toko Rahasia", "Toko Rahasia"), ("brief ID-0777", "ID-0777")):
        (mention,) = names_of().find(text, USER)
        assert (mention.kind, mention.id, mention.score) == ("outlet", words, 0.0)


def test_places_are_those_of_the_original_text() -> None:
    text = "  Ｗhat about WARUNG bu sri, and Gold?"
    for mention in names_of().find(text, USER):
        said = text[mention.start : mention.end]
        assert said in ("WARUNG bu sri", "Gold")


def test_mentions_never_overlap() -> None:
    text = "Toko Makmur Toko Sumber Rejeki Growth Club Gold lemon tea Toko"
    spans = sorted((m.start, m.end) for m in names_of().find(text, USER))
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_a_new_load_is_noticed_and_nothing_is_read_twice_before() -> None:
    records: Any = ShopRecords({"1": "Toko Lama"})
    names = RecordNames(records)
    names.find("x", USER)
    names.find("x", USER)
    assert records.reads == 1
    records.shops = {"2": "Toko Baru Sekali"}
    records.load_again()
    assert [m.id for m in names.find("toko baru sekali", USER)] == ["2"]


def test_20000_characters_are_searched_quickly() -> None:
    assert names_of().find("toko makmr beli apa saja minggu ini " * 550, USER)

"""A message with two halves is read as two, and names do not count as what it speaks of."""

from __future__ import annotations

import pytest

from assistant.models.message import split, topics, within
from assistant.models.reading import Asked, Mentioned


@pytest.mark.parametrize(
    ("message", "halves"),
    [
        ("how far is he and when is it paid?", ["how far is he", "when is it paid"]),
        ("poinnya berapa dan berlaku sampai kapan", ["poinnya berapa", "berlaku sampai kapan"]),
        ("هو فين والمكافأة امتى؟", ["هو فين", "المكافأة امتى"]),
        ("when is it paid?", ["when is it paid?"]),
        ("and when?", ["and when?"]),
    ],
)
def test_a_message_is_split_at_its_last_joint(message: str, halves: list[str]) -> None:
    assert split(message) == halves


def test_a_mention_goes_with_its_half() -> None:
    message = "how is Toko Makmur and when is it paid"
    shop = Mentioned("outlet", "ID-0001", "Toko Makmur", 7, 18, 1.0)
    asked = Asked(message, mentions=(shop,))
    first, second = split(message)
    assert [first[m.start : m.end] for m in within(asked, first)] == ["Toko Makmur"]
    assert within(asked, second) == ()


def test_a_shops_name_is_no_topic() -> None:
    shop = Mentioned("outlet", "ID-0009", "Toko Gold", 8, 17, 1.0)
    assert "gold" not in topics(Asked("what of Toko Gold", mentions=(shop,)))
    assert "gold" in topics(Asked("what of Gold"))

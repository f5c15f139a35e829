"""Paths in words, and as a picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from graphrag.paths import FactPath, Hop, Tone
from graphrag.pictures import MARGIN, WIDTH, Box, Link, Piece, Row, draw, pieces_of

GOLD = FactPath(
    "Toko Makmur",
    (
        Hop("Silver", "Growth Club"),
        Hop("Gold needs 8 must-sell", "has 7; missing Lemon Tea 1.5 L", Tone.OPEN),
    ),
    "growth-club@3#4.2",
    "3",
    "4.2",
)
SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: bytes | str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - drawn by us a line before


def test_a_path_reads_as_the_citation_it_is() -> None:
    assert GOLD.in_words("en") == (
        "(Toko Makmur) –[Silver]→ (Growth Club) –[Gold needs 8 must-sell]→ "
        "(has 7; missing Lemon Tea 1.5 L) [terms v3 §4.2]"
    )
    citation = GOLD.citation("en")
    assert (citation.kind, citation.ref) == ("graph", "growth-club@3#4.2")
    assert citation.quote == GOLD.in_words("en")


@pytest.mark.parametrize(("language", "words"), [("id", "ketentuan v3"), ("sw", "masharti v3")])
def test_the_frame_is_in_the_readers_language(language: str, words: str) -> None:
    assert f"[{words} §4.2]" in GOLD.in_words(language)


def test_arrows_point_the_way_the_language_is_read() -> None:
    assert "→" in GOLD.in_words("en")
    assert "←" in GOLD.in_words("ar")
    assert "→" not in GOLD.in_words("ar")
    assert "\u2068§4.2\u2069" in GOLD.in_words("ar-EG")  # in one piece


def test_without_a_clause_or_a_version_nothing_is_claimed() -> None:
    assert FactPath("A", (Hop("is", "B"),), "peers:A").in_words("en") == "(A) –[is]→ (B)"


PIECES: list[Piece] = [
    *pieces_of(GOLD),
    Row("✓", "class of the shop: A §2.2", Tone.GOOD),
    Row(
        "✗", "a very long condition that certainly does not fit into a single line of it", Tone.OPEN
    ),
]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_picture_is_well_formed_and_fits_a_phone(language: str) -> None:
    picture = draw("How <he> gets there", PIECES, language)
    root = parsed(picture.content)
    assert picture.media_type == "image/svg+xml"
    _, _, width, height = (int(part) for part in root.attrib["viewBox"].split())
    assert width == WIDTH == 360
    for shape in root.iter(f"{SVG}rect"):
        assert int(shape.attrib["x"]) >= MARGIN
        assert int(shape.attrib["x"]) + int(shape.attrib["width"]) <= WIDTH - MARGIN
        assert int(shape.attrib["y"]) + int(shape.attrib["height"]) <= height
    lines = [int(text.attrib["y"]) for text in root.iter(f"{SVG}text")]
    assert max(lines) < height
    assert sorted(lines) == lines


def test_nothing_in_a_picture_is_fetched_or_run() -> None:
    picture = draw("x", [Box('<script>alert(1)</script>" onload="x'), Link("&")], "en")
    text = picture.content.decode()
    assert "<script" not in text
    assert not any(word in text for word in ("href", "url(", "<style", "<image", "http://e"))
    root = parsed(text)
    assert not any(name.startswith("on") for tag in root.iter() for name in tag.attrib)


def test_arabic_starts_at_the_right_edge() -> None:
    def places(language: str) -> list[int]:
        root = parsed(draw("x", PIECES, language).content)
        return [int(text.attrib["x"]) for text in root.iter(f"{SVG}text")]

    assert [WIDTH - x for x in places("en")] == places("ar")
    root = parsed(draw("x", PIECES, "ar").content)
    assert root.attrib["direction"] == "rtl"


def test_the_alternative_text_says_all_that_is_drawn() -> None:
    picture = draw("x", PIECES, "en")
    drawn = "".join(parsed(picture.content).itertext())
    for piece in PIECES:
        words = piece.label if isinstance(piece, Link) else piece.text
        assert words in picture.alt
        assert all(word in drawn for word in words.split())


def test_text_never_overlaps_the_line_below() -> None:
    root = parsed(draw("x", PIECES, "en").content)
    rows = sorted({int(text.attrib["y"]) for text in root.iter(f"{SVG}text")})
    assert all(below - above >= 14 for above, below in pairwise(rows))

"""What a question asks for and what a passage has to offer, before the two are compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from assistant.domain import Passage
from assistant.language.concepts import Lexicon, concepts, plain
from knowledge.documents.words import words

KINDS = Path(__file__).parent / "kinds.yaml"
UNITS: Mapping[str, str] = {
    "day": r"days?|hari|siku|يوم\w*|ايام",
    "month": r"months?|bulan|miezi|mwezi|شهر\w*|اشهر",
    "percent": r"%|٪|percent",
    "point": r"points?|poin|pointi|نقط\w*",
    "length": r"centimet(?:er|re)s?|sentimeter|sentimita|سنتيمتر",
    "area": r"square meters?|meter persegi|mita za mraba|متر\w*",
    "times": r"times?|kali|mara|مر[هات]+",
    "product": r"must-sell|products?|produk|bidhaa|اصناف|صنف\w*",
}
_number = (
    r"(?:\d[\d.,\u066b\u066c]*|one|two|three|four|five|six|eight|ten|satu|dua|tiga|lima|delapan|"
    r"moja|mbili|miwili|tatu|nne|tano|ثلاثه|خمسه|شهرين)"
)
_between = r"(?:\s+(?:full|working|calendar|must-sell|of the|other|za|kali|bulan|penuh)){0,2}\s*"
_figured = {
    unit: re.compile(rf"{_number}{_between}(?:{words})|(?:{words})\s+{_number}")
    for unit, words in UNITS.items()
}
_clock = re.compile(r"\d\d:\d\d")
_money = re.compile(r"(?:idr|kes|egp|rp|ksh)\s?\d|\d\s?(?:جنيه|rupiah)")
_date = re.compile(
    r"\d{1,2} (?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december|januari|maret|juni|juli|agustus|oktober|desember|novemba|desemba|oktoba|"
    r"يناير|مارس|يونيو|نوفمبر|ديسمبر)|\d\d:\d\d|\b(?:week|weeks|minggu|wiki)\b"
)
_permission = re.compile(
    r"\b(?:can|cannot|may|not|no|never|only|must|yes|nothing|neither|none|tidak|bisa|boleh|hanya|"
    r"wajib|hakuna|haliwezi|hawawezi|hapana|ndiyo|lazima|ha\w+wi|si)\b|(?<!\w)(?:لا|يمكن|يجب|الا)(?!\w)"
)
_payer = re.compile(r"nusa delta foods|by the shop|on the shop|على المحل|owner|pemilik|rep\b")


@dataclass(frozen=True)
class Asked:
    """A question as it is compared."""

    concepts: frozenset[str]
    asks: frozenset[str]
    units: frozenset[str]
    figures: frozenset[str]


@dataclass(frozen=True)
class Offered:
    """A passage as it is compared."""

    heading: frozenset[str]
    paper: frozenset[str]
    """Topics of the paper's own title."""
    heading_asks: frozenset[str]
    """What its headings ask for: `When you are paid, how and by whom`."""
    body: frozenset[str]
    offers: frozenset[str]
    """Kinds of question it could answer."""
    units: frozenset[str]
    figures: frozenset[str]


@cache
def _lexicons() -> tuple[Lexicon, Lexicon]:
    raw = yaml.safe_load(KINDS.read_text(encoding="utf-8"))
    made = []
    for part in ("asks", "units"):
        lexicon = Lexicon()
        for name, patterns in raw[part].items():
            for pattern in patterns:
                lexicon.add(name, str(pattern))
        made.append(lexicon)
    return made[0], made[1]


def figures(text: str) -> frozenset[str]:
    """The numbers in a text, in Latin digits, with one decimal mark."""
    found = re.findall(r"\d+(?:[.,\u066b\u066c]\d+)*", plain(text))
    return frozenset(re.sub(r"[,\u066b\u066c]", ".", figure) for figure in found)


@lru_cache(maxsize=2000)
def read_question(text: str) -> Asked:
    """Its concepts, what it asks for and in which units."""
    asks, units = _lexicons()
    kinds, topics = frozenset(asks.found(text)), concepts(text)
    if "who" in kinds and "join" in topics:
        topics |= {"class"}  # who may join is said by the class of a shop
    return Asked(
        topics,
        kinds,
        frozenset(units.found(text)),
        figures(text) | {word for word in words(text) if word.isdecimal()},
    )


@lru_cache(maxsize=20_000)
def read_passage(title: str, text: str) -> Offered:
    """What its own heading and its words speak of, and which kinds of figures it has."""
    paper, *path = title.split(" › ")
    heading = path[-1] if path else ""
    bare = plain(text)
    units = {unit for unit, pattern in _figured.items() if pattern.search(bare)}
    if _money.search(bare):
        units.add("money")
    if _clock.search(bare):
        units.add("clock")
    offers = set()
    if units & {"day", "month"} or _date.search(bare):
        offers.add("time")
    if units & {"percent", "money", "point"}:
        offers.add("amount")
    if any(c.isdigit() for c in bare) or units:
        offers.add("count")
    if _permission.search(bare):
        offers |= {"may", "what_if"}
    if _payer.search(bare):
        offers.add("who")
    return Offered(
        heading=concepts(heading),
        paper=concepts(paper),
        heading_asks=frozenset(kind for part in path for kind in _lexicons()[0].found(part)),
        body=concepts(text),
        offers=frozenset(offers),
        units=frozenset(units),
        figures=figures(text),
    )


def offered(passage: Passage) -> Offered:
    """Read once per text."""
    return read_passage(passage.title, passage.text)

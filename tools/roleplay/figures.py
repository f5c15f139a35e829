"""Figures that a rep says, held against what the records and the terms prove."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from assistant.language.unicode import fold
from knowledge.facts.loose_ends import SYMBOLS
from knowledge.facts.meanings import AFTER, BEFORE
from knowledge.facts.words import words
from tools.roleplay.cues import compiled, cues, finds
from tools.roleplay.scenario import Known

NUMBER = re.compile(r"\d(?:[\d.,\u066b\u066c]*\d)?")
SPACED = re.compile(r"(?<=\d)[\u00a0\u202f ](?=\d{3}(?!\d))")
"""Between the thousands, as French has it."""
PHONE = re.compile(r"0\d")
CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}\b")
CURRENCY = re.compile(r"[A-Z]{3}")
ROUNDED = Decimal("0.025")
"""How far a rep may round an amount of money."""
HUNDRED = Decimal(100)
YEARS = range(1990, 2101)
RATES, LARGE = ("day", "week", "month"), 1000
REWARDS = ("reward", "fee", "net", "margin", "value", "payout", "earn", "bonus", "late_payouts")
"""In the ids of facts that a shop gets, beside what it buys."""
GAPS = ("gap", "needed_per_week")
Kind = Literal["money", "percent", "count", "bare"]


@dataclass(frozen=True)
class Figure:
    """One figure as it was said."""

    values: tuple[Decimal, ...]
    """What it may mean: `1.250` is read both ways."""
    kind: Kind
    unit: str = ""
    """Of a count: `day`, `point`, `case` …"""


def figures_in(sentence: str, language: str) -> Iterator[Figure]:
    """Every figure of a sentence, number words beside a unit included."""
    folded = SPACED.sub("", CLOCK.sub(" ", _digits(fold(sentence), language)))
    for found in NUMBER.finditer(folded):
        after = folded[found.end() : found.end() + 24]
        before = folded[max(0, found.start() - 12) : found.start()]
        if PHONE.match(found.group()):
            continue
        times, rest = _multiplied(after, language)
        values = tuple(value * times for value in _read(found.group()))
        kind, unit = _kind(before, rest, language)
        if unit in RATES and max(values) >= LARGE:
            kind, unit = "bare", ""  # `2,040,000 a month` counts no months
        yield Figure(values, "money" if kind == "bare" and times >= LARGE else kind, unit)


def proves(figure: Figure, known: Sequence[Known], rewards_only: bool) -> Known | None:
    """The fact that the figure says; None = nothing proves it."""
    for fact in known:
        if figure.kind == "bare" and fact.unit == "date" and _in_date(figure, fact.value):
            return fact
        value = fact.figure
        if value is None or not _same_kind(figure, fact):
            continue
        if rewards_only and figure.kind != "count" and not is_payable(fact):
            continue
        room = abs(value) * ROUNDED if CURRENCY.fullmatch(fact.unit) else Decimal(0)
        if any(abs(abs(value) - said) <= room for said in figure.values):
            return fact
    return None


def _in_date(figure: Figure, day: str) -> bool:
    return any(part in figure.values for part in map(Decimal, day.split("-")))


def is_reward(fact: Known) -> bool:
    """Something the shop gets, beside what it buys or owes."""
    return any(word in fact.id for word in REWARDS)


def is_gap(fact: Known) -> bool:
    """What the shop still lacks."""
    return any(word in fact.id for word in GAPS)


def is_payable(fact: Known) -> bool:
    """No amount of money but a reward is what a shop gets."""
    return is_reward(fact) or not is_money(fact)


def is_money(fact: Known) -> bool:
    """An amount of some currency."""
    return bool(CURRENCY.fullmatch(fact.unit))


def is_claim(figure: Figure, sentence: str, language: str) -> bool:
    """Whether a figure nothing proves is a false word, and not small talk.

    Money, a share and points always are, but for the 100 percent of a manner of speaking; so is a
    bare figure as large as an amount that is no year. A count is where it speaks of the terms.
    """
    if figure.kind == "percent":
        return max(figure.values) != HUNDRED
    if figure.kind == "money" or figure.unit == "point":
        return True
    if sentence.rstrip().endswith(("?", "؟")):
        return False
    if figure.kind == "bare":
        return max(figure.values) >= LARGE and not any(v in YEARS for v in figure.values)
    return _tells_terms(sentence, language)


def _tells_terms(sentence: str, language: str) -> bool:
    if finds("next_step", sentence, language):
        return False
    return any(finds(kind, sentence, language) for kind in ("do", "get", "when", "who_pays"))


def _same_kind(figure: Figure, fact: Known) -> bool:
    if CURRENCY.fullmatch(fact.unit):
        return figure.kind in ("money", "bare")
    if fact.unit == "percent":
        return figure.kind in ("percent", "bare")
    return figure.kind == "bare" or (figure.kind == "count" and figure.unit in (fact.unit, ""))


def _read(written: str) -> list[Decimal]:
    """`1.250` is 1250 and 1.25; `1,250.5` is one thing only."""
    plain = written.replace("\u066c", ",").replace("\u066b", ".")
    marks = [c for c in plain if c in ".,"]
    if not marks:
        return [Decimal(plain)]
    last = max(plain.rfind("."), plain.rfind(","))
    whole = re.sub(r"[.,]", "", plain[:last])
    found = [Decimal(f"{whole}.{plain[last + 1 :]}")]
    if len(plain) - last - 1 == 3:
        found.append(Decimal(re.sub(r"[.,]", "", plain)))
    if len(set(marks)) == 1 and len(marks) > 1:
        found = [Decimal(re.sub(r"[.,]", "", plain))]
    return found


def _multiplied(after: str, language: str) -> tuple[int, str]:
    """`2 juta rupiah` → a million, and what follows."""
    for tag in (language, "en"):
        for word, times in sorted(cues(tag).multipliers.items(), key=lambda m: -len(m[0])):
            found = re.match(rf"\s*{re.escape(fold(word))}{AFTER}", after)
            if found:
                return times, after[found.end() :]
    return 1, after


def _kind(before: str, after: str, language: str) -> tuple[Kind, str]:
    near = " ".join(after.split()[:2]) if " " in after else after
    tags = dict.fromkeys((language, "en"))
    if re.match(r"\s*[%٪]", after) or any(
        compiled(cues(t).percent, t).match(after.lstrip())
        or re.search(rf"(?:{compiled(cues(t).percent, t).pattern})\s*$", before)
        for t in tags
    ):
        return "percent", ""
    signs = "|".join(re.escape(fold(s)) for s in (*SYMBOLS, "$", "idr", "kes", "egp", "usd"))
    if re.search(rf"(?:{signs})\.?\s*$", before) or re.match(rf"\s*(?:{signs})(?!\w)", after):
        return "money", ""
    if any(compiled(tuple(words(t).money_words), t).search(near) for t in tags):
        return "money", ""
    for tag in tags:
        for unit, phrases in cues(tag).units.items():
            if compiled(phrases, tag).search(near) or compiled(phrases, tag).search(before):
                return "count", unit
    return "bare", ""


def _digits(folded: str, language: str) -> str:
    """Number words as digits: `twenty five percent` → `25 percent`; a lone `one` stays a word."""
    for tag in dict.fromkeys((language, "en")):
        if cues(tag).numbers:
            folded = _as_digits(folded, tag)
    return folded


def _as_digits(folded: str, tag: str) -> str:
    known, one, run = _number_words(tag)
    return run.sub(lambda found: _value(found.group(), known, one), folded)


@lru_cache(maxsize=16)
def _number_words(tag: str) -> tuple[dict[str, int], str, re.Pattern[str]]:
    """Folded word → value, any one of them, and a run of them."""
    known = {fold(word): value for word, value in cues(tag).numbers.items()}
    one = "|".join(re.escape(word) for word in sorted(known, key=len, reverse=True))
    gap = r"[\s-]+(?:and\s+|na\s+|et\s+|at\s+)?"
    run = re.compile(rf"(?<!\d)(?<!\d\s){BEFORE}(?:{one})(?:{gap}(?:{one}))*{AFTER}")
    return known, one, run


def _value(run: str, known: dict[str, int], one: str) -> str:
    total = 0
    for word in re.findall(rf"{BEFORE}(?:{one}){AFTER}", run):
        value = known[word]
        total = total * value if value >= 100 and total else total + value
    return str(total) if total > 1 else run

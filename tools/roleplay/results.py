"""History of practice: per rep and per skill over time, as table, chart and CSV."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.charts import Bar, bars
from assistant.domain import Picture
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from knowledge.records.roleplays import KeptRolePlay
from tools.roleplay.scenario import Scenario
from tools.roleplay.scorecard import names_of

EXAMPLES = Path(__file__).parent / "examples.yaml"
MOST_ROWS = 15
COLUMNS = (
    "started_at", "user", "name", "led_by", "persona", "outlet", "program", "language",
    "difficulty", "rubric_version", "outcome", "points", "passed", "criterion",
    "criterion_points", "criterion_of", "quote",
)  # fmt: skip


@lru_cache(maxsize=4)
def asked(what: str) -> tuple[str, ...]:
    """What people say when they want it."""
    read: dict[str, dict[str, list[str]]] = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    return tuple(text for texts in read[what].values() for text in texts)


def scored(history: Sequence[KeptRolePlay]) -> list[KeptRolePlay]:
    """Those in which something was said."""
    return [kept for kept in history if kept.points is not None]


def report(history: Sequence[KeptRolePlay], language: str) -> tuple[str, tuple[Picture, ...]]:
    """Of several people a line each, of one his practices; then how each skill has moved."""
    _ = translate(language)
    if not history:
        return _("Nobody has practised yet."), ()
    people = {kept.user for kept in history}
    table = _people(history, language) if len(people) > 1 else _practices(history, language)
    n = Locale(language).number
    rows = [
        Bar(name, 100, last, f"{n(Decimal(first))} → {n(Decimal(last))}")
        for name, first, last in _skills(history, language)
    ]
    title = _("Skills: earlier half of the practices → later half, of 100")
    lines = [*table, "", f"**{title}**", *(f"- {row.label}: {row.shown}" for row in rows)]
    return "\n".join(lines), (bars(title, rows, language),)


def _people(history: Sequence[KeptRolePlay], language: str) -> list[str]:
    """Each rep: how often, how often passed, points of the first and the newest, weakest skill."""
    _, n = translate(language), Locale(language).number
    head = [_("Who"), _("Practices"), _("Passed"), _("Points: first → newest"), _("Weakest skill")]
    lines = [_line(head), "|---|---|---|---|---|"]
    of: dict[str, list[KeptRolePlay]] = defaultdict(list)
    for kept in reversed(history):
        of[kept.user].append(kept)
    for own in sorted(of.values(), key=lambda k: k[0].name):
        points = f"{n(Decimal(own[0].points or 0))} → {n(Decimal(own[-1].points or 0))}"
        weakest = min(_skills(own[::-1], language), key=lambda skill: skill[2])[0]
        passed = n(Decimal(sum(bool(kept.passed) for kept in own)))
        lines.append(_line([own[0].name, n(Decimal(len(own))), passed, points, weakest]))
    return lines


def _practices(history: Sequence[KeptRolePlay], language: str) -> list[str]:
    _, locale = translate(language), Locale(language)
    head = [_("Day"), _("Shopkeeper"), _("Points"), _("Passed")]
    lines = [f"**{history[0].name}**", "", _line(head), "|---|---|---|---|"]
    for kept in history[:MOST_ROWS]:
        day = locale.date(kept.started_at.date())
        points = locale.number(Decimal(kept.points or 0))
        passed = _("yes") if kept.passed else _("no")
        lines.append(_line([day, str(kept.scenario["name"]), points, passed]))
    return lines


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _skills(history: Sequence[KeptRolePlay], language: str) -> list[tuple[str, int, int]]:
    """Criterion in words, mean share in the older half and in the newer, of 100."""
    shares: dict[str, list[int]] = defaultdict(list)
    names: dict[str, str] = {}
    for kept in reversed(history):
        names |= names_of(Scenario.model_validate(kept.scenario).rubric.criteria, language)
        for mark in _marks(kept):
            if mark["judged"]:
                shares[mark["key"]].append(100 * mark["points"] // mark["of"])
    return [
        (names[key], _mean(of[: (len(of) + 1) // 2]), _mean(of[len(of) // 2 :]))
        for key, of in shares.items()
    ]


def _marks(kept: KeptRolePlay) -> Sequence[Mapping[str, Any]]:
    marks: Sequence[Mapping[str, Any]] = (kept.card or {}).get("marks", ())
    return marks


def _mean(values: Sequence[int]) -> int:
    return sum(values) // max(1, len(values))


def as_csv(history: Sequence[KeptRolePlay]) -> str:
    """One row for each criterion of each practice."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for kept in history:
        for mark in _marks(kept):
            row = [
                kept.started_at.isoformat(), kept.user, kept.name, kept.led_by or "",
                kept.persona, kept.outlet, kept.program, kept.language, kept.difficulty,
                kept.rubric_version, kept.outcome, kept.points, kept.passed,
                mark["key"], mark["points"], mark["of"], mark["quote"],
            ]  # fmt: skip
            writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue()


def _harmless(cell: object) -> object:
    """A spreadsheet takes what begins like a formula for one."""
    if isinstance(cell, str) and cell[:1] in tuple("=+-@\t\r"):
        return f"'{cell}"
    return cell

"""`terms_changes`: what changed between two versions of a program, from when, clause by clause."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain import Fact, ReplyStatus, Role, ToolResult
from assistant.errors import RetryableToolError
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from assistant.ports import ToolContext
from graphrag.paths import FactPath, Hop, Tone
from graphrag.pictures import Box, Link, Piece, Row, draw
from knowledge.programs.changes import TermChange, Value, changes
from knowledge.programs.terms import ProgramTerms
from tools.fact_graph.naming import examples_of, payment_method, program_meant

if TYPE_CHECKING:
    from knowledge.records.api import DataAPI

DRAWN = 8
"""Changes in the picture; the words have all of them."""


class TermsChangesArguments(BaseModel):
    """Which program and which versions."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    program: str | None = Field(None, max_length=200, description="code or name of the program")
    since_version: str | None = Field(
        None, max_length=64, description="version to compare with; empty = the one before"
    )


@dataclass
class TermsChanges:
    """Implements `assistant.ports.Tool`."""

    records: DataAPI
    name: str = "terms_changes"
    description: str = (
        "What changed in a program's terms against an earlier version, from when, with the clauses."
    )
    arguments: type[BaseModel] = TermsChangesArguments
    roles: frozenset[Role] = frozenset(Role)
    examples: Sequence[str] = field(default_factory=lambda: examples_of("terms_changes"))

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Compare the current terms with those before."""
        asked = TermsChangesArguments.model_validate(arguments.model_dump())
        _ = translate(context.language)
        programs = self.records.programs()
        if asked.program:
            meant = [program_meant(programs, asked.program, context.language)]
        else:
            meant = [p for p in programs if len(self.records.program_versions(p.code)) > 1]
        told = [self._told(program, asked.since_version, context) for program in meant]
        if not told:
            only = _("There is only one version of each program's terms on record.")
            return ToolResult(ReplyStatus.ANSWERED, only)
        return ToolResult(
            ReplyStatus.ANSWERED,
            "\n\n".join(result.text for result in told),
            facts=tuple(f for result in told for f in result.facts),
            citations=tuple(c for result in told for c in result.citations),
            pictures=tuple(p for result in told for p in result.pictures),
        )

    def _told(self, after: ProgramTerms, since: str | None, context: ToolContext) -> ToolResult:
        _ = translate(context.language)
        words = _Words(self.records, context.language)
        before = self._before(after, since, context.language)
        name = after.name_in(context.language)
        if before is None:
            only = _("{program} has only one version of its terms on record: {version}.")
            text = only.replace("{program}", name).replace("{version}", after.terms_version)
            return ToolResult(ReplyStatus.ANSWERED, text, facts=(_version(after),))
        head = (
            _("{program}: version {new} against version {old}, since {date}")
            .replace("{program}", name)
            .replace("{new}", after.terms_version)
            .replace("{old}", before.terms_version)
            .replace("{date}", words.locale.date(after.starts_on))
        )
        found = changes(before, after)
        paths = [_path(before, after, change, words) for change in found]
        if not found:
            return ToolResult(ReplyStatus.ANSWERED, f"**{head}**\n- " + _("Nothing changed."))
        return ToolResult(
            ReplyStatus.ANSWERED,
            "\n".join([f"**{head}**", *(f"- {words.line(change)}" for change in found)]),
            facts=(
                _version(before),
                _version(after),
                *(f for c in found for f in _facts(c, after)),
            ),
            citations=tuple(path.citation(context.language) for path in paths),
            pictures=(draw(head, _pieces(before, after, found, words), context.language),),
        )

    def _before(self, after: ProgramTerms, since: str | None, language: str) -> ProgramTerms | None:
        versions = [
            v
            for v in self.records.program_versions(after.code)
            if v.terms_version != after.terms_version
        ]
        if since is None:
            return versions[-1] if versions else None
        found = next((v for v in versions if v.terms_version == since.lstrip("vV")), None)
        if found is None:
            _ = translate(language)
            offered = ", ".join(v.terms_version for v in versions) or "–"
            told = _("There is no such version of the terms. Earlier ones are: {choices}.")
            raise RetryableToolError(told.replace("{choices}", offered))
        return found


@dataclass(frozen=True)
class _Words:
    """How a reader is told a change."""

    records: DataAPI
    language: str

    @property
    def locale(self) -> Locale:
        return Locale(self.language)

    def line(self, change: TermChange) -> str:
        """`Slab 1, from: 8% → 5% (§4.1)`."""
        clause = f" (§{change.clause})" if change.clause else ""
        return f"{self.topic(change)}: {self.sides(change)}{clause}"

    def sides(self, change: TermChange) -> str:
        """`8% → 5%`, `new: …`, `no more: …`."""
        _ = translate(self.language)
        if change.before.kind == "none":
            return _("new: {value}").replace("{value}", self.value(change.after))
        if change.after.kind == "none":
            return _("no more: {value}").replace("{value}", self.value(change.before))
        told = _("{after}, before: {before}")
        return told.replace("{after}", self.value(change.after)).replace(
            "{before}", self.value(change.before)
        )

    def topic(self, change: TermChange) -> str:
        """What it is about."""
        _ = translate(self.language)
        topics = {
            "starts_on": _("first day"),
            "ends_on": _("last day"),
            "base_months": _("length of the base"),
            "min_months_billed": _("months with a purchase in the period"),
            "cap_multiple": _("cap, times the lowest slab's payout on the base"),
            "notice_days": _("notice of changes"),
            "slab": _("{name}, from"),
            "slab_payout": _("{name}, pays"),
            "tier": _("{name}, needs"),
            "tier_payout": _("{name}, adds"),
            "must_sell": _("must-sell list"),
            "requirement": _("who cannot join"),
            "within_days": _("paid after the period within"),
            "dispute_within_days": _("time to dispute"),
            "method": _("way of payment"),
        }
        return topics[change.topic].replace("{name}", self.text(change.name))

    def value(self, value: Value) -> str:
        """In the reader's words."""
        figure, locale = value.figure, self.locale
        if isinstance(figure, date):
            return locale.date(figure)
        if isinstance(figure, Decimal):
            shown: dict[str, Callable[[Decimal], str]] = {
                "percent": locale.percent,
                "months": lambda n: locale.quantity(n, "month"),
                "days": lambda n: locale.quantity(n, "day"),
            }
            return shown.get(value.kind, locale.number)(figure)
        if value.kind == "product":
            return self.records.product(str(value.text), self.language).name
        if value.kind == "words":
            return payment_method(str(value.text), self.language)
        return f"“{self.text(value.text)}”"

    def text(self, texts: Mapping[str, str] | str) -> str:
        """The reader's language, else English."""
        if isinstance(texts, str):
            return texts
        return texts.get(self.language.split("-")[0]) or texts.get("en", "")


def _path(before: ProgramTerms, after: ProgramTerms, change: TermChange, words: _Words) -> FactPath:
    """`(Growth Club v2) –[Slab 1, from]→ (5%, before: 8%) [terms v3 §4.1]`."""
    clause = change.clause
    return FactPath(
        f"{before.name_in(words.language)} v{before.terms_version}",
        (Hop(words.topic(change), words.sides(change)),),
        f"{after.ref}#{clause}" if clause else after.ref,
        after.terms_version,
        clause,
    )


def _pieces(
    before: ProgramTerms, after: ProgramTerms, found: Sequence[TermChange], words: _Words
) -> list[Piece]:
    """What is short enough to be seen at a glance comes first: figures, not sentences."""
    name = after.name_in(words.language)
    drawn = sorted(found, key=lambda change: "text" in (change.before.kind, change.after.kind))
    return [
        Box(f"{name} v{before.terms_version}"),
        Link(words.locale.date(after.starts_on)),
        Box(f"{name} v{after.terms_version}"),
        *(Row("•", words.line(change), Tone.PLAIN) for change in drawn[:DRAWN]),
    ]


def _version(terms: ProgramTerms) -> Fact:
    return Fact("terms_version", terms.terms_version, "text", terms.ref)


def _facts(change: TermChange, after: ProgramTerms) -> list[Fact]:
    """The figures of both sides."""
    source = f"{after.ref}#{change.clause}" if change.clause else after.ref
    units = {"percent": "percent", "months": "month", "days": "day", "date": "date"}
    sides = (("before", change.before), ("after", change.after))
    return [
        Fact(f"{change.topic}_{side}", value.figure, units.get(value.kind, "number"), source)
        for side, value in sides
        if value.figure is not None
    ]

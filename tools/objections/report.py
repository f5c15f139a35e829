"""`objection_report`: which objections lose shops, per program, area and language."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from babel.core import Locale as CldrLocale
from pydantic import BaseModel, ConfigDict, Field

from assistant.charts import Bar, bars
from assistant.domain import Citation, Fact, ReplyStatus, Role, ToolResult
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from assistant.ports import ToolContext
from knowledge.records.objections_heard import ObjectionCount
from tools.objections.telling import says

if TYPE_CHECKING:
    from knowledge.records.api import DataAPI

EXAMPLES = Path(__file__).parent / "report_examples.yaml"
SHOWN = 8
DAYS_A_MONTH = 30


class ReportArguments(BaseModel):
    """How far back, and for which program."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)
    months: int = Field(3, ge=1, le=24, description="how many months to look back")
    program: str | None = Field(None, max_length=200, description="code of one program")


@lru_cache(maxsize=1)
def _examples() -> Sequence[str]:
    by_language: dict[str, list[str]] = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    return tuple(text for texts in by_language.values() for text in texts)


@dataclass
class ObjectionReport:
    """Implements `assistant.ports.Tool`."""

    records: DataAPI
    name: str = "objection_report"
    description: str = (
        "Which objections shopkeepers raise most and which of them lose shops, over all shops of "
        "the user, per program, area and language. For managers and trainers; about no one shop."
    )
    arguments: type[BaseModel] = ReportArguments
    roles: frozenset[Role] = frozenset({Role.MANAGER, Role.TRAINER})
    examples: Sequence[str] = field(default_factory=_examples)

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Count, and show the table and the chart."""
        asked = ReportArguments.model_validate(arguments.model_dump())
        since = context.today - dt.timedelta(days=DAYS_A_MONTH * asked.months)
        counts = self.records.objections_heard.counts(context.user, since)
        if asked.program:
            counts = [count for count in counts if count.program == asked.program]
        return Report(self.records, counts, since, context.language).result()


@dataclass
class Report:
    """The counts on their way into words."""

    records: DataAPI
    counts: Sequence[ObjectionCount]
    since: dt.date
    language: str
    facts: list[Fact] = field(default_factory=list)
    """One for every figure that was shown."""

    def result(self) -> ToolResult:
        """Table, breakdowns, chart, and a fact for every figure."""
        _ = translate(self.language)
        rows = self._by(lambda count: count.objection)[:SHOWN]
        if not rows:
            none = _("No objection has been written down since {date}.")
            text = none.replace("{date}", self._locale.date(self.since))
            return ToolResult(ReplyStatus.ANSWERED, text)
        title = _("Objections since {date}").replace("{date}", self._locale.date(self.since))
        lines = [f"**{title}**", "", *self._table(rows), "", *self._worst()]
        return ToolResult(
            ReplyStatus.ANSWERED,
            "\n".join(lines),
            facts=tuple(self.facts),
            citations=(Citation("record", self._source, title),),
            pictures=(bars(title, [self._bar(row) for row in rows], self.language),),
            data={"since": self.since.isoformat(), "rows": [list(row) for row in rows]},
        )

    @property
    def _locale(self) -> Locale:
        return Locale(self.language)

    @property
    def _source(self) -> str:
        return f"visits:{self.since.isoformat()}.."

    def _by(self, key: Callable[[ObjectionCount], str]) -> list[tuple[str, int, int]]:
        """What, how often heard, how often lost; the most lost first."""
        heard: Counter[str] = Counter()
        lost: Counter[str] = Counter()
        for count in self.counts:
            heard[key(count)] += count.heard
            lost[key(count)] += count.lost
        return sorted(((k, heard[k], lost[k]) for k in heard), key=lambda r: (-r[2], -r[1], r[0]))

    def _table(self, rows: Sequence[tuple[str, int, int]]) -> list[str]:
        _ = translate(self.language)
        heads = (_("Objection"), _("Heard"), _("Ended in a no"))
        return [
            f"| {' | '.join(heads)} |",
            "|---|---:|---:|",
            *(self._line(*row) for row in rows),
        ]

    def _line(self, key: str, heard: int, lost: int) -> str:
        told = (self._n("objections_heard", heard), self._n("objections_lost", lost))
        return f"| {self._called(key)} | {' | '.join(told)} |"

    def _share(self, heard: int, lost: int) -> str:
        """`12 / 40`: lost of those heard."""
        return f"{self._n('objections_lost', lost)} / {self._n('objections_heard', heard)}"

    def _worst(self) -> list[str]:
        """For each program, area and language, the objection that loses most there."""
        _ = translate(self.language)
        splits = (
            (_("By program"), lambda c: c.program, self._program),
            (_("By area"), lambda c: c.area, str),
            (_("By language"), lambda c: c.language, self._tongue),
        )
        lines = []
        for title, key, shown in splits:
            parts = [self._split(value, key, shown) for value in _ordered(self.counts, key)]
            lines += [f"**{title}**", *parts[:SHOWN], ""] if parts else []
        return lines

    def _split(
        self,
        value: str,
        key: Callable[[ObjectionCount], str | None],
        shown: Callable[[str], str],
    ) -> str:
        counts = [count for count in self.counts if key(count) == value]
        within = Report(self.records, counts, self.since, self.language)
        (first, heard, lost), *_rest = within._by(lambda count: count.objection)
        return f"- {shown(value)}: {self._called(first)} ({self._share(heard, lost)})"

    def _bar(self, row: tuple[str, int, int]) -> Bar:
        key, heard, lost = row
        return Bar(self._called(key), heard, lost, self._share(heard, lost))

    def _called(self, key: str) -> str:
        playbook = {o.key: o for o in self.records.objections().objections}
        return says(playbook[key], self.language) if key in playbook else key.replace("-", " ")

    def _program(self, code: str) -> str:
        return self.records.program(code).name_in(self.language)

    def _tongue(self, tag: str) -> str:
        base = self.language.split("-", maxsplit=1)[0]
        return CldrLocale.parse(tag, sep="-").get_display_name(base) or tag

    def _n(self, name: str, value: int) -> str:
        fact = Fact(name, Decimal(value), "visit", self._source)
        self.facts += [fact] if fact not in self.facts else []
        return self._locale.number(Decimal(value))


def _ordered(
    counts: Sequence[ObjectionCount], key: Callable[[ObjectionCount], str | None]
) -> list[str]:
    """The values there are, those that lose most first."""
    lost: Counter[str] = Counter()
    for count in counts:
        if value := key(count):
            lost[value] += count.lost
    return [value for value, _ in lost.most_common()]

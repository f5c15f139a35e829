"""`one_order_away`: which of my shops one must-sell product brings to a tier, with the path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from pydantic import BaseModel, ConfigDict, Field

from assistant.domain import Action, Citation, Fact, ReplyStatus, Role, ToolResult
from assistant.errors import NotFoundError
from assistant.language.catalogs import plural, translate
from assistant.language.formats import Locale
from assistant.ports import ToolContext
from knowledge.programs.terms import Metric, ProgramTerms

if TYPE_CHECKING:
    from graphrag.closing import ClosingPath
    from knowledge.records.api import DataAPI

SHOWN = 8


class OneOrderAwayArguments(BaseModel):
    """Which program and tier."""

    model_config = ConfigDict(extra="forbid")
    program: str | None = Field(None, description="program code; empty = the one with must-sell")
    tier: str | None = Field(None, description="tier name as printed; empty = each shop's next")


@dataclass
class OneOrderAway:
    """Implements `assistant.ports.Tool`."""

    records: DataAPI
    name: str = "one_order_away"
    description: str = (
        "Which of the user's shops need just one more must-sell product to reach a tier of a "
        "program, and which product. For questions over all shops of a route, not about one shop."
    )
    arguments: type[BaseModel] = OneOrderAwayArguments
    roles: frozenset[Role] = frozenset(Role)

    @cached_property
    def examples(self) -> Sequence[str]:
        """Per language, from examples.yaml."""
        file = Path(__file__).with_name("examples.yaml")
        return [t for ts in yaml.safe_load(file.read_text(encoding="utf-8")).values() for t in ts]

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Build the graph of what this user may see, and walk it."""
        # Imported here: networkx costs every cold start 0.4 s, and few questions need it.
        from graphrag.closing import one_order_away
        from graphrag.route_graph import build_route_graph

        asked = OneOrderAwayArguments.model_validate(arguments.model_dump())
        program = self._program(asked.program)
        tier = _printed_name(program, asked.tier)
        found = one_order_away(build_route_graph(self.records, context.user, program.code), tier)
        return self._told(program, tier, found, context)

    def _program(self, code: str | None) -> ProgramTerms:
        if code is not None:
            return self.records.program(code)
        for program in self.records.programs(on=self.records.today):
            if any(t.metric is Metric.MUST_SELL for t in program.tiers):
                return program
        raise NotFoundError("No program with a must-sell tier runs today.")

    def _told(
        self,
        program: ProgramTerms,
        tier: str | None,
        found: Sequence[ClosingPath],
        context: ToolContext,
    ) -> ToolResult:
        _ = translate(context.language)
        name = program.name_in(context.language)
        if not found:
            goal = tier or _("the next tier")
            none = _("None of your shops is one product away from {tier} in {program}.")
            return ToolResult(ReplyStatus.ANSWERED, none.format(tier=goal, program=name))
        head = plural(context.language)(
            "{count} shop is one must-sell product away from a tier in {program}:",
            "{count} shops are one must-sell product away from a tier in {program}:",
            len(found),
        ).format(count=Locale(context.language).number(Decimal(len(found))), program=name)
        lines = [f"- {self.path_in_words(program, path, context.language)}" for path in found]
        if len(lines) > SHOWN:
            rest = Locale(context.language).number(Decimal(len(lines) - SHOWN))
            more = _("… and {count} more.").format(count=rest)
            lines = [*lines[:SHOWN], more]
        return ToolResult(
            ReplyStatus.ANSWERED,
            "\n".join([head, "", *lines]),
            facts=tuple(f for path in found[:SHOWN] for f in _facts(path)),
            citations=tuple(
                Citation("graph", path.source, self.path_in_words(program, path, "en"))
                for path in found[:SHOWN]
            ),
            actions=tuple(
                Action("open_outlet", path.outlet_name, {"outlet": path.outlet})
                for path in found[:SHOWN]
            ),
        )

    def path_in_words(self, program: ProgramTerms, path: ClosingPath, language: str) -> str:
        """`(Toko Makmur) –[Silver]→ (Growth Club) –[Gold needs 8 must-sell]→ (has 7; …) [§4.2]`."""
        _ = translate(language)
        locale = Locale(language)
        needs = _("{tier} needs {threshold} must-sell").format(
            tier=path.target, threshold=locale.number(path.threshold)
        )
        has = _("has {value}; any one of {products} closes it").format(
            value=locale.number(path.value),
            products=locale.list([self.records.product(p, language).name for p in path.products]),
        )
        standing = path.standing or _("no tier yet")
        clause = path.source.rsplit("#", maxsplit=1)[-1]
        version = program.terms_version
        return (
            f"({path.outlet_name}) –[{standing}]→ ({program.name_in(language)}) "
            f"–[{needs}]→ ({has}) [v{version} §{clause}]"
        )


def _printed_name(program: ProgramTerms, tier: str | None) -> str | None:
    """The tier as the terms print it, whatever language it was asked for in."""
    if tier is None:
        return None
    wanted = tier.casefold()
    for target in program.tiers:
        if wanted in {target.name.casefold(), *(n.casefold() for n in target.names.values())}:
            return target.name
    names = ", ".join(t.name for t in program.tiers)
    raise NotFoundError(f"{program.name} has no tier {tier!r}; it has {names}.")


def _facts(path: ClosingPath) -> tuple[Fact, ...]:
    source = f"progress:{path.outlet}; {path.source}"
    return (
        Fact("must_sell_bought", path.value, "product", source),
        Fact("must_sell_needed", path.threshold, "product", source),
    )

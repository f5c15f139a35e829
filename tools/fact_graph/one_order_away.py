"""`one_order_away`: which of my shops one must-sell product brings to a tier, with the path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain import Action, Fact, Picture, ReplyStatus, Role, ToolCall, ToolResult
from assistant.errors import NotFoundError
from assistant.language.catalogs import plural, translate
from assistant.language.formats import Locale
from assistant.ports import ToolContext
from graphrag.paths import FactPath, Hop, Tone
from graphrag.pictures import draw, pieces_of
from knowledge.programs.terms import Metric, ProgramTerms, Target
from tools.fact_graph.naming import examples_of, program_meant

if TYPE_CHECKING:
    from graphrag.closing import ClosingPath
    from knowledge.records.api import DataAPI

SHOWN = 8


class OneOrderAwayArguments(BaseModel):
    """Which program and tier."""

    model_config = ConfigDict(extra="forbid")
    program: str | None = Field(
        None, max_length=200, description="code or name of the program; empty = with must-sell"
    )
    tier: str | None = Field(
        None, max_length=200, description="tier name as printed; empty = each shop's next"
    )


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
    examples: Sequence[str] = field(default_factory=lambda: examples_of("one_order_away"))

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Read what this user may see, make it a graph, and walk it."""
        # Imported here: networkx costs every cold start 0.4 s, and few questions need it.
        from graphrag.closing import one_order_away
        from graphrag.route_graph import build_route_graph

        asked = OneOrderAwayArguments.model_validate(arguments.model_dump())
        program = self._program(asked.program, context.language)
        tier = _printed_name(program, asked.tier)
        rows = self.records.near_tiers(context.user, program.code, tier)
        return self._told(program, tier, one_order_away(build_route_graph(rows)), context)

    def _program(self, said: str | None, language: str) -> ProgramTerms:
        if said is not None:
            return program_meant(self.records.programs(), said, language)
        for program in self.records.programs(on=self.records.today):
            if any(t.metric is Metric.MUST_SELL for t in program.tiers):
                return program
        raise NotFoundError(translate(language)("No program with a must-sell tier runs today."))

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
        _n = plural(context.language)
        head = _n(
            "{count} shop is one must-sell product away from a tier in {program}:",
            "{count} shops are one must-sell product away from a tier in {program}:",
            len(found),
        ).format(count=_number(len(found), context.language), program=name)
        paths = [self.path(closing, context.language) for closing in found[:SHOWN]]
        lines = [f"- {path.in_words(context.language)}" for path in paths]
        if len(found) > SHOWN:
            rest = _number(len(found) - SHOWN, context.language)
            lines.append(_("… and {count} more.").format(count=rest))
        return ToolResult(
            ReplyStatus.ANSWERED,
            "\n".join([head, "", *lines]),
            facts=tuple(f for closing in found[:SHOWN] for f in _facts(closing)),
            citations=tuple(path.citation(context.language) for path in paths),
            actions=tuple(_open(closing, context.language) for closing in found[:SHOWN]),
            pictures=(_picture(paths[0], found[0].outlet_name, context.language),),
        )

    def path(self, closing: ClosingPath, language: str) -> FactPath:
        """`(Toko Makmur) –[Silver]→ (Growth Club) –[Gold needs 8 must-sell]→ (has 7; …)`."""
        _ = translate(language)
        needs = _("{tier} needs {threshold} must-sell").format(
            tier=_named(closing.target, language),
            threshold=_number(closing.value + 1, language),
        )
        has = _("has {value}; any one of {products} closes it").format(
            value=_number(closing.value, language),
            products=Locale(language).list(
                [self.records.product(p, language).name for p in closing.products]
            ),
        )
        standing = _named(closing.standing, language) if closing.standing else _("no tier yet")
        return FactPath(
            closing.outlet_name,
            (
                Hop(standing, closing.program.name_in(language)),
                Hop(needs, has, Tone.OPEN),
            ),
            closing.ref,
            closing.program.terms_version,
            closing.target.clause,
        )


def _open(closing: ClosingPath, language: str) -> Action:
    """The shop, to open with a tap."""
    _ = translate(language)
    asked = _("Brief me on {shop}").replace("{shop}", closing.outlet_name)
    call = ToolCall("outlet_brief", {"outlet": closing.outlet})
    payload = {"outlet": closing.outlet, "message": asked}
    return Action("open_outlet", closing.outlet_name, payload, call)


def _picture(path: FactPath, shop: str, language: str) -> Picture:
    _ = translate(language)
    title = _("How {shop} gets there").replace("{shop}", shop)
    return draw(title, pieces_of(path), language)


def _printed_name(program: ProgramTerms, tier: str | None) -> str | None:
    """The tier as the terms print it, whatever language it was asked for in."""
    if tier is None:
        return None
    wanted = tier.casefold()
    for target in program.targets:
        if wanted in {target.name.casefold(), *(n.casefold() for n in target.names.values())}:
            return target.name
    names = ", ".join(t.name for t in program.targets)
    raise NotFoundError(f"{program.name} has no tier {tier!r}; it has {names}.")


def _named(target: Target, language: str) -> str:
    return target.names.get(language.split("-")[0], target.name)


def _number(value: int, language: str) -> str:
    return Locale(language).number(Decimal(value))


def _facts(closing: ClosingPath) -> tuple[Fact, ...]:
    source = f"progress:{closing.outlet}:{closing.program.ref}; {closing.ref}"
    return (
        Fact("must_sell_bought", Decimal(closing.value), "product", source),
        Fact("must_sell_needed", Decimal(closing.value + 1), "product", source),
    )

"""The tool `shop_return`: how it was worked out what joining brings, in three cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from assistant.domain import Action, Citation, Fact, ReplyStatus, Role, ToolCall, ToolResult
from assistant.errors import RetryableToolError
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from assistant.ports import ToolContext
from knowledge.facts.choice import choose_program
from knowledge.facts.evidence import Evidence, evidence_for, shop_evidence
from knowledge.facts.text import plain
from knowledge.programs.grounds import Ground
from knowledge.programs.returns import ReturnCase
from tools.shop_choice import find_shop
from tools.story.arguments import program_meant
from tools.story.records import Records

EXAMPLES = Path(__file__).parent / "return_examples.yaml"
WHOLE = Decimal(1)


class ReturnArguments(BaseModel):
    """Which shop and program."""

    model_config = ConfigDict(extra="ignore")

    outlet: str | None = Field(None, description="code or name of the shop")
    program: str | None = Field(None, description="code or name of the program")


@lru_cache(maxsize=1)
def _examples() -> Sequence[str]:
    by_language: dict[str, list[str]] = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    return tuple(text for texts in by_language.values() for text in texts)


@dataclass  # not frozen: the port declares plain attributes
class ReturnWorking:
    """Implements `assistant.ports.Tool`."""

    records: Records
    name: str = "shop_return"
    description: str = (
        "Shows how a shop's return from a program was worked out: extra margin, reward, fee, "
        "points, cost of stock and lost shelf for joining, staying as today and just missing, with "
        "every assumption. Use it when somebody asks how a figure of a story came about."
    )
    arguments: type[BaseModel] = ReturnArguments
    roles: frozenset[Role] = frozenset(Role)
    examples: Sequence[str] = field(default_factory=_examples)

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """The sums, line by line."""
        asked = ReturnArguments.model_validate(arguments.model_dump())
        found = find_shop(self.records, context, asked.outlet)
        if isinstance(found, ToolResult):
            return found
        shop = shop_evidence(
            self.records, context.user, found.code, context.today, context.language
        )

        def evidence_of(program: str) -> Evidence:
            return evidence_for(self.records, context.user, shop, program)

        if asked.program:
            evidence = evidence_of(program_meant(shop.programs, asked.program, context.language))
        else:
            choice = choose_program([p.code for p in shop.programs], evidence_of,
                                    self.records.rules())  # fmt: skip
            if choice is None:
                _ = translate(context.language)
                raise RetryableToolError(_("No program runs in the country of this shop today."))
            evidence = choice.evidence
        return Working(evidence, context.language).told()


@dataclass
class Working:
    """One return put into words; notes a fact for each figure it says."""

    evidence: Evidence
    language: str
    facts: list[Fact] = field(default_factory=list)

    @property
    def _locale(self) -> Locale:
        return Locale(self.language, self.evidence.outlet.country)

    @property
    def _source(self) -> str:
        return f"{self.evidence.terms.ref}#return:{self.evidence.outlet.code}"

    def told(self) -> ToolResult:
        """All of it."""
        _ = translate(self.language)
        made, evidence = self.evidence.shop_return, self.evidence
        name = evidence.terms.name_in(self.language.partition("-")[0])
        title = _("{program} at {shop}: how it was worked out")
        grounds = _("What this stands on")
        months = self._locale.quantity(Decimal(made.months), "month")
        self._note("months", Decimal(made.months), "month", f"{evidence.terms.ref}#period")
        lines = [
            "**"
            + title.replace("{program}", name).replace("{shop}", plain(evidence.outlet.name))
            + "**",
            _("All amounts are for {months}.").replace("{months}", months),
            "",
            *self._case(made.join, _("Joins and reaches the target")),
            *self._case(made.stay, _("Joins and buys as today")),
            *self._case(made.just_miss, _("Joins and just misses the target")),
            "",
            f"**{grounds}**",
            *(f"- {text}" for ground in made.grounds if (text := self._ground(ground))),
        ]
        asked = {"outlet": evidence.outlet.code, "program": evidence.terms.code}
        conditions = ToolCall("eligibility", asked)
        return ToolResult(
            ReplyStatus.ANSWERED,
            "\n".join(lines),
            facts=tuple(self.facts),
            citations=(Citation("record", self._source, " ".join(made.assumptions)),),
            actions=(Action("eligibility", _("Check the conditions"), asked, conditions),),
            outlet=evidence.outlet.code,
            data={"return": return_json(evidence)},
        )

    def _case(self, case: ReturnCase, title: str) -> list[str]:
        _ = translate(self.language)
        parts = (
            ("extra_sales", case.extra_sales, _("buys more: {amount}")),
            ("extra_margin", case.extra_margin, _("+ margin on that: {amount}")),
            ("reward", case.reward, _("+ reward after tax: {amount}")),
            ("display_fee", case.display_fee, _("+ display fee after tax: {amount}")),
            ("points_value", case.points_value, _("+ worth of the points: {amount}")),
            ("stock_cost", case.stock_cost, _("− cost of the money in stock: {amount}")),
            ("lost_facing", case.lost_facing, _("− margin of the shelf it takes: {amount}")),
        )
        lines = [
            "  - " + text.replace("{amount}", self._amount(f"{case.name}_{key}", amount))
            for key, amount, text in parts
            if amount is None or amount != 0
        ]
        left = self._amount(f"{case.name}_net", case.net)
        return [f"- {title}: **{left}**", *lines]

    def _amount(self, name: str, amount: Decimal | None) -> str:
        """Whole money; what is not known is said to be so."""
        if amount is None:
            return translate(self.language)("not known")
        shown = amount.quantize(WHOLE, rounding=ROUND_HALF_UP)
        currency = self.evidence.shop_return.currency
        self._note(name, shown, currency, self._source)
        return self._locale.money(shown, currency)

    def _ground(self, ground: Ground) -> str:
        _ = translate(self.language)
        texts = {
            "usual_month": _("A usual month of this shop: {value}"),
            "margin": _("Margin of the shop, from shelf prices: {value}"),
            "margin_assumed": _("Margin of the shop, as the terms assume: {value}"),
            "margin_unknown": _("Margin of the shop: {value}"),
            "uplift": _("Purchases rise by: {value}"),
            "stock_days": _("Extra stock stands for: {value}"),
            "cost_of_cash": _("Money in stock costs a year: {value}"),
            "shelf_meters": _("Shelf it takes, in meters: {value}"),
            "shelf_meter_margin": _("A meter of shelf earns a month: {value}"),
            "tax_withheld": _("Tax withheld on rewards: {value}"),
            "cap": _("Most that is paid, times the lowest step: {value}"),
        }
        if ground.key not in texts:
            return ""
        return texts[ground.key].replace("{value}", self._value(ground))

    def _value(self, ground: Ground) -> str:
        if ground.value is None:
            return translate(self.language)("not known")
        self._note(ground.key, ground.value, ground.unit, ground.source)
        if ground.unit == "percent":
            return self._locale.percent(ground.value)
        if ground.unit == "day":
            return self._locale.quantity(ground.value, "day")
        if ground.unit in ("meter", "times"):
            return self._locale.number(ground.value)
        return self._locale.money(ground.value.quantize(WHOLE), ground.unit)

    def _note(self, name: str, value: Decimal, unit: str, source: str) -> None:
        said = Fact(name, value, unit, source, sentence=" ".join(
            self.evidence.shop_return.assumptions))  # fmt: skip
        if said not in self.facts:
            self.facts.append(said)


def return_json(evidence: Evidence) -> dict[str, object]:
    """The three cases with all their parts, and what they stand on; null = not known."""
    made = evidence.shop_return
    names = ("extra_sales", "extra_margin", "reward", "display_fee", "points_value", "stock_cost",
             "lost_facing", "net")  # fmt: skip
    return {
        "currency": made.currency,
        "months": made.months,
        "cases": {
            case.name: {name: _plain(getattr(case, name)) for name in names}
            for case in (made.join, made.stay, made.just_miss)
        },
        "assumptions": [
            {"key": g.key, "value": _plain(g.value), "unit": g.unit, "source": g.source}
            for g in made.grounds
        ],
    }


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount.quantize(Decimal('0.01')):f}"

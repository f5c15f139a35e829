"""Facts that stand in the program's terms: what to do, what it brings, when, by whom."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from assistant.domain import Fact
from knowledge.facts.evidence import Evidence
from knowledge.facts.kept import KeptByIdentity
from knowledge.programs.rewards import threshold
from knowledge.programs.terms import Metric, ProgramTerms, Target

_kept: KeptByIdentity[tuple[Fact, ...]] = KeptByIdentity()


def terms_facts(evidence: Evidence) -> Iterator[Fact]:
    """All of them; what the terms leave out makes no fact."""
    terms, language = evidence.terms, evidence.shop.language.split("-")[0]
    place = (language, evidence.outlet.country, evidence.outlet.currency)
    yield from _kept.get((terms,), place, lambda: tuple(_same_for_all(terms, *place)))
    if evidence.basis.aim is not None:
        yield from aim_facts(terms, evidence.basis.aim, evidence.outlet.currency, language)
    yield from _range_addition(evidence, language)


def _same_for_all(
    terms: ProgramTerms, language: str, country: str, currency: str
) -> Iterator[Fact]:
    """Facts of the terms that are the same for every shop of a country."""
    yield Fact("program_name", terms.name_in(language), "name", f"{terms.ref}#name",
               sentence="The program's official name.")  # fmt: skip
    if language in terms.summary:
        yield Fact("program_summary", terms.summary[language], "text", f"{terms.ref}#summary",
                   sentence="The program in one sentence, as its terms say it.")  # fmt: skip
    yield Fact("each_period", terms.period.value, "each_period", f"{terms.ref}#period",
               sentence="How often it is measured and paid.")  # fmt: skip
    yield Fact("enroll_until", terms.enroll_until, "date", f"{terms.ref}#enroll_until",
               sentence="The last day to join.")  # fmt: skip
    yield Fact("notice_days", Decimal(terms.notice_days), "day", f"{terms.ref}#notice_days",
               sentence="Notice the company gives before it changes the terms.")  # fmt: skip
    yield from _payment(terms, country)
    yield from _display(terms, currency)
    yield from _points(terms, currency)
    if terms.must_sell is not None:
        yield Fact("must_sell_total", Decimal(len(terms.must_sell.products)), "product",
                   clause(terms, terms.must_sell.clause),
                   sentence="Products on the must-sell list of the terms.")  # fmt: skip


def _range_addition(evidence: Evidence, language: str) -> Iterator[Fact]:
    """What a tier of the must-sell list adds to the slab's payout, where the shop has it now."""
    terms, bought = evidence.terms, evidence.basis.must_sell_now
    if not terms.slabs or bought is None:
        return
    held = [
        tier
        for tier in terms.tiers
        if tier.metric is Metric.MUST_SELL and tier.payout is not None and tier.payout.percent
        if (threshold(tier, evidence.outlet.currency) or 0) <= bought
    ]
    for tier in held[-1:]:
        source = clause(terms, tier.clause)
        yield Fact("range_tier", tier.names.get(language, tier.name), "name", source,
                   sentence="The tier that the products the shop buys now make.")  # fmt: skip
        if tier.payout is not None and tier.payout.percent is not None:
            yield Fact("range_percent", tier.payout.percent, "percent", source,
                       sentence="What that tier adds, percent of net purchases.")  # fmt: skip


def _payment(terms: ProgramTerms, country: str) -> Iterator[Fact]:
    payment = terms.payment
    source = clause(terms, payment.clause)
    yield Fact("paid_by", payment.paid_by, "name", source, sentence="Who pays the reward.")
    yield Fact("payment_methods", "|".join(payment.methods), "methods", source,
               sentence="How the reward is paid.")  # fmt: skip
    yield Fact("pay_days", Decimal(payment.within_days), "day", source,
               sentence="Most days from the end of the period to the payment.")  # fmt: skip
    yield Fact("dispute_days", Decimal(payment.dispute_within_days), "day", source,
               sentence="Days in which a payment can be disputed.")  # fmt: skip
    yield Fact("dispute_contact", payment.dispute_contact, "text", source,
               sentence="Where to turn when a payment is wrong.")  # fmt: skip
    withheld = payment.withholding_tax_pct.get(country)
    if withheld:
        yield Fact("tax_withheld", withheld, "percent", source,
                   sentence="Tax withheld from rewards in the shop's country.")  # fmt: skip


def _display(terms: ProgramTerms, currency: str) -> Iterator[Fact]:
    if terms.fee is not None and currency in terms.fee:
        yield Fact("display_fee", terms.fee[currency], currency, f"{terms.ref}#fee", "per month",
                   "The fixed fee of the terms, before tax withheld.")  # fmt: skip
    display = terms.display
    if display is None:
        return
    source = clause(terms, display.clause)
    for name, value, unit in (
        ("facings", display.facings, "facing"),
        ("materials", display.materials, "piece"),
    ):
        if value:
            yield Fact(name, Decimal(value), unit, source, sentence="What must stand on display.")
    yield Fact("audits", Decimal(display.audits_per_month), "audit", source, "per month",
               "Photo audits in a month.")  # fmt: skip
    yield Fact("pass_score", display.pass_score, "percent", source,
               sentence="The audit score from which the fee is paid.")  # fmt: skip


def _points(terms: ProgramTerms, currency: str) -> Iterator[Fact]:
    base = next((r for r in terms.earn_rules if r.ends_on is None), None)
    if base is not None and currency in base.points_per:
        yield Fact("spend_per_point", base.points_per[currency], currency,
                   clause(terms, base.clause),
                   sentence="Net purchase that earns one point.")  # fmt: skip
    points = terms.points
    if points is None:
        return
    source = clause(terms, points.clause)
    if currency in points.value:
        yield Fact("point_value", points.value[currency], currency, source,
                   sentence="What one point is worth.")  # fmt: skip
    yield Fact("valid_months", Decimal(points.valid_months), "month", source,
               sentence="Months until a point expires.")  # fmt: skip
    yield Fact("min_redeem", Decimal(points.min_redeem), "point", source,
               sentence="Fewest points that can be exchanged at once.")  # fmt: skip


def aim_facts(terms: ProgramTerms, aim: Target, currency: str, language: str) -> Iterator[Fact]:
    """The tier or slab the shop would go for."""
    source = clause(terms, aim.clause)
    yield Fact("aim_name", aim.names.get(language, aim.name), "name", source,
               sentence="The step the shop would go for.")  # fmt: skip
    at_least = threshold(aim, currency)
    if at_least is not None and aim.metric is Metric.GROWTH_PCT:
        yield Fact("growth_target", at_least, "percent", source,
                   sentence="Purchases over the own base that the step asks for.")  # fmt: skip
    if at_least is not None and aim.metric is Metric.MUST_SELL:
        yield Fact("must_sell_needed", at_least, "product", source,
                   sentence="Must-sell products that the step asks for.")  # fmt: skip
    if aim.payout is not None and aim.payout.percent is not None:
        yield Fact("payout_percent", aim.payout.percent, "percent", source,
                   sentence="Percent of net purchases that the step pays back.")  # fmt: skip
    if aim.payout is not None and aim.payout.points:
        yield Fact("bonus_points", Decimal(aim.payout.points), "point", source,
                   sentence="Bonus points that the step brings in a period.")  # fmt: skip
    if language in aim.benefits:
        yield Fact("tier_benefit", aim.benefits[language], "text", source,
                   sentence="What the step brings, as the terms say it.")  # fmt: skip


def clause(terms: ProgramTerms, number: str) -> str:
    """How a source names a clause of this version: `growth-club@3#4.1`."""
    return f"{terms.ref}#{number}"

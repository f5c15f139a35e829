"""`what_if`: if the shop bought so much more, which step it reaches and what it is paid."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from assistant.errors import RetryableToolError
from graphrag.paths import FactPath, Hop, Tone
from graphrag.pictures import draw, pieces_of
from knowledge.programs.basis import basis_of
from knowledge.programs.rewards import ReturnBasis
from knowledge.programs.terms import Metric, ProgramTerms, Target
from knowledge.programs.what_if import BY_MONEY, Change, WhatIf, moves_by_money, suppose
from knowledge.records.answers import OutletProfile, ProgramProgress
from tools.outlets.arguments import WhatIfArguments
from tools.outlets.membership import in_force, program_meant, running, target_name
from tools.outlets.page import Page, rounded, rounded_up
from tools.outlets.steps import source_of

MONEY = (Metric.GROWTH_PCT, Metric.NET_VALUE)


def what_if(page: Page, outlet: OutletProfile, asked: WhatIfArguments) -> None:
    """For what was supposed; where nothing was, for each step that money reaches."""
    _ = page.say
    terms = _program(page, outlet, asked.program)
    found = page.records.progress(page.user, outlet.code, terms.code)
    shop = page.name("outlet_name", outlet.name, f"outlets:{outlet.code}")
    name = page.name("program", found.program.name_in(page.language), found.program.ref)
    page.heading(_("{program}: what if {shop} buys more?", program=name, shop=shop))
    page.offer("program_progress", _("How far is this shop from its target?"), program=terms.code)
    if not moves_by_money(found.program):
        page.line(_("This program does not pay for buying more: it looks at other things."))
        return
    basis = _basis(page, outlet, found)
    supposed = [suppose(found, basis, change) for change in _changes(asked, found.program)]
    if None in supposed or not supposed:
        page.line(_("Not known: the shop has no base to measure more on."))
    outcomes = [outcome for outcome in supposed if outcome is not None]
    for outcome in outcomes:
        _tell(page, outcome)
    if len(outcomes) == 1:
        title = _("What more purchases bring")
        page.pictures.append(draw(title, pieces_of(_path(page, outcomes[0])), page.language))
    _conditions(page, found.program, outcomes)


def _program(page: Page, outlet: OutletProfile, said: str | None) -> ProgramTerms:
    """The one named; else one it is in, else one that runs there, that pays for buying more."""
    if said:
        return program_meant(page, said)
    runs = running(page, outlet)
    held = in_force(page, outlet)
    for terms in sorted(runs, key=lambda p: (p.code not in held, not p.slabs)):
        if any(target.metric in BY_MONEY for target in terms.targets):
            return terms
    _ = page.say
    raise RetryableToolError(_("Which program do you mean?"))


def _basis(page: Page, outlet: OutletProfile, found: ProgramProgress) -> ReturnBasis:
    products = page.records.products(page.language, outlet.currency)
    return basis_of(
        outlet,
        page.records.purchases(page.user, outlet.code),
        found,
        {product.code: product for product in products},
        found.program.code in in_force(page, outlet),
    )


def _changes(asked: WhatIfArguments, terms: ProgramTerms) -> Sequence[Change]:
    if asked.more_amount is not None:
        return [Change(amount=asked.more_amount)]
    if asked.more_percent is not None:
        return [Change(percent=asked.more_percent)]
    steps = [t.at_least for t in terms.targets if t.metric is Metric.GROWTH_PCT]
    percents = [p for p in steps if isinstance(p, Decimal)] or [Decimal(5), Decimal(10)]
    return [Change(percent=percent) for percent in percents]


def _tell(page: Page, outcome: WhatIf) -> None:
    _ = page.say
    found = outcome.progress
    source, currency = source_of(found), found.currency
    sentence = _("Purchases of the period, as supposed.")
    total = page.money("supposed_purchases", outcome.purchases, currency, source, sentence)
    page.line(_("{change}: {amount} in this period", change=_supposed(page, outcome), amount=total))
    for target in outcome.reached:
        clause = page.clause(target.clause, f"{found.program.ref}#{target.clause}")
        told = _("reaches {tier}", tier=_target(page, outcome, target))
        page.lines.append(f"  - {told}" + (f" ({clause})" if clause else ""))
    if not outcome.reached:
        page.lines.append("  - " + _("reaches no step"))
    page.lines += [f"  - {line}" for line in _paid(page, outcome)]
    if outcome.next_step is not None and outcome.next_gap is not None:
        gap = page.money("next_gap", rounded_up(outcome.next_gap), currency, source)
        step = _target(page, outcome, outcome.next_step)
        page.lines.append("  - " + _("{gap} more would reach {tier}", gap=gap, tier=step))
    page.prove(_path(page, outcome).citation(page.language))


def _supposed(page: Page, outcome: WhatIf) -> str:
    _ = page.say
    source, currency = source_of(outcome.progress), outcome.progress.currency
    if outcome.change.amount is not None:
        more = page.money("supposed_more", outcome.change.amount, currency, "said")
        return _("{amount} more than so far", amount=more)
    percent = outcome.change.percent or Decimal(0)
    base = page.money("base_of_period", outcome.base, currency, source,
                      _("What the shop buys in such a period without growing."))  # fmt: skip
    more = page.percent("supposed_more", percent, "said")
    return _("{percent} more than the usual {amount}", percent=more, amount=base)


def _target(page: Page, outcome: WhatIf, target: Target) -> str:
    ref = f"{outcome.progress.program.ref}#{target.clause}"
    return page.name("target", target_name(target, page.language), ref)


def _paid(page: Page, outcome: WhatIf) -> list[str]:
    """What is paid for it, in money and in points."""
    _ = page.say
    terms, currency = outcome.progress.program, outcome.progress.currency
    source = f"{source_of(outcome.progress)}; {terms.ref}#{terms.payment.clause}"
    lines = []
    if terms.slabs or any(t.payout for t in terms.tiers):
        if outcome.reward is None:
            lines.append(_("Reward: not known"))
        else:
            sentence = _("The payouts of the steps reached, after cap and tax.")
            amount = page.money("reward", outcome.reward, currency, source, sentence)
            lines.append(_("Reward: {amount}", amount=amount))
    if outcome.capped:
        lines.append(_("That is the most the program pays in a period."))
    if terms.points is not None and outcome.points is not None:
        points = page.quantity("points", outcome.points, "point", source)
        if outcome.points_value is None:
            lines.append(_("Points: {points}", points=points))
        else:
            worth = page.money("points_value", outcome.points_value, currency, source)
            lines.append(_("Points: {points}, worth {amount}", points=points, amount=worth))
    return lines


def _conditions(page: Page, terms: ProgramTerms, outcomes: Sequence[WhatIf]) -> None:
    """What else the payout hangs on."""
    _ = page.say
    if not outcomes:
        return
    if outcomes[0].withheld_pct:
        tax = page.percent("tax_withheld", outcomes[0].withheld_pct,
                           f"{terms.ref}#{terms.payment.clause}")  # fmt: skip
        page.line(_("{percent} tax is taken off already.", percent=tax))
    if terms.min_months_billed:
        months = page.quantity("months_billed", terms.min_months_billed, "month", terms.ref)
        page.line(_("It is only paid if the shop buys in {months} of the period.", months=months))


def _path(page: Page, outcome: WhatIf) -> FactPath:
    """`(Toko Makmur) –[5% more]→ (Rp24.152.912) –[Slab 1]→ (Rp241.529) [terms v3 §4.1]`."""
    _ = page.say
    found, locale = outcome.progress, page.locale
    change = outcome.change
    if change.amount is not None:
        more = _("{amount} more", amount=locale.money(change.amount, found.currency))
    else:
        more = _("{percent} more", percent=locale.percent(rounded(change.percent or Decimal(0))))
    names = [target_name(target, page.language) for target in outcome.reached]
    paid = _("not known")
    if outcome.reward is not None:
        paid = locale.money(outcome.reward, found.currency)
    if found.program.points is not None and outcome.points is not None:
        paid = locale.quantity(Decimal(outcome.points), "point")
    clause = outcome.reached[0].clause if outcome.reached else ""
    shop = page.records.outlet(page.user, found.outlet).name
    return FactPath(
        shop,
        (
            Hop(more, locale.money(outcome.purchases, found.currency)),
            Hop(locale.list(names) if names else _("reaches no step"), paid,
                Tone.GOOD if names else Tone.OPEN),
        ),
        f"{found.program.ref}#{clause}" if clause else found.program.ref,
        found.program.terms_version,
        clause,
    )  # fmt: skip

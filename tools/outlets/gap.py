"""The products that would close a shop's gap to a tier, and the path they stand on."""

from __future__ import annotations

from decimal import Decimal

from graphrag.gap import ClosingProduct, GapPath, gap_path
from graphrag.paths import FactPath, Hop, Tone
from graphrag.pictures import draw, pieces_of
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import OutletProfile, ProgramProgress, TargetProgress
from tools.outlets.membership import in_force, target_name, tier_shown
from tools.outlets.page import Page, rounded_up


def closing_products(
    page: Page, outlet: OutletProfile, found: ProgramProgress, step: TargetProgress
) -> None:
    """What to order, with the price; nothing where no product can close the gap."""
    _ = page.say
    products = page.records.products(page.language, outlet.currency)
    bought = page.records.purchases(page.user, outlet.code)
    way = gap_path(found, step, bought, {p.code: p for p in products}, outlet.country)
    if way is None:
        return
    tier = target_name(step.target, page.language)
    options = [_option(page, found, option) for option in way.products]
    if way.together:
        told = _("The easiest way to {tier}: {products}", tier=tier,
                 products=page.locale.list(options))  # fmt: skip
        page.line(told)
    else:
        page.line(_("Any one of these alone brings it to {tier}:", tier=tier))
        page.lines += [f"  - {option}" for option in options]
    path = _path(page, outlet, found, way)
    page.prove(path.citation(page.language))
    title = _("The way to {tier}", tier=tier)
    page.pictures.append(draw(title, pieces_of(path), page.language))


def _option(page: Page, found: ProgramProgress, option: ClosingProduct) -> str:
    _ = page.say
    source = f"products:{option.product}"
    product = page.records.product(option.product, page.language, found.currency)
    name = page.name("closing_product", product.name, source)
    units = page.quantity("closing_units", option.units, product.unit, source)
    if option.cost is None:
        return _("{units} of {product}", units=units, product=name)
    cost = page.money("closing_cost", option.cost, found.currency, source)
    return _("{units} of {product} ({amount})", units=units, product=name, amount=cost)


def _path(page: Page, outlet: OutletProfile, found: ProgramProgress, way: GapPath) -> FactPath:
    """`(Toko Makmur) –[Silver]→ (Growth Club) –[1 product to Gold]→ (1 case of …) [terms …]`."""
    _ = page.say
    locale, step, either = page.locale, way.step, _("or")
    gap = rounded_up(step.gap or Decimal(0))
    is_money = len(step.unit) == 3 and step.unit.isupper()
    if step.unit == "percent":
        missing = locale.percent(gap)
    else:
        missing = locale.money(gap, step.unit) if is_money else locale.quantity(gap, step.unit)
    names = [
        _(
            "{units} of {product}",
            units=locale.quantity(option.units, _unit(page, option)),
            product=page.records.product(option.product, page.language).name,
        )
        for option in way.products
    ]
    tier = target_name(step.target, page.language)
    clause = step.target.clause
    return FactPath(
        outlet.name,
        (
            Hop(_standing(page, outlet, found.program), found.program.name_in(page.language)),
            Hop(
                _("{gap} missing to {tier}", gap=missing, tier=tier),
                locale.list(names) if way.together else f" {either} ".join(names),
                Tone.OPEN,
            ),
        ),
        f"{found.program.ref}#{clause}",
        found.program.terms_version,
        clause,
    )


def _unit(page: Page, option: ClosingProduct) -> str:
    return page.records.product(option.product).unit


def _standing(page: Page, outlet: OutletProfile, terms: ProgramTerms) -> str:
    _ = page.say
    held = in_force(page, outlet).get(terms.code)
    if held is None:
        return _("not a member")
    return tier_shown(terms, held.tier, page) if held.tier else _("member")

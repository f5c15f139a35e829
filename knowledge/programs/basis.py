"""Gathers what a shop's return is worked out from, out of the Data API's answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from knowledge.programs.rewards import (
    HUNDRED,
    MONTHS,
    ZERO,
    ReturnBasis,
    Scene,
    earned_points,
    is_same,
    threshold,
)
from knowledge.programs.terms import EarnRule, Metric, ProgramTerms, Target
from knowledge.records.answers import OutletProfile, ProductView, ProgramProgress, PurchaseProfile

Products = Mapping[str, ProductView]
"""Product code → product with prices in the outlet's currency."""
Counts = Callable[[ProductView], bool]
"""Whether purchases of a product count."""
TWO_PLACES = Decimal("0.01")
HALF = Decimal("0.5")
ASSUMED = "The margin is the one the terms assume."


def basis_of(
    outlet: OutletProfile,
    purchases: PurchaseProfile,
    progress: ProgramProgress,
    products: Products,
    enrolled: bool,
) -> ReturnBasis:
    """What is known of this shop for this program; what is not stays None."""
    terms = progress.program
    margin, note = _margin(purchases, products, terms)
    start = ReturnBasis(
        currency=outlet.currency,
        country=outlet.country,
        base_monthly=usual_month(purchases, progress),
        margin_pct=margin,
        aim=None,
        must_sell_now=_must_sell_now(purchases, progress),
        counted_share=_counted(outlet, purchases, progress, products),
        rule_shares={
            rule.key: _share(purchases, products, _covers(rule, terms, outlet))
            for rule in terms.earn_rules
        },
        margin_assumed=note == ASSUMED,
        notes=(note,),
    )
    aim = _aim(terms, progress, start, enrolled)
    needed = _needed(terms, start, aim, progress, products)
    return replace(start, aim=aim, needed_extra=needed)


def aimed_at(
    basis: ReturnBasis, target: Target, progress: ProgramProgress, products: Products
) -> ReturnBasis:
    """The same shop, going for another step than the one that was chosen for it."""
    needed = _needed(progress.program, basis, target, progress, products)
    return replace(basis, aim=target, needed_extra=needed)


def usual_month(purchases: PurchaseProfile, progress: ProgramProgress) -> Decimal | None:
    """The program's base where it has one, else the mean of the profile's full months."""
    if progress.base_monthly is not None or progress.program.base_months is not None:
        return progress.base_monthly
    months = purchases.months
    return sum((m.net for m in months), ZERO) / len(months) if months else None


def _aim(
    terms: ProgramTerms, progress: ProgramProgress, basis: ReturnBasis, enrolled: bool
) -> Target | None:
    """The next step of a member; for a newcomer the lowest one that pays him something."""
    ladder = terms.slabs or terms.tiers
    if not ladder:
        return None
    if enrolled:
        open_steps = [
            t.target
            for t in progress.targets
            if not t.reached and any(is_same(t.target, step) for step in ladder)
        ]
        return open_steps[0] if open_steps else ladder[-1]
    if ladder[0].metric is Metric.POINTS:
        earned = earned_points(terms, basis, Scene("stay", ZERO, basis.must_sell_now))
        held = [t for t in ladder if earned is not None and _at_least(t, basis) <= earned]
        return held[-1] if held else ladder[0]
    if ladder[0].metric is Metric.MUST_SELL:
        held = [t for t in ladder if _at_least(t, basis) <= (basis.must_sell_now or 0)]
        return held[-1] if held else ladder[0]
    return ladder[0]


def _needed(
    terms: ProgramTerms,
    basis: ReturnBasis,
    aim: Target | None,
    progress: ProgramProgress,
    products: Products,
) -> Decimal | None:
    """Purchases over the base that the aim asks for in one period; None = cannot be known."""
    if aim is None or aim.metric in (Metric.AUDIT_SCORE, Metric.PURITY_PCT):
        return ZERO
    if aim.metric is Metric.MUST_SELL:
        return _needed_for_range(terms, basis, aim, progress, products)
    if basis.base_monthly is None:
        return None
    usual = basis.base_monthly * MONTHS[terms.period]
    wanted = _wanted_purchases(terms, basis, aim, usual)
    return None if wanted is None else max(wanted - usual, ZERO)


def _wanted_purchases(
    terms: ProgramTerms, basis: ReturnBasis, aim: Target, usual: Decimal
) -> Decimal | None:
    if aim.metric is Metric.GROWTH_PCT:
        return usual * (1 + _at_least(aim, basis) / HUNDRED)
    if aim.metric is Metric.NET_VALUE:
        return threshold(aim, basis.currency)
    if aim.metric is Metric.POINTS:
        return _purchases_for_points(terms, basis, aim, usual)
    return None


def _purchases_for_points(
    terms: ProgramTerms, basis: ReturnBasis, aim: Target, usual: Decimal
) -> Decimal | None:
    """At today's mix of products, so many purchases as the points need."""
    earned = earned_points(terms, basis, Scene("stay", ZERO, basis.must_sell_now))
    if not earned:
        return None
    return usual * max(_at_least(aim, basis) / earned, Decimal(1))


def _needed_for_range(
    terms: ProgramTerms,
    basis: ReturnBasis,
    aim: Target,
    progress: ProgramProgress,
    products: Products,
) -> Decimal | None:
    """The products still missing, at the mean price of those on the list he does not buy."""
    if basis.must_sell_now is None or terms.must_sell is None:
        return None
    lacking = max(_at_least(aim, basis) - basis.must_sell_now, ZERO)
    if lacking == 0:
        return ZERO
    known = [products[code].unit_price for code in progress.missing_must_sell if code in products]
    prices = [price for price in known if price is not None]
    if not prices:
        return None
    return lacking * terms.must_sell.min_cases * sum(prices, ZERO) / len(prices)


def _must_sell_now(purchases: PurchaseProfile, progress: ProgramProgress) -> int | None:
    """Listed products the shop buys: this period's, or those of the last full months."""
    listed = progress.program.must_sell
    if listed is None:
        return len(purchases.must_sell_bought)
    this_period = set(listed.products) - set(progress.missing_must_sell)
    return len(this_period | (set(listed.products) & set(purchases.must_sell_bought)))


def _margin(
    purchases: PurchaseProfile, products: Products, terms: ProgramTerms
) -> tuple[Decimal | None, str]:
    """From shelf prices where they cover half of what the shop buys, else the terms' assumption."""
    priced = [(h.net, _markup(products.get(h.product))) for h in purchases.habits if h.net > 0]
    known = [(net, markup) for net, markup in priced if markup is not None]
    bought, covered = (sum((n for n, _m in rows), ZERO) for rows in (priced, known))
    if bought and covered / bought >= HALF:
        mean = sum((net * markup for net, markup in known), ZERO) / covered
        return mean.quantize(TWO_PLACES), "The margin comes from shelf prices over our prices."
    assumed = terms.assumptions.retailer_margin_pct
    if assumed is None:
        return None, "No shelf prices are known and the terms assume no margin."
    return assumed, ASSUMED


def _markup(product: ProductView | None) -> Decimal | None:
    """Percent over what the shop pays."""
    if product is None or not product.unit_price or product.retail_price is None:
        return None
    pieces = product.pieces_per_unit if product.unit == "case" else 1
    if pieces is None:
        return None
    return (product.retail_price * pieces / product.unit_price - 1) * HUNDRED


def _share(purchases: PurchaseProfile, products: Products, counts: Counts) -> Decimal | None:
    """Share of the net purchases in the profile that a condition covers."""
    bought = [(h.net, products.get(h.product)) for h in purchases.habits if h.net > 0]
    total = sum((net for net, _product in bought), ZERO)
    if total == 0:
        return None
    covered = sum((net for net, p in bought if p is not None and counts(p)), ZERO)
    return covered / total


def _counted(
    outlet: OutletProfile,
    purchases: PurchaseProfile,
    progress: ProgramProgress,
    products: Products,
) -> Decimal | None:
    """A program's own base leaves excluded goods out already; a plain mean of months does not."""
    if progress.program.base_months is not None:
        return Decimal(1)
    return _share(purchases, products, lambda p: not _excluded(progress.program, p, outlet))


def _covers(rule: EarnRule, terms: ProgramTerms, outlet: OutletProfile) -> Counts:
    def covers(product: ProductView) -> bool:
        lists = (
            (rule.products, product.code),
            (rule.categories, product.category),
            (rule.brands, product.brand),
        )
        named = all(not wanted or own in wanted for wanted, own in lists)
        return named and not _excluded(terms, product, outlet)

    return covers


def _excluded(terms: ProgramTerms, product: ProductView, outlet: OutletProfile) -> bool:
    return any(
        product.code in exclusion.products
        or (product.category is not None and product.category in exclusion.categories)
        or (product.regulated is not None and product.regulated in exclusion.regulated)
        for exclusion in terms.exclusions
        if not exclusion.countries or outlet.country in exclusion.countries
    )


def _at_least(target: Target, basis: ReturnBasis) -> Decimal:
    """The threshold; one that has no amount in this currency cannot be reached."""
    amount = threshold(target, basis.currency)
    return Decimal("Infinity") if amount is None else amount

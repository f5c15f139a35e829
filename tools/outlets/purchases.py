"""`purchases`: what a shop buys, how often, how much, where it is going, and what is missing."""

from __future__ import annotations

from decimal import Decimal

from knowledge.records.answers import OutletProfile, ProductHabit, PurchaseProfile
from tools.outlets.arguments import PurchasesArguments
from tools.outlets.page import Page
from tools.outlets.products import product_names, products_meant

BEST = 5
"""Products listed."""


def purchases(page: Page, outlet: OutletProfile, asked: PurchasesArguments) -> None:
    """All of it, or one product."""
    bought = page.records.purchases(page.user, outlet.code, asked.months)
    _ = page.say
    shop = page.name("outlet_name", outlet.name, f"outlets:{outlet.code}")
    since = page.date("since", bought.since, source_of(bought), _("The first day looked at."))
    page.heading(_("What {shop} has bought since {date}", shop=shop, date=since))
    if asked.product:
        _one_product(page, bought, asked.product)
    else:
        _rhythm(page, bought)
        _best(page, bought)
        _must_sell(page, bought)
    page.offer("program_progress", _("How far is this shop from its target?"))
    page.offer("selling_story", _("Selling story"))


def source_of(bought: PurchaseProfile) -> str:
    """`invoices:ID-0001:2026-05..2026-11`."""
    return f"invoices:{bought.outlet}:{period_of(bought)}"


def period_of(bought: PurchaseProfile) -> str:
    """`2026-05..2026-11`."""
    return f"{bought.since:%Y-%m}..{bought.until:%Y-%m}"


def _rhythm(page: Page, bought: PurchaseProfile) -> None:
    """How often and how much."""
    _ = page.say
    source, period = source_of(bought), period_of(bought)
    if not bought.orders:
        page.line(_("No order in this time."))
    elif bought.days_between_orders is None:
        page.line(page.quantity("orders", bought.orders, "order", source, "", period))
    else:
        sentence = _("Mean time between two orders.")
        apart = page.quantity(
            "days_between_orders", bought.days_between_orders, "day", source, sentence, period
        )
        orders = page.quantity("orders", bought.orders, "order", source, "", period)
        page.line(_("{orders}, {days} apart on average", orders=orders, days=apart))
    if bought.last_order_on is not None:
        day = page.date("last_order_on", bought.last_order_on, f"invoices:{bought.outlet}")
        page.line(_("Last order: {date}", date=day))
    if bought.orders:
        _how_much(page, bought)


def _how_much(page: Page, bought: PurchaseProfile) -> None:
    _ = page.say
    sentence = _("Net purchases, returns taken off.")
    source, period = source_of(bought), period_of(bought)
    net = page.money("net", bought.net, bought.currency, source, sentence, period)
    together = _("Together: {amount}", amount=net)
    page.line(together)
    page.cite(source, together)
    average = monthly_average(page, bought)
    if average:
        words = trend(page, bought)
        page.line(_("In a usual month: {amount}; {trend}", amount=average, trend=words))


def monthly_average(page: Page, bought: PurchaseProfile) -> str | None:
    """Net of the full months over their number; None when there is no full month."""
    if not bought.months:
        return None
    _ = page.say
    sentence = _("Net purchases of the full months over their number.")
    net = sum((month.net for month in bought.months), Decimal(0)) / len(bought.months)
    period = f"{bought.months[0].month:%Y-%m}..{bought.months[-1].month:%Y-%m}"
    source = f"invoices:{bought.outlet}:{period}"
    return page.money("monthly_average", net, bought.currency, source, sentence, "per month")


def trend(page: Page, bought: PurchaseProfile) -> str:
    """Where the purchases are going, in words."""
    _ = page.say
    if bought.trend_percent is None:
        return _("trend not known")
    sentence = _("The last three full months against the three before.")
    shown = page.percent("trend", bought.trend_percent, source_of(bought), sentence)
    sign = "+" if bought.trend_percent > 0 else ""
    return _("trend {percent} (three months against the three before)", percent=sign + shown)


def _best(page: Page, bought: PurchaseProfile) -> None:
    _ = page.say
    if bought.habits:
        page.line(_("Most bought:"))
    for habit in bought.habits[:BEST]:
        page.lines.append(f"  - {_habit(page, bought, habit)}")


def _habit(page: Page, bought: PurchaseProfile, habit: ProductHabit) -> str:
    """`Lemon Tea: 12 cases, Rp1.200.000, every 9 days`."""
    _ = page.say
    product = page.records.product(habit.product, page.language)
    source = f"{source_of(bought)}:{habit.product}"
    period = period_of(bought)
    name = page.name("product", product.name, f"products:{habit.product}")
    quantity = page.quantity("quantity", habit.quantity, product.unit, source, "", period)
    amount = page.money("product_net", habit.net, bought.currency, source, "", period)
    if habit.days_between_orders is None:
        return _("{product}: {quantity}, {amount}", product=name, quantity=quantity, amount=amount)
    sentence = _("Mean time between two orders of the product.")
    apart = habit.days_between_orders.quantize(Decimal(1))
    days = page.quantity("product_days_between_orders", apart, "day", source, sentence, period)
    return _(
        "{product}: {quantity}, {amount}, {days} apart",
        product=name, quantity=quantity, amount=amount, days=days,
    )  # fmt: skip


def _must_sell(page: Page, bought: PurchaseProfile) -> None:
    _ = page.say
    if not bought.must_sell_listed:
        page.line(_("There is no must-sell list for this kind of shop."))
        return
    source = source_of(bought)
    sentence = _("Listed products bought in the last three full months.")
    count = len(bought.must_sell_bought)
    have = page.number("must_sell_bought", count, "product", source, sentence)
    listed = page.number(
        "must_sell_listed", len(bought.must_sell_listed), "product", "products:must_sell"
    )
    told = _("Must-sell list: {bought} of {listed} bought in the last three full months",
             bought=have, listed=listed)  # fmt: skip
    page.line(told)
    page.cite(source, told)
    missing = [c for c in bought.must_sell_listed if c not in bought.must_sell_bought]
    if missing:
        page.line(_("Missing: {products}", products=product_names(page, missing)))


def _one_product(page: Page, bought: PurchaseProfile, said: str) -> None:
    """How much of it, how often and when last; or that it was not bought."""
    _ = page.say
    codes = products_meant(page, said)
    habits = [h for h in bought.habits if h.product in codes]
    for habit in habits:
        told = _habit(page, bought, habit)
        page.line(told)
        source = f"{source_of(bought)}:{habit.product}"
        page.cite(source, told)
        day = page.date("last_bought_on", habit.last_bought_on, source)
        orders = page.quantity("product_orders", habit.orders, "order", source)
        page.lines.append("  - " + _("in {orders}, last on {date}", orders=orders, date=day))
    for code in codes:
        if code not in {h.product for h in habits}:
            name = page.records.product(code, page.language).name
            product = page.name("product", name, f"products:{code}")
            page.line(_("{product}: not bought in this time", product=product))

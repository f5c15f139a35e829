"""`purchases`: what a shop buys, how often, how much, where it is going, and what is missing."""

from __future__ import annotations

from decimal import Decimal

from rapidfuzz import fuzz, process

from assistant.errors import RetryableToolError
from knowledge.records.answers import OutletProfile, ProductHabit, PurchaseProfile
from knowledge.records.outlets import fold
from tools.outlets.arguments import PurchasesArguments
from tools.outlets.page import Page

BEST = 5
"""Products listed."""
MOST_MISSING = 10
LIKENESS = 70


def purchases(page: Page, outlet: OutletProfile, asked: PurchasesArguments) -> None:
    """All of it, or one product."""
    bought = page.records.purchases(page.user, outlet.code, asked.months)
    _ = page.say
    shop = page.name("outlet_name", outlet.name, f"outlets:{outlet.code}")
    since = page.date("since", bought.since, source_of(bought))
    page.heading(_("What {shop} has bought since {date}", shop=shop, date=since))
    if asked.product:
        _one_product(page, bought, asked.product)
        return
    _rhythm(page, bought)
    _best(page, bought)
    _must_sell(page, bought)
    for invoice in page.records.invoices(page.user, outlet.code, limit=3):
        net = f"{invoice.net.normalize():f} {invoice.currency}"
        page.cite(f"invoices:{invoice.number}", f"{invoice.date.isoformat()} {net}")


def source_of(bought: PurchaseProfile) -> str:
    """`invoices:ID-0001:2026-05..2026-11`."""
    return f"invoices:{bought.outlet}:{bought.since:%Y-%m}..{bought.until:%Y-%m}"


def _rhythm(page: Page, bought: PurchaseProfile) -> None:
    _ = page.say
    source = source_of(bought)
    if not bought.orders or bought.last_order_on is None:
        page.line(_("No order in this time."))
        if bought.last_order_on is not None:
            day = page.date("last_order_on", bought.last_order_on, source)
            page.line(_("Last order: {date}", date=day))
        return
    orders = page.quantity("orders", bought.orders, "order", source)
    if bought.days_between_orders is None:
        page.line(orders)
    else:
        apart = page.quantity("days_between_orders", bought.days_between_orders, "day", source,
                              "Mean time between two orders.")  # fmt: skip
        page.line(_("{orders}, {days} apart on average", orders=orders, days=apart))
    page.line(_("Last order: {date}",
                date=page.date("last_order_on", bought.last_order_on, source)))  # fmt: skip
    net = page.money("net", bought.net, bought.currency, source,
                     "Net purchases, returns taken off.")  # fmt: skip
    page.line(_("Together: {amount}", amount=net))
    average = monthly_average(page, bought)
    if average:
        page.line(_("In a usual month: {amount}; {trend}", amount=average,
                    trend=trend(page, bought)))  # fmt: skip


def monthly_average(page: Page, bought: PurchaseProfile) -> str | None:
    """Net of the full months over their number; None when there is no full month."""
    if not bought.months:
        return None
    net = sum((month.net for month in bought.months), Decimal(0)) / len(bought.months)
    return page.money("monthly_average", net, bought.currency, source_of(bought),
                      "Net purchases of the full months over their number.",
                      "per month")  # fmt: skip


def trend(page: Page, bought: PurchaseProfile) -> str:
    """Where the purchases are going, in words."""
    _ = page.say
    if bought.trend_percent is None:
        return _("trend unknown")
    shown = page.percent("trend", bought.trend_percent, source_of(bought),
                         "The last three full months against the three before.")  # fmt: skip
    sign = "+" if bought.trend_percent > 0 else ""
    return _("trend {percent} (three months against the three before)", percent=sign + shown)


def _best(page: Page, bought: PurchaseProfile) -> None:
    _ = page.say
    if bought.habits:
        page.line(_("Most bought:"))
    for habit in bought.habits[:BEST]:
        page.lines.append(f"  - {_habit(page, bought, habit)}")


def _habit(page: Page, bought: PurchaseProfile, habit: ProductHabit) -> str:
    _ = page.say
    product = page.records.product(habit.product, page.language)
    source = f"{source_of(bought)}:{habit.product}"
    return _(
        "{product}: {quantity}, {amount}",
        product=page.name("product", product.name, f"products:{habit.product}"),
        quantity=page.quantity("quantity", habit.quantity, product.unit, source),
        amount=page.money("product_net", habit.net, bought.currency, source),
    )


def _must_sell(page: Page, bought: PurchaseProfile) -> None:
    _ = page.say
    if not bought.must_sell_listed:
        page.line(_("There is no must-sell list for this kind of shop."))
        return
    source = source_of(bought)
    sentence = "Listed products with a purchase in the last three full months."
    listed = page.quantity("must_sell_listed", len(bought.must_sell_listed), "product",
                           "products:must_sell")  # fmt: skip
    have = page.quantity("must_sell_bought", len(bought.must_sell_bought), "product", source,
                         sentence)  # fmt: skip
    page.line(_("Must-sell list: {bought} bought of {listed}", bought=have, listed=listed))
    missing = [c for c in bought.must_sell_listed if c not in bought.must_sell_bought]
    if missing:
        page.line(_("Missing: {products}", products=product_names(page, missing)))


def product_names(page: Page, codes: list[str]) -> str:
    """Names of products as a list in words; a long list ends with how many more there are."""
    names = [
        page.name("missing_product", page.records.product(code, page.language).name,
                  f"products:{code}")
        for code in codes[:MOST_MISSING]
    ]  # fmt: skip
    more = len(codes) - len(names)
    if more:
        names.append(page.quantity("more_missing", more, "product", "products:must_sell"))
    return page.locale.list(names)


def _one_product(page: Page, bought: PurchaseProfile, said: str) -> None:
    _ = page.say
    codes = products_meant(page, said)
    habits = [h for h in bought.habits if h.product in codes]
    for habit in habits:
        page.line(_habit(page, bought, habit))
        source = f"{source_of(bought)}:{habit.product}"
        day = page.date("last_bought_on", habit.last_bought_on, source)
        orders = page.quantity("product_orders", habit.orders, "order", source)
        page.lines.append("  - " + _("in {orders}, last on {date}", orders=orders, date=day))
    for code in codes:
        if code not in {h.product for h in habits}:
            name = page.records.product(code, page.language).name
            product = page.name("product", name, f"products:{code}")
            page.line(_("{product}: not bought in this time", product=product))


def products_meant(page: Page, said: str) -> list[str]:
    """Codes of the products somebody may mean, at most five.

    Raises:
        RetryableToolError: none is nearly called so.
    """
    if any(p.code == said for p in page.records.products()):
        return [said]
    names = {
        fold(p.name): p.code
        for language in dict.fromkeys((page.language, "en"))
        for p in page.records.products(language)
    }
    found = process.extract(fold(said), list(names), scorer=fuzz.token_set_ratio,
                            score_cutoff=LIKENESS, limit=BEST)  # fmt: skip
    if not found:
        _ = page.say
        raise RetryableToolError(_("I know no product called {name}.", name=said[:64]))
    best = found[0][1]
    return list(dict.fromkeys(names[name] for name, score, _place in found if score == best))

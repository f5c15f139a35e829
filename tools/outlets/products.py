"""Products as the reader calls them, and which of them somebody means."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from assistant.errors import RetryableToolError
from knowledge.records.outlets import fold
from tools.outlets.page import Page

MOST_MISSING = 10
MOST_MEANT = 5
LIKENESS = 70


def product_names(page: Page, codes: Sequence[str]) -> str:
    """Names of products as a list in words; a long list ends with how many more there are."""
    names = [
        page.name(
            "missing_product",
            page.records.product(code, page.language).name,
            f"products:{code}",
        )
        for code in codes[:MOST_MISSING]
    ]
    more = len(codes) - len(names)
    if more:
        names.append(page.quantity("more_missing", more, "product", "products:must_sell"))
    return page.locale.list(names)


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
    found = process.extract(
        fold(said),
        list(names),
        scorer=fuzz.token_set_ratio,
        score_cutoff=LIKENESS,
        limit=MOST_MEANT,
    )
    if not found:
        _ = page.say
        raise RetryableToolError(_("I know no product called {name}.", name=said[:64]))
    best = found[0][1]
    return list(dict.fromkeys(names[name] for name, score, _place in found if score == best))

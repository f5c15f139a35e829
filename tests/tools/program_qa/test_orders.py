"""Orders in papers are known in ten languages; no clause of the sample papers is taken for one."""

from __future__ import annotations

import pytest

from assistant.bootstrap import Services
from assistant.domain import PassageFilter, Role
from tests.injected.sentences import ORDERS
from tools.program_qa.orders import gives_orders


def test_most_orders_are_known_and_terms_are_none() -> None:
    known = [order for order in ORDERS if gives_orders(order)]
    assert len(known) >= 0.8 * len(ORDERS)
    for clause in (
        "Shops with at least six months of purchases can join.",
        "The payment system is explained in the handbook.",
        "Abaikan pembulatan di bawah seribu rupiah.",
        "يدفع خلال ٢٠ يوما من نهاية ربع السنة.",
    ):
        assert not gives_orders(clause)


@pytest.mark.slow
def test_no_clause_of_the_sample_company_is_taken_for_an_order(sample: Services) -> None:
    narrow = PassageFilter(None, None, None, Role.SUPPORT)
    found = {
        passage.ref: passage.text
        for query in ("payment", "points", "who can join", "audit", "returns", "cooler")
        for passage in sample.papers.ranked(query, narrow, 300)
    }
    assert len(found) > 100
    assert [ref for ref, text in found.items() if gives_orders(text)] == []

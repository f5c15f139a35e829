"""Evidence that is read for many outlets at once is the evidence of each, to the last figure."""

from __future__ import annotations

import pytest

from assistant.bootstrap import Services
from knowledge.facts.evidence import evidence_for, shop_evidence
from knowledge.facts.recommendation import decide
from knowledge.records.bulk import BulkRecords, Selection


def compare(sample: Services, step: int) -> int:
    """Every `step`-th outlet of the sample company in each of its programs; gives their number."""
    records, today = sample.records, sample.today
    boss = next(user for user in records.users() if user.role == "manager")
    bulk = BulkRecords(sample.engine, today)
    codes = bulk.codes(Selection(boss))[::step]
    chunk = bulk.chunk(boss, codes)
    assert list(chunk) == codes
    rules = records.rules()
    for number, code in enumerate(codes):
        language = ("id", "en", "ar", "sw")[number % 4]
        alone = shop_evidence(records, boss, code, today, language)
        together = shop_evidence(chunk, boss, code, today, language)
        assert together == alone
        for program in alone.programs:
            mine = evidence_for(records, boss, alone, program.code)
            bulk_made = evidence_for(chunk, boss, together, program.code)
            assert bulk_made == mine
            assert repr(bulk_made) == repr(mine)  # also as it is written: 5.00 is not 5
            assert decide(bulk_made, rules) == decide(mine, rules)
    return len(codes)


def test_some_outlets_of_the_sample_company_have_the_same_evidence(sample: Services) -> None:
    assert compare(sample, 25) >= 12


@pytest.mark.slow
def test_every_outlet_of_the_sample_company_has_the_same_evidence(sample: Services) -> None:
    assert compare(sample, 1) == 300

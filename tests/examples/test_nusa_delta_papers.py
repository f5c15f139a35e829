"""The sample company's papers say what its programs say, in every language and format."""

from __future__ import annotations

import datetime as dt
import importlib
import re
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from tests.examples.nusa_delta import LANGUAGES, PAPERS, chunks, load, meta, papers, programs, text

ARABIC_DIGITS = str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٫٬")
INDONESIAN_MARKS = str.maketrans(".,", ",.")


def written(figure: str, language: str) -> str:
    """`1.75` as a paper of that language prints it."""
    if language == "id":
        return figure.translate(INDONESIAN_MARKS)
    return figure.translate(ARABIC_DIGITS) if language == "ar" else figure


def papers_of(program: str) -> list[str]:
    """Papers in force that state the program's terms."""
    return [p for p in papers() if meta(p).program == program and p != "growth-plan-2025.md"]


def holds(path: str, figure: str) -> bool:
    """The figure stands there as a number of its own, not inside a longer one."""
    number = re.escape(written(figure, meta(path).language))
    return re.search(rf"(?<![\d.,٫٬]){number}(?![\d]|[.,٫٬]\d)", text(path)) is not None


def test_there_are_five_programs_of_five_kinds() -> None:
    assert sorted(programs()) == [
        "cool-corner", "eye-level", "full-shelf", "growth-club", "star-points",
    ]  # fmt: skip
    assert len({p.kind for p in programs().values()}) == 5


@pytest.mark.parametrize(
    "code", ["growth-club", "full-shelf", "eye-level", "cool-corner", "star-points"]
)
def test_every_clause_a_program_names_is_a_heading_of_its_paper(code: str) -> None:
    program = programs()[code]
    headings = " ".join(h for c in chunks(program.document) for h in c.headings)
    clauses = set(re.findall(r"'clause': '([\d.]+)'", str(load(f"programs/{code}.yaml"))))
    assert len(clauses) > 8
    assert {
        c for c in clauses if not re.search(rf"(?<![\d.]){re.escape(c)} [A-Z0-9]", headings)
    } == set()


@pytest.mark.parametrize(
    "code", ["growth-club", "full-shelf", "eye-level", "cool-corner", "star-points"]
)
def test_a_paper_carries_the_dates_and_version_of_its_program(code: str) -> None:
    program = programs()[code]
    for path in papers_of(code):
        paper = meta(path)
        found = (paper.valid_from, paper.valid_to, paper.terms_version)
        assert found == (program.starts_on, program.ends_on, program.terms_version), path


def figures_every_growth_paper_states() -> list[str]:
    growth = programs()["growth-club"]
    percents = [t.payout.percent for t in growth.targets if t.payout and t.payout.percent]
    thresholds = [s.at_least for s in growth.slabs if isinstance(s.at_least, Decimal)]
    plain = [growth.payment.within_days, growth.payment.dispute_within_days, growth.base_months]
    assert len(percents) == 5
    return [*(f"{p}" for p in percents), *(f"{t:f}" for t in thresholds), *map(str, plain)]


def test_every_growth_paper_states_the_figures_of_the_program() -> None:
    growth_papers = papers_of("growth-club")
    assert {meta(p).language for p in growth_papers} == LANGUAGES
    missing = {
        (p, f)
        for p in growth_papers
        for f in figures_every_growth_paper_states()
        if not holds(p, f)
    }
    assert missing == set()


@pytest.mark.parametrize(
    ("code", "figures"),
    [
        ("full-shelf", ["300", "450", "12", "500", "29"]),
        ("eye-level", ["2", "80", "12", "10", "15"]),
        ("cool-corner", ["80", "10", "15", "3"]),
        ("star-points", ["1,500", "4,000", "1.25", "1.5", "12", "500", "15"]),
    ],
)
def test_short_papers_state_the_figures_of_the_terms(code: str, figures: list[str]) -> None:
    stated = papers_of(code)
    assert len(stated) >= 2
    assert {(p, f) for p in stated for f in figures if not holds(p, f)} == set()


def test_fees_are_the_same_wherever_they_are_printed() -> None:
    printed = {
        ("eye-level", "IDR"): [
            ("eye-level-terms.md", "150,000"),
            ("eye-level-short.id.md", "150,000"),
        ],
        ("eye-level", "KES"): [("eye-level-terms.md", "1,200"), ("eye-level-short.sw.md", "1,200")],
        ("cool-corner", "EGP"): [
            ("cool-corner-terms.md", "350"),
            ("cool-corner-short.ar.md", "350"),
        ],
    }
    for (code, currency), places in printed.items():
        fee = (programs()[code].fee or {})[currency]
        for path, figure in [*places, ("payouts-and-pay-dates.xlsx", places[0][1])]:
            assert f"{fee:,.0f}" == figure
            assert holds(path, figure), (path, figure)


def test_withholding_tax_is_told_as_the_programs_have_it() -> None:
    for code, paper in (
        ("eye-level", "eye-level-terms.md"),
        ("cool-corner", "cool-corner-terms.md"),
    ):
        taxes = programs()[code].payment.withholding_tax_pct
        assert taxes == {"ID": 2, "KE": 5, "EG": 3}
        assert "2% in Indonesia, 5% in Kenya and 3% in Egypt" in text(paper)
    assert programs()["growth-club"].payment.withholding_tax_pct == {"KE": 5}
    assert "In Kenya, 5% withholding tax" in text("growth-club-terms.md")
    assert "Program: Growth Club; Indonesia: none; Kenya: 5%; Egypt: none" in text(
        "support-handbook.docx"
    )


def test_double_points_run_for_eight_weeks() -> None:
    new = next(r for r in programs()["full-shelf"].earn_rules if r.key == "new-products")
    assert new.starts_on == dt.date(2026, 10, 5)
    assert new.ends_on is not None
    assert (new.ends_on - new.starts_on).days + 1 == 8 * 7


@pytest.mark.parametrize(
    "row",
    # Worked out by hand: base × 3 × growth × share; the cap is 3 × 1.0 % of three bases.
    [
        "Slab 1; Growth from: 5%; Reward: 1.0%; Base a month: IDR 10,000,000; "
        "Purchases in the quarter: IDR 31,500,000; Payout: IDR 315,000; Cap a quarter: IDR 900,000",
        "Slab 2; Growth from: 10%; Reward: 1.75%; Base a month: KES 80,000; "
        "Purchases in the quarter: KES 264,000; Payout: KES 4,620; Cap a quarter: KES 7,200",
        "Slab 3; Growth from: 20%; Reward: 2.5%; Base a month: EGP 25,000; "
        "Purchases in the quarter: EGP 90,000; Payout: EGP 2,250; Cap a quarter: EGP 2,250",
    ],
)  # fmt: skip
def test_the_workbook_pays_what_the_terms_promise(row: str) -> None:
    assert row in text("payouts-and-pay-dates.xlsx")


def test_the_workbook_names_pay_dates_by_day() -> None:
    dates = text("payouts-and-pay-dates.xlsx")
    for program, ends, paid in (
        ("Growth Club", "2026-12-31", "2027-01-20"),
        ("Full Shelf", "2026-11-30", "2026-12-10"),
        ("Eye Level", "2027-02-28", "2027-03-15"),
    ):
        assert f"Program: {program}; Period ends: {ends}; Paid at the latest on: {paid}" in dates


def test_the_ended_plan_shares_no_slab_with_the_one_in_force() -> None:
    assert meta("growth-plan-2025.md").valid_to == dt.date(2025, 12, 31)
    old = set(re.findall(r"(\d+(?:\.\d+)?)%", text("growth-plan-2025.md")))
    new = {f"{s.payout.percent}" for s in programs()["growth-club"].slabs if s.payout}
    new |= {f"{s.at_least}" for s in programs()["growth-club"].slabs}
    assert old == {"8", "15", "25", "0.75", "1.25", "2.0"}
    assert not old & new


def test_what_reps_earn_is_in_no_paper_for_shops() -> None:
    assert meta("rep-commission-2026.md").audience == "company"
    for path in papers():
        if meta(path).audience == "everyone":
            assert not re.search(r"commission|IDR 40,000|65%|\b0\.6%", text(path)), path


def test_every_figure_is_the_same_for_disputes_in_handbook_and_terms() -> None:
    for program in programs().values():
        days = program.payment.dispute_within_days
        assert f"Program: {program.name}; Days to dispute after the statement: {days} days" in text(
            "support-handbook.docx"
        )
        assert f"within {days} days after" in text(program.document)
        assert program.payment.dispute_contact in text(program.document)


def test_infant_formula_is_excluded_everywhere_and_said_so() -> None:
    for program in programs().values():
        assert ("infant_formula",) in [e.regulated for e in program.exclusions]
        assert "First Steps Formula" in text(program.document)


def test_rendering_again_gives_the_papers_that_are_committed(tmp_path: Path) -> None:
    make_papers = imported_without_traces("examples.nusa_delta.make_papers")
    make_papers.main(tmp_path)
    made = sorted(f.name for f in tmp_path.iterdir())
    assert made == [
        "growth-club-leaflet.pdf",
        "payouts-and-pay-dates.xlsx",
        "star-points-leaflet.id.pdf",
        "support-handbook.docx",
    ]
    for name in made:
        assert (tmp_path / name).read_bytes() == (PAPERS / name).read_bytes(), name


def imported_without_traces(name: str) -> ModuleType:
    """A bytecode folder would be an unknown file of the pack."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        return importlib.import_module(name)
    finally:
        sys.dont_write_bytecode = before

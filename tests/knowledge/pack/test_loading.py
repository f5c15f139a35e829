from __future__ import annotations

import time
from pathlib import Path

import pytest

from assistant.errors import ShelftalkError, StorageError
from knowledge.documents.parsing import parse_paper
from knowledge.pack.findings import PackError
from knowledge.pack.loading import LoadOptions, load
from knowledge.pack.schema.company import Company as CompanySheet
from knowledge.records.database import open_database, reading
from knowledge.records.pack_content import read_content
from tests.knowledge.pack.conftest import Company


def test_the_smallest_pack_fills_the_tables(company: Company) -> None:
    report = company.load()
    counts = {table: len(rows) for table, rows in company.dump().items()}
    # Counted in the files by hand.
    assert counts["territories"] == 3
    assert counts["users"] == 2
    assert counts["user_territories"] == 1
    assert counts["outlets"] == 2
    assert counts["products"] == 2
    assert counts["invoices"] == 2
    assert counts["invoice_lines"] == 3
    assert counts["enrollments"] == counts["consents"] == 1
    assert counts["visits"] == counts["objection_events"] == 1
    assert counts["programs"] == 1
    assert sorted(company.shelf.held) == ["growth-cup.md", "returns.txt"]
    assert report.new_passwords == 2
    assert "2 papers indexed" in report.summary()


def test_figures_and_unknowns_arrive_as_they_stand_in_the_file(company: Company) -> None:
    company.load()
    lines = company.rows("SELECT quantity, price, discount, net FROM invoice_lines ORDER BY 1")
    # Kept in ten-thousandths: -1 × 150000, 1 × 165000, 4 × 150000 − 12000 = 588000.
    assert lines == [
        (-10_000, 1_500_000_000, 0, -1_500_000_000),
        (10_000, 1_650_000_000, 0, 1_650_000_000),
        (40_000, 1_500_000_000, 120_000_000, 5_880_000_000),
    ]
    assert company.rows(
        "SELECT overdue, has_cooler, area_m2, latitude, kyc_level FROM outlets ORDER BY code"
    ) == [(0, 1, 245_000, -68_915, 2), (None, 0, None, None, 1)]
    with reading(company.engine) as session:
        assert read_content(session, CompanySheet).name == "Kopi Tani"


def test_loading_twice_changes_nothing(company: Company) -> None:
    company.load()
    before = company.dump()
    start = time.perf_counter()
    report = company.load()
    assert time.perf_counter() - start < 1
    assert report.unchanged
    assert report.summary().endswith("is loaded already. Nothing changed.")
    assert company.dump() == before
    assert company.shelf.calls == 1


def test_writing_the_same_rows_again_changes_no_row(company: Company) -> None:
    company.load()
    before = company.dump()
    for file in sorted(company.pack.path.glob("data/*.csv")):
        name = f"data/{file.name}"
        company.pack.write(name, company.pack.read(name) + "\n")
    report = company.load()
    assert len(report.changed) == 11
    assert {table: tally.total for table, tally in report.tables.items() if tally.total} == {}
    after = company.dump()
    del before["pack_files"], after["pack_files"]
    assert after == before


def test_one_changed_row_changes_one_row(company: Company) -> None:
    company.load()
    before = company.dump()
    company.pack.replace("data/outlets.csv", "Toko Makmur", "Toko Makmur Jaya")
    report = company.load()
    assert report.changed == ["data/outlets.csv"]
    assert report.tables["outlets"].changed == 1
    assert sum(tally.total for tally in report.tables.values()) == 1
    after = company.dump()
    differing = [table for table in before if before[table] != after[table]]
    assert differing == ["outlets", "pack_files"]
    assert company.rows("SELECT name FROM outlets WHERE code = 'T-001'") == [("Toko Makmur Jaya",)]


def test_rows_that_are_gone_are_removed_children_first(company: Company) -> None:
    company.pack.append("data/territories.csv", "X,Extra,area,ID,ID")
    company.pack.append("data/territories.csv", "X-1,Extra North,route,X,ID")
    company.pack.append("data/outlets.csv", "T-003,Third,,,,horeca,,X-1,,,ID,IDR,,,,,,,,,,,")
    company.pack.append("data/invoices.csv", "F-9,1,T-003,2026-11-02,K-100,1,10,,10,,,,")
    company.load()
    for name in ("territories", "outlets", "invoices"):
        text = company.pack.read(f"data/{name}.csv")
        kept = [x for x in text.splitlines() if not x.startswith(("X", "T-003", "F-9"))]
        company.pack.write(f"data/{name}.csv", "\n".join(kept) + "\n")
    report = company.load()
    removed = {table: tally.removed for table, tally in report.tables.items() if tally.removed}
    assert removed == {"territories": 2, "outlets": 1, "invoices": 1, "invoice_lines": 1}


def test_territories_may_stand_in_any_order(company: Company) -> None:
    header, *rows = company.pack.read("data/territories.csv").splitlines()
    company.pack.write("data/territories.csv", "\n".join([header, *reversed(rows)]))
    company.load()
    assert len(company.rows("SELECT code FROM territories")) == 3


def test_an_optional_file_that_is_gone_takes_its_rows_along(company: Company) -> None:
    company.load()
    company.pack.remove("data/cases.csv")
    report = company.load()
    assert report.gone == ["data/cases.csv"]
    assert company.rows("SELECT * FROM cases") == []
    assert company.load().unchanged


def test_a_payout_that_was_open_is_settled_by_a_later_export(company: Company) -> None:
    company.load()
    row = "L-9,T-001,growth-cup,2026-10-01,payout,,36000,,,2026-10-20,{paid},third quarter"
    company.pack.append("data/ledger.csv", row.format(paid=""))
    company.load()
    assert company.rows("SELECT paid_on FROM ledger WHERE id = 'L-9'") == [(None,)]
    company.pack.replace("data/ledger.csv", row.format(paid=""), row.format(paid="2026-10-22"))
    company.load()
    assert company.rows("SELECT paid_on FROM ledger WHERE id = 'L-9'") == [("2026-10-22",)]
    company.pack.replace("data/ledger.csv", "2026-10-22", "2026-10-23")
    with pytest.raises(PackError, match='found "L-9" with other values'):
        company.load()


def test_the_ledger_is_only_added_to(company: Company) -> None:
    company.load()
    before = company.dump()
    company.pack.replace("data/ledger.csv", "36000", "46000")
    with pytest.raises(PackError, match='row 2, column id: found "L-1" with other values, wanted'):
        company.load()
    company.pack.replace("data/ledger.csv", "L-1,", "L-2,")
    with pytest.raises(PackError, match=r'ledger\.csv: found no entry "L-1", wanted every entry'):
        company.load()
    assert company.dump() == before
    company.pack.append(
        "data/ledger.csv",
        "L-1,T-001,growth-cup,2026-10-01,payout,,36000,,,2026-10-20,2026-10-18,third quarter",
    )
    company.load()
    assert company.rows("SELECT id FROM ledger ORDER BY id") == [("L-1",), ("L-2",)]


def test_a_new_version_of_terms_keeps_the_old_one(company: Company) -> None:
    company.load()
    company.pack.replace("programs/growth-cup.yaml", "terms_version: '1'", "terms_version: '2'")
    company.pack.replace("programs/growth-cup.yaml", "payout: {percent: 2}", "payout: {percent: 3}")
    company.load()
    query = "SELECT terms_version, is_current FROM programs ORDER BY 1"
    assert company.rows(query) == [("1", 0), ("2", 1)]
    # The enrollment in the pack still stands on version 1, which only the records know now.
    assert company.rows("SELECT terms_version FROM enrollments") == [("1",)]


def test_a_program_that_is_gone_is_kept_but_not_current(company: Company) -> None:
    extra = company.pack.read("programs/growth-cup.yaml").replace("growth-cup\n", "extra-cup\n")
    company.pack.write("programs/extra-cup.yaml", extra)
    company.load()
    company.pack.remove("programs/extra-cup.yaml")
    company.load()
    query = "SELECT code, is_current FROM programs ORDER BY 1"
    assert company.rows(query) == [("extra-cup", 0), ("growth-cup", 1)]


def test_of_two_versions_in_a_pack_the_one_that_starts_last_is_current(company: Company) -> None:
    old = company.pack.read("programs/growth-cup.yaml")
    old = old.replace("'1'\ndocument", "'0'\ndocument")
    company.pack.write(
        "programs/a-old.yaml", old.replace("starts_on: 2026-01", "starts_on: 2025-01", 1)
    )
    company.load()
    # Only the file of the old version changes: the new one must stay current.
    company.pack.replace("programs/a-old.yaml", "notice_days: 15", "notice_days: 30")
    company.load()
    query = "SELECT terms_version, is_current FROM programs ORDER BY 1"
    assert company.rows(query) == [("0", 0), ("1", 1)]


def test_only_changed_papers_are_indexed_again(company: Company) -> None:
    company.load()
    company.pack.append("documents/returns.txt", "Opened cases are not taken back.")
    assert company.load().papers == ["returns.txt"]
    # The text is the same, but what is known about it is not.
    company.pack.replace("documents/documents.csv", "everyone", "company")
    assert company.load().papers == ["returns.txt"]
    company.pack.remove("documents/documents.csv")
    company.pack.remove("documents/returns.txt")
    company.load()
    assert sorted(company.shelf.held) == ["growth-cup.md"]


def test_a_paper_that_cannot_be_read_is_left_out_and_the_rest_loads(company: Company) -> None:
    company.load()
    company.pack.append("documents/growth-cup.md", "Cups are counted weekly.")
    company.pack.write("documents/scan.pdf", b"%PDF-1.4 garbage")
    company.pack.write("documents/returns.txt", b"\x00\x01\x02 no text any more")
    options = LoadOptions(index_papers=company.shelf.index, read_paper=parse_paper)
    report = load(company.pack.path, company.engine, options)
    assert report.papers == ["growth-cup.md"]
    assert sorted(company.shelf.held) == ["growth-cup.md"]
    told = [line for line in report.warnings if "cannot be used" in line]
    assert [line.split(":")[0] for line in told] == ["documents/returns.txt", "documents/scan.pdf"]
    company.pack.write("documents/returns.txt", "Opened cases are taken back again.")
    load(company.pack.path, company.engine, options)
    assert sorted(company.shelf.held) == ["growth-cup.md", "returns.txt"]


def test_papers_wait_for_a_load_that_can_index_them(company: Company) -> None:
    load(company.pack.path, company.engine)
    assert load(company.pack.path, company.engine).unchanged
    assert company.load().papers == ["growth-cup.md", "returns.txt"]
    assert load(company.pack.path, company.engine).unchanged
    assert company.load().unchanged


def test_a_broken_pack_writes_nothing(company: Company) -> None:
    before = company.dump()
    company.pack.append("data/outlets.csv", "T-003,Third,,,,horeca,,NOWHERE,,,ID,IDR,,,,,,,,,,,")
    company.pack.remove("documents/growth-cup.md")
    with pytest.raises(PackError) as caught:
        company.load()
    assert 'found "NOWHERE"' in str(caught.value)
    assert 'found "growth-cup.md", wanted the path of a paper' in str(caught.value)
    assert company.dump() == before
    assert company.shelf.calls == 0


def test_checking_writes_nothing(company: Company) -> None:
    before = company.dump()
    report = load(company.pack.path, company.engine, LoadOptions(check=True))
    assert report.summary().endswith("is right. Nothing was loaded.")
    assert company.dump() == before


def test_what_reps_made_here_survives_a_load(company: Company) -> None:
    company.load()
    with company.engine.begin() as connection:
        for statement in (
            "INSERT INTO enrollments (id, outlet, program, terms_version, status, joined_on) "
            "VALUES ('app-1', 'T-002', 'growth-cup', '1', 'active', '2026-11-16')",
            "INSERT INTO cases (id, outlet, kind, subject, opened_on) "
            "VALUES ('app-2', 'T-002', 'tax', 'A question', '2026-11-16')",
            "INSERT INTO ledger (id, outlet, program, date, kind, points) "
            "VALUES ('app-3', 'T-002', 'growth-cup', '2026-11-16', 'redeem', -5)",
        ):
            connection.exec_driver_sql(statement)
    company.pack.remove("data/cases.csv")
    company.pack.write("data/ledger.csv", company.pack.read("data/ledger.csv") + "\n")
    # The company's next export holds the enrollment, too, under its own key.
    company.pack.append(
        "data/enrollments.csv", "T-002,growth-cup,suspended,2026-11-16,,,,1,otp,id,1,2026-11-16"
    )
    company.load()
    assert company.rows("SELECT id FROM cases") == [("app-2",)]
    assert ("app-3",) in company.rows("SELECT id FROM ledger")
    query = "SELECT id, status FROM enrollments WHERE outlet = 'T-002'"
    assert company.rows(query) == [("app-1", "suspended")]


def test_a_row_that_other_records_stand_on_cannot_go(company: Company) -> None:
    company.pack.append("data/outlets.csv", "T-003,Third,,,,horeca,,BDG-1,,,ID,IDR,,,,,,,,,,,")
    company.load()
    with company.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO cases (id, outlet, kind, subject, opened_on) "
            "VALUES ('app-2', 'T-003', 'tax', 'A question', '2026-11-16')"
        )
    before = company.dump()
    text = company.pack.read("data/outlets.csv").replace("T-003,", "T-004,")
    company.pack.write("data/outlets.csv", text)
    with pytest.raises(ShelftalkError, match="one of T-003 in outlets: put it back"):
        company.load()
    assert company.dump() == before


def test_only_users_without_a_password_get_the_demo_password(company: Company) -> None:
    company.load()
    [(before,)] = company.rows("SELECT password_hash FROM users WHERE id = 'rina'")
    company.pack.append("data/users.csv", "tono,Tono,trainer,BDG,id")
    company.pack.replace("company.yaml", "kopi-tani-demo", "another-demo")
    assert company.load().new_passwords == 1
    assert company.rows("SELECT password_hash FROM users WHERE id = 'rina'") == [(before,)]


def test_a_failing_paper_index_leaves_nothing_half_written(company: Company) -> None:
    before = company.dump()
    company.shelf.failure = StorageError("The paper index cannot be opened.")
    with pytest.raises(StorageError, match="paper index"):
        company.load()
    company.shelf.failure = OSError(28, "No space left on device")
    with pytest.raises(StorageError, match=r"No space left on device.*Nothing was loaded"):
        company.load()
    assert company.dump() == before
    company.shelf.failure = None
    assert not company.load().unchanged


def test_the_load_reports_how_far_it_is(company: Company) -> None:
    told: list[tuple[str, int, int]] = []
    options = LoadOptions(on_progress=lambda stage, done, total: told.append((stage, done, total)))
    load(company.pack.path, company.engine, options)
    assert all(0 <= done <= total for _, done, total in told)
    assert "Checking data/invoices.csv" in {stage for stage, _, _ in told}
    assert told[-1][0].startswith("Writing")
    assert told[-1][1] == told[-1][2]


def test_two_databases_get_the_same_records(company: Company, tmp_path: Path) -> None:
    company.load()
    other = open_database(f"sqlite:///{tmp_path / 'other.db'}", upgrade_schema=True)
    twin = Company(company.pack, other, company.shelf, tmp_path)
    twin.load()
    mine, theirs = company.dump(), twin.dump()
    for table in ("pack_files", "users"):  # moments of loading, salts
        del mine[table], theirs[table]
    assert mine == theirs


def test_checking_needs_no_database(company: Company, tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'none.db'}")
    report = load(company.pack.path, engine, LoadOptions(check=True))
    assert report.checked_only


def test_a_lost_paper_index_is_filled_again(company: Company) -> None:
    company.load()
    company.shelf.held.clear()
    before = company.dump()
    options = LoadOptions(index_papers=company.shelf.index, reindex_papers=True)
    report = load(company.pack.path, company.engine, options)
    assert report.papers == ["growth-cup.md", "returns.txt"]
    assert sorted(company.shelf.held) == report.papers
    after = company.dump()
    del before["pack_files"], after["pack_files"]
    assert after == before


def test_terms_that_change_without_a_new_version_are_a_warning(company: Company) -> None:
    company.load()
    company.pack.replace("programs/growth-cup.yaml", "IDR: 250000000", "IDR: 100000000")
    assert company.load().warnings == []
    company.pack.replace("programs/growth-cup.yaml", "within_days: 20", "within_days: 60")
    [warning] = company.load().warnings
    assert warning.startswith("programs/growth-cup.yaml: the terms changed but still call")


def test_the_longest_codes_make_ids_that_fit(company: Company) -> None:
    code = "K" * 64
    for file in company.pack.path.glob("data/*.csv"):
        name = f"data/{file.name}"
        company.pack.write(name, company.pack.read(name).replace("T-001", code))
    company.load()
    [(made,)] = company.rows("SELECT id FROM enrollments")
    assert len(str(made)) <= 64
    company.pack.append("data/enrollments.csv", "T-002,growth-cup,active,2026-07-01,,,,1,,,,")
    company.load()
    assert (made,) in company.rows("SELECT id FROM enrollments")

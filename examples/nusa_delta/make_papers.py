"""Renders the sample company's PDF, DOCX and XLSX papers from readable sources.

Run it after a change of `programs/*.yaml` or `sources/*.md`:
`python -m examples.nusa_delta.make_papers`.
The same sources give the same bytes, so a run without a change leaves nothing to commit.
"""

from __future__ import annotations

import calendar
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import yaml
from docx import Document
from docx.document import Document as WordFile
from markdown_it import MarkdownIt
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from knowledge.programs.terms import Period, ProgramTerms

PACK = Path(__file__).resolve().parent
PDFS = {
    "growth-club-leaflet.md": "growth-club-leaflet.pdf",
    "star-points-leaflet.id.md": "star-points-leaflet.id.pdf",
}
HANDBOOK = ("support-handbook.md", "support-handbook.docx")
WORKBOOK = "payouts-and-pay-dates.xlsx"
MADE_AT = datetime(2026, 7, 1, tzinfo=UTC)
_ZIP_DAY = (2026, 7, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(<)")
_PAY_DATES_FROM, _PAY_DATES_UNTIL = date(2026, 7, 1), date(2027, 6, 30)
_EXAMPLE_BASES = {"IDR": Decimal(10_000_000), "KES": Decimal(80_000), "EGP": Decimal(25_000)}
_COUNTRY = {"ID": "Indonesia", "KE": "Kenya", "EG": "Egypt"}
_CURRENCY = {"ID": "IDR", "KE": "KES", "EG": "EGP"}


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph or a table of a source."""

    level: int
    """1, 2, 3 for headings; 0 for everything else."""
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(source: str) -> Iterator[Block]:
    """The blocks of a Markdown text, in order. Only headings, paragraphs and tables are known."""
    level, rows = 0, list[tuple[str, ...]]()
    cells: list[str] | None = None
    in_table = False
    for token in MarkdownIt("commonmark").enable("table").parse(source):
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "table_open":
            in_table, rows = True, []
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            rows.append(tuple(cells or ()))
        elif token.type == "table_close":
            in_table = False
            yield Block(0, rows=tuple(rows))
        elif token.type == "inline" and in_table and cells is not None:
            cells.append(token.content)
        elif token.type == "inline":
            yield Block(level, token.content.replace("\n", " "))
            level = 0


def write_pdf(source: Path, target: Path, language: str) -> None:
    """Render a source as an A4 leaflet."""
    parts = list(blocks(source.read_text(encoding="utf-8")))
    SimpleDocTemplate(
        str(target),
        pagesize=A4,
        leftMargin=18 * mm,
        rightMargin=18 * mm,
        topMargin=16 * mm,
        bottomMargin=16 * mm,
        title=parts[0].text,
        author="Nusa Delta Foods",
        lang=language,
        invariant=1,
    ).build([flowable for part in parts for flowable in _flowables(part)])


def _flowables(block: Block) -> list[Flowable]:
    styles = getSampleStyleSheet()
    if not block.rows:
        style = styles[f"Heading{block.level}"] if block.level else styles["BodyText"]
        return [Paragraph(block.text, style)]
    head, *body = [[Paragraph(c, styles["BodyText"]) for c in row] for row in block.rows]
    table = Table([head, *body], repeatRows=1)
    lines = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor("#1B6E5A")),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#E3F2ED")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    table.setStyle(TableStyle(lines))
    return [Spacer(1, 2 * mm), table, Spacer(1, 3 * mm)]


def write_docx(source: Path, target: Path) -> None:
    """Render a source as a Word document with real headings and tables."""
    document = Document()
    document.core_properties.author = "Nusa Delta Foods"
    for block in blocks(source.read_text(encoding="utf-8")):
        if block.level:
            document.add_heading(block.text, level=block.level)
        elif block.rows:
            _add_table(document, block.rows)
        else:
            document.add_paragraph(block.text)
    document.save(str(target))
    settle(target)


def _add_table(document: WordFile, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def write_workbook(programs: dict[str, ProgramTerms], products: dict[str, str], to: Path) -> None:
    """The figures finance and the desk look up: all of them from the programs' own files."""
    book = Workbook()
    book.properties.creator = "Nusa Delta Foods"
    book.remove(book.active)
    growth = programs["growth-club"]
    _sheet(book, "Growth Club payouts", payout_rows(growth))
    _sheet(book, "Fees and points", fee_rows(programs))
    _sheet(book, "Must-sell list", must_sell_rows(growth, products))
    _sheet(book, "Pay dates", pay_date_rows(programs))
    book.save(to)
    settle(to)


def payout_rows(growth: ProgramTerms) -> list[tuple[object, ...]]:
    """Per country and slab: what the example base brings in a quarter."""
    rows: list[tuple[object, ...]] = [
        (
            "Country",
            "Slab",
            "Growth from",
            "Reward",
            "Base a month",
            "Purchases in the quarter",
            "Payout",
            "Cap a quarter",
        )
    ]
    for country in growth.countries:
        currency = _CURRENCY[country]
        base = _EXAMPLE_BASES[currency]
        cap = base * 3 * _percent(growth, 0) / 100 * (growth.cap_multiple or 0)
        for number, slab in enumerate(growth.slabs):
            if isinstance(slab.at_least, dict):
                raise TypeError(f"slab {slab.name} of {growth.code} is measured in money")
            bought = base * 3 * (1 + slab.at_least / 100)
            share = _percent(growth, number)
            payout = min(bought * share / 100, cap)
            amounts = (money(amount, currency) for amount in (base, bought, payout, cap))
            rows.append(
                (_COUNTRY[country], slab.name, f"{slab.at_least:f}%", f"{share:f}%", *amounts)
            )
    return rows


def _percent(growth: ProgramTerms, slab: int) -> Decimal:
    payout = growth.slabs[slab].payout
    if payout is None or payout.percent is None:
        raise ValueError(f"slab {slab + 1} of {growth.code} pays no percentage")
    return payout.percent


def fee_rows(programs: dict[str, ProgramTerms]) -> list[tuple[object, ...]]:
    """Monthly fees, and what a point costs and is worth, per country."""
    rows: list[tuple[object, ...]] = [
        ("Country", "Program", "Fee a month", "Purchases for 1 point", "Worth of 1 point")
    ]
    for program in programs.values():
        for country in program.countries:
            currency = _CURRENCY[country]
            fee = money(program.fee[currency], currency) if program.fee else ""
            earns = program.earn_rules[:1]
            per = money(earns[0].points_per[currency], currency) if earns else ""
            worth = money(program.points.value[currency], currency) if program.points else ""
            if fee or per:
                rows.append((_COUNTRY[country], program.name, fee, per, worth))
    return rows


def must_sell_rows(growth: ProgramTerms, products: dict[str, str]) -> list[tuple[object, ...]]:
    """The list is the same in every country; each gets its own lines for the printer."""
    rows: list[tuple[object, ...]] = [("Country", "Code", "Product", "Cases needed")]
    listed = growth.must_sell
    if listed is None:
        raise ValueError("Growth Club has no must-sell list")
    for country in growth.countries:
        rows += [
            (_COUNTRY[country], code, products[code], f"{listed.min_cases:f}")
            for code in listed.products
        ]
    return rows


def pay_date_rows(programs: dict[str, ProgramTerms]) -> list[tuple[object, ...]]:
    """The last day on which each program pays for each period."""
    rows: list[tuple[object, ...]] = [("Program", "Period ends", "Paid at the latest on")]
    for program in programs.values():
        for end in period_ends(program):
            due = end + timedelta(days=program.payment.within_days)
            rows.append((program.name, end.isoformat(), due.isoformat()))
    return rows


def period_ends(program: ProgramTerms) -> Iterator[date]:
    """Last days of the program's periods inside the calendar's span."""
    for year in (_PAY_DATES_FROM.year, _PAY_DATES_UNTIL.year):
        for month in range(1, 13):
            end = date(year, month, calendar.monthrange(year, month)[1])
            whole = program.period is Period.MONTH or month % 3 == 0
            if whole and _PAY_DATES_FROM <= end <= min(_PAY_DATES_UNTIL, program.ends_on):
                yield end


def money(amount: Decimal, currency: str) -> str:
    """`IDR 577,500`; decimals only where there are any."""
    return (
        f"{currency} {amount:,.0f}"
        if amount == amount.to_integral()
        else f"{currency} {amount:,.2f}"
    )


def _sheet(book: Workbook, title: str, rows: list[tuple[object, ...]]) -> None:
    sheet: Worksheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in sheet.columns:
        width = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = width + 2
    sheet.freeze_panes = "A2"


def settle(path: Path) -> None:
    """Take the clock out of an Office file, so that equal content is equal bytes."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    stamp = MADE_AT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<3>", content)
            entry = zipfile.ZipInfo(name, date_time=_ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, content)


def read_programs(pack: Path = PACK) -> dict[str, ProgramTerms]:
    """The programs by code, of each the version that starts last."""
    files = sorted((pack / "programs").glob("*.yaml"))
    terms = [ProgramTerms.model_validate(yaml.safe_load(f.read_text("utf-8"))) for f in files]
    latest = {program.code: program for program in sorted(terms, key=lambda p: p.starts_on)}
    return {code: latest[code] for code in sorted(latest)}


def read_product_names(pack: Path = PACK) -> dict[str, str]:
    """Code → name, as the list in the Full Shelf terms prints them."""
    terms = (pack / "documents" / "full-shelf-terms.md").read_text("utf-8")
    return dict(re.findall(r"^\| ([A-Z0-9-]+) \| (.+?) \|$", terms, flags=re.MULTILINE))


def main(target: Path = PACK / "documents") -> None:
    """Render everything into `target`."""
    sources = PACK / "sources"
    for source, paper in PDFS.items():
        write_pdf(sources / source, target / paper, "id" if ".id." in paper else "en")
    write_docx(sources / HANDBOOK[0], target / HANDBOOK[1])
    write_workbook(read_programs(), read_product_names(), target / WORKBOOK)


if __name__ == "__main__":
    main()

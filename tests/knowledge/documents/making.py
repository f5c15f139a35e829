"""Makes real papers of every kind, for the tests."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from knowledge.documents.index import Change
from knowledge.pack.schema.papers import PaperRow


def write(root: Path, path: str, text: str, **meta: Any) -> Change:
    """A text paper on disk, and the change that indexes it."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return path, PaperRow.model_validate({"path": path, **meta}), digest


def pdf(file: Path, *, password: str | None = None, with_text: bool = True) -> Path:
    """Two pages: a headline, two sections, a table, a footer on each page."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

    styles = getSampleStyleSheet()
    grid = [("GRID", (0, 0), (-1, -1), 1, "black")]
    story: list[Any] = [Spacer(1, 100)]
    if with_text:
        story = [
            Paragraph("Cooler agreement", styles["Title"]),
            Paragraph("Purity", styles["Heading2"]),
            Paragraph(
                "At least 80% of the places in the cooler hold our drinks. The rep counts the "
                "places on a photo that is taken once a month without notice.",
                styles["BodyText"],
            ),
            Table([["Country", "Fee"], ["Kenya", "KES 800"], ["Egypt", "EGP 350"]], style=grid),
            PageBreak(),
            Paragraph("Electricity", styles["Heading2"]),
            Paragraph("Electricity is paid by the shop.", styles["BodyText"]),
        ]
    document = SimpleDocTemplate(
        str(file),
        pagesize=A4,
        encrypt=StandardEncryption(password) if password else None,
    )
    document.build(story)
    return file


def docx(file: Path) -> Path:
    """A title, a heading, a paragraph, a list, a table with a merged cell."""
    from docx import Document

    document = Document()
    document.add_heading("Support handbook", level=0)
    document.add_heading("Disputes", level=1)
    document.add_paragraph("A shop can dispute a statement.")
    document.add_paragraph("Write to Retail Care", style="List Bullet")
    table = document.add_table(rows=3, cols=2)
    for row, cells in enumerate([("Program", "Days"), ("Growth Club", "15"), ("Eye Level", "10")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.add_heading("Hours", level=1)
    document.add_paragraph("The desk answers from Monday to Saturday.")
    document.save(str(file))
    return file


def xlsx(file: Path, rows: Sequence[Sequence[Any]] = ()) -> Path:
    """One sheet with a caption line, a header, rows, a percentage; one hidden sheet."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Fees"
    for row in rows or [
        ["All fees before tax"],
        ["Country", "Fee", "Share"],
        ["Indonesia", 150000, 0.025],
        [None, None, None],
        ["Kenya", 1200, 0.05],
    ]:
        sheet.append(list(row))
    for cell in sheet["C"]:
        cell.number_format = "0.0%"
    hidden = book.create_sheet("Secret")
    hidden.append(["margin", 31])
    hidden.sheet_state = "hidden"
    book.save(str(file))
    return file


def pptx(file: Path) -> Path:
    """A title slide, a slide with points and a table, one without a title, a hidden one."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = "Cooler agreement"
    first.placeholders[1].text = "For shops in Kenya"
    second = deck.slides.add_slide(deck.slide_layouts[1])
    second.shapes.title.text = "Fees"
    second.placeholders[1].text = "Paid by day 20\nNo fee below 80%"
    grid = second.shapes.add_table(2, 2, Inches(1), Inches(4), Inches(6), Inches(1)).table
    for place, text in zip(grid.iter_cells(), ["Country", "Fee", "Kenya", "KES 800"], strict=True):
        place.text = text
    second.notes_slide.notes_text_frame.text = "Do not mention the margin of 31%"
    third = deck.slides.add_slide(deck.slide_layouts[6])
    box = third.shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1))
    box.text_frame.text = "Electricity is paid by the shop."
    hidden = deck.slides.add_slide(deck.slide_layouts[1])
    hidden.shapes.title.text = "Draft"
    hidden.placeholders[1].text = "Fee may rise"
    hidden._element.set("show", "0")
    deck.save(str(file))
    return file

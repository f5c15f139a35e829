"""Slides (PPTX): a heading per slide, its points, its tables row by row; a page is a slide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.documents.blocks import Block, table_blocks, tidy


def _shapes(shapes: Any) -> Iterator[Any]:
    """Shapes as they are read, top to bottom, those of groups in their place."""
    for shape in sorted(shapes, key=lambda s: (s.top or 0, s.left or 0)):
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _shape(shape: Any, number: int) -> Iterator[Block]:
    if getattr(shape, "has_table", False) and shape.has_table:
        rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
        yield from table_blocks(rows, page=number)
    elif shape.has_text_frame:
        lines = [tidy(paragraph.text) for paragraph in shape.text_frame.paragraphs]
        filled = [line for line in lines if line]
        listed = len(filled) > 1
        yield from (Block("item" if listed else "text", line, page=number) for line in filled)


def _slide(slide: Any, number: int) -> Iterator[Block]:
    title = slide.shapes.title
    heading = tidy(title.text_frame.text) if title is not None else ""
    # Where a slide has no title, its number keeps it apart from the one before.
    yield Block("heading", heading or f"{number}", level=1 if number == 1 else 2, page=number)
    for shape in _shapes(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            yield from _shape(shape, number)


def slide_blocks(file: Path) -> Iterator[Block]:
    """Blocks of every slide that is shown; what a speaker notes for himself is no term."""
    from pptx import Presentation

    for number, slide in enumerate(Presentation(str(file)).slides, start=1):
        if slide._element.get("show") != "0":
            yield from _slide(slide, number)

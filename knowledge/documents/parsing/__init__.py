"""Papers of every kind into chunks; what cannot be read is one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from knowledge.documents.blocks import Block, PaperError
from knowledge.documents.chunks import Chunk, cut
from knowledge.documents.parsing.checks import check_file, read_text
from knowledge.documents.parsing.front_matter import merged_meta, split_front_matter
from knowledge.pack.schema.papers import PaperRow

__all__ = ["PaperError", "paper_meta", "parse_paper"]


def parse_paper(file: Path, meta: PaperRow) -> list[Chunk]:
    """Cut a paper into citable chunks; `meta.path` is its path under `documents/`.

    Raises:
        PaperError: the file is damaged, locked, empty, too large or not what its ending says.
    """
    check_file(file)
    paper, blocks, title = _read(file, meta)
    chunks = cut(blocks, paper, paper.title or title or _file_title(file))
    if not any(chunk.text for chunk in chunks):
        raise PaperError(f"{file.name} holds no text.")
    return chunks


def paper_meta(file: Path, meta: PaperRow) -> PaperRow:
    """The row of `documents.csv` with the paper's front matter laid over it.

    Raises:
        PaperError: the front matter is wrong, or the file is no text at all.
    """
    if file.suffix.casefold() not in (".md", ".txt", ".html", ".htm"):
        return meta
    check_file(file)
    return merged_meta(split_front_matter(read_text(file), file.name)[0], meta)


def _read(file: Path, meta: PaperRow) -> tuple[PaperRow, list[Block], str]:
    """The merged metadata, the blocks, and the title the paper itself states."""
    suffix = file.suffix.casefold()
    if suffix in (".pdf", ".docx", ".xlsx", ".pptx"):
        blocks = _binary_blocks(file, suffix)
        return meta, blocks, _first_title(blocks)
    fields, body = split_front_matter(read_text(file), file.name)
    paper = merged_meta(fields, meta)
    if suffix == ".md":
        from knowledge.documents.parsing.markdown import markdown_blocks

        blocks = list(markdown_blocks(body))
    elif suffix == ".txt":
        from knowledge.documents.parsing.plain import plain_blocks

        blocks = list(plain_blocks(body))
    else:
        from knowledge.documents.parsing.html import html_blocks, html_title

        blocks = list(html_blocks(body))
        return paper, blocks, _first_title(blocks) or html_title(body)
    return paper, blocks, _first_title(blocks)


def _first_title(blocks: list[Block]) -> str:
    return next((b.text for b in blocks if b.kind == "heading" and b.level == 1), "")


def _file_title(file: Path) -> str:
    return file.stem.replace("-", " ").replace("_", " ").strip().capitalize()


def _binary_blocks(file: Path, suffix: str) -> list[Block]:
    # Parsers of binary files fail in a hundred ways on a damaged one, all meaning the same to us.
    try:
        return list(_parser_blocks(file, suffix))
    except PaperError:
        raise
    except Exception as error:
        if "password" in f"{error!r} {error.__cause__!r}".casefold():
            raise PaperError(
                f"{file.name} is locked with a password; save it without one."
            ) from error
        raise PaperError(f"{file.name} is damaged and cannot be read.") from error


def _parser_blocks(file: Path, suffix: str) -> Iterator[Block]:
    if suffix == ".pdf":
        from knowledge.documents.parsing.pdf import pdf_blocks

        return pdf_blocks(file)
    if suffix == ".docx":
        from knowledge.documents.parsing.word import word_blocks

        return word_blocks(file)
    if suffix == ".pptx":
        from knowledge.documents.parsing.slides import slide_blocks

        return slide_blocks(file)
    from knowledge.documents.parsing.sheet import sheet_blocks

    return sheet_blocks(file)

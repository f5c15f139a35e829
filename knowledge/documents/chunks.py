"""A paper cut into pieces that can be searched and cited."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from knowledge.documents.blocks import Block
from knowledge.documents.sentences import split_sentences
from knowledge.pack.schema.papers import PaperRow

FULL = 450
"""Characters after which a chunk is closed: one clause, not a page, is what answers a question."""
LONGEST = 900
"""No chunk is longer; a longer paragraph is cut between sentences."""


@dataclass(frozen=True)
class Chunk:
    """A clause, or a row of a table, under its headings."""

    ref: str
    """`<path>#<anchor>`: the heading's slug, `.2` for its second chunk, `.row-3` for a row."""
    text: str
    headings: tuple[str, ...]
    """The paper's title, then the heading path."""
    paper: PaperRow
    order: int
    """Place in the paper, from 0."""
    is_row: bool = False
    page: int | None = None

    @property
    def title(self) -> str:
        """The paper's title and heading path, as a reader sees it."""
        return " › ".join(self.headings)

    @cached_property
    def digest(self) -> str:
        """Changes exactly when the vectors do."""
        return hashlib.sha256(f"{self.title}\0{self.text}".encode()).hexdigest()[:32]


def slug(text: str) -> str:
    """An anchor out of a heading: lower case, letters and digits of any script, hyphens."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\w]+", "-", plain).strip("-_")[:80].strip("-")


@dataclass
class _Cutter:
    """Where we are in the paper."""

    paper: PaperRow
    title: str
    path: list[tuple[int, str]] = field(default_factory=list)
    anchor: str = ""
    taken: set[str] = field(default_factory=set)
    run: list[Block] = field(default_factory=list)
    parts: int = 0
    rows: int = 0
    order: int = 0

    def cut(self, blocks: Iterable[Block]) -> Iterator[Chunk]:
        for block in blocks:
            if block.kind == "heading":
                yield from self._flush()
                self._enter(block)
            elif block.kind == "row":
                yield from self._flush()
                yield self._row(block)
            elif block.text:
                yield from self._add(block)
        yield from self._flush()

    def _enter(self, block: Block) -> None:
        if not block.text:
            return
        self.path = [(lvl, text) for lvl, text in self.path if lvl < block.level]
        # The paper's own first headline says what its title says; below it, headings tell apart.
        if block.level > 1 or self.taken:
            self.path.append((block.level, block.text))
        self.anchor = self._unique(block.anchor or slug(block.text))
        self.parts = self.rows = 0

    def _unique(self, anchor: str) -> str:
        """The second heading of the same name gets `-1`, as Markdown viewers do."""
        anchor = re.sub(r"[#.\s]", "-", anchor) or "section"
        name, count = anchor, 0
        while name in self.taken:
            count += 1
            name = f"{anchor}-{count}"
        self.taken.add(name)
        return name

    def _add(self, block: Block) -> Iterator[Chunk]:
        for piece in _pieces(block):
            size = sum(len(held.text) for held in self.run)
            # A list goes on with the sentence that opens it as long as it fits at all.
            limit = LONGEST if piece.kind == "item" else FULL
            turned = bool(self.run) and self.run[-1].kind == "item" and piece.kind == "text"
            if self.run and (size + len(piece.text) > limit or turned):
                yield from self._flush()
            self.run.append(piece)

    def _flush(self) -> Iterator[Chunk]:
        if self.run:
            self.parts += 1
            suffix = f".{self.parts}" if self.parts > 1 else ""
            text = "\n".join(block.text for block in self.run)
            yield self._chunk(suffix, text, self.run[0].page, is_row=False)
            self.run = []

    def _row(self, block: Block) -> Chunk:
        self.rows += 1
        return self._chunk(
            f".{block.anchor or f'row-{self.rows}'}", block.text, block.page, is_row=True
        )

    def _chunk(self, suffix: str, text: str, page: int | None, *, is_row: bool) -> Chunk:
        anchor = self.anchor or (f"page-{page}" if page else "start")
        self.order += 1
        return Chunk(
            ref=f"{self.paper.path}#{anchor}{suffix}",
            text=text,
            headings=(self.title, *(text for _, text in self.path)),
            paper=self.paper,
            order=self.order - 1,
            is_row=is_row,
            page=page,
        )


def _pieces(block: Block) -> Iterator[Block]:
    """The block, cut between sentences where it is too long."""
    if len(block.text) <= LONGEST:
        yield block
        return
    held = ""
    for sentence in split_sentences(block.text):
        for start in range(0, len(sentence), LONGEST):
            part = sentence[start : start + LONGEST]
            if held and len(held) + len(part) > FULL:
                yield Block(block.kind, held, page=block.page)
                held = ""
            held = f"{held} {part}".strip()
    if held:
        yield Block(block.kind, held, page=block.page)


def cut(blocks: Iterable[Block], paper: PaperRow, title: str) -> list[Chunk]:
    """Chunks in reading order; refs are unique and depend on nothing outside the paper."""
    return list(_Cutter(paper, title).cut(blocks))

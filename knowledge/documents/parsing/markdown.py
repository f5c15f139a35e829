"""Markdown papers: CommonMark with tables; markup, links and pictures fall away, words stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.documents.blocks import Block, table_blocks, tidy
from knowledge.documents.parsing.html import html_blocks

_parser = MarkdownIt("commonmark").enable("table")


def _words(token: Token) -> str:
    """The visible words of an inline token. A picture's alternative text is not shown: dropped."""
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return tidy("".join(parts))


def _table(tokens: Sequence[Token]) -> Iterator[Block]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_words(token))
    return table_blocks(rows)


def _end_of_table(tokens: Sequence[Token], start: int) -> int:
    return next(i for i in range(start, len(tokens)) if tokens[i].type == "table_close")


def markdown_blocks(source: str) -> Iterator[Block]:
    """Blocks in reading order."""
    tokens = _parser.parse(source)
    at = 0
    depth = 0
    while at < len(tokens):
        token = tokens[at]
        depth += token.nesting if token.type.startswith("list_item") else 0
        if token.type == "table_open":
            end = _end_of_table(tokens, at)
            yield from _table(tokens[at:end])
            at = end
        elif token.type == "html_block":
            yield from html_blocks(token.content)
        elif token.type in ("fence", "code_block"):
            yield Block("text", tidy(token.content))
        elif token.type == "inline" and tokens[at - 1].type == "heading_open":
            yield Block("heading", _words(token), level=int(tokens[at - 1].tag[1]))
        elif token.type == "inline":
            yield Block("item" if depth else "text", _words(token))
        at += 1

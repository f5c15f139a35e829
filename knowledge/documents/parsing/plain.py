"""Plain text papers: paragraphs between empty lines; numbered or upper-case lines are headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.documents.blocks import Block, tidy

_underlined = re.compile(r"^(?P<title>[^\n]{3,90})\n(?P<line>=|-)(?P=line){2,}\s*$", re.M)
_numbered = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2})*)[.)]?\s+(?P<title>\S[^\n]{2,70})$")
_item = re.compile(r"^\s*(?:[-*•–]|\(?[a-z\d]{1,2}[.)])\s+")


def _heading_level(line: str) -> int:
    """0 = no heading. A heading is short, stands alone and ends without a full stop."""
    if line.endswith((".", ";", ",", ":")) or len(line) > 80:
        return 0
    if match := _numbered.match(line):
        return 2 + match["number"].count(".")
    return 2 if line.isupper() and len(line) > 3 else 0


def _marked(match: re.Match[str]) -> str:
    return f"\n\0{'1' if match['line'] == '=' else '2'}{match['title']}\n"


def plain_blocks(source: str) -> Iterator[Block]:
    """Blocks in reading order."""
    marked = _underlined.sub(
        lambda m: f"\n\0{'1' if m['line'] == '=' else '2'}{m['title']}\n", source
    )
    for paragraph in re.split(r"\n\s*\n", marked.replace("\r\n", "\n")):
        yield from _paragraph([line for line in paragraph.split("\n") if line.strip()])


def _paragraph(lines: list[str]) -> Iterator[Block]:
    if lines and lines[0].startswith("\0"):
        yield Block("heading", tidy(lines[0][2:]), level=int(lines[0][1]))
        lines = lines[1:]
    elif len(lines) == 1 and (level := _heading_level(tidy(lines[0]))):
        yield Block("heading", tidy(lines[0]), level=level)
        return
    run: list[str] = []
    for line in lines:
        if _item.match(line) and run:
            yield _prose(run)
            run = []
        run.append(line)
    if run:
        yield _prose(run)


def _prose(lines: list[str]) -> Block:
    text = tidy(" ".join(lines))
    is_item = bool(_item.match(lines[0]))
    return Block("item" if is_item else "text", _item.sub("", text) if is_item else text)

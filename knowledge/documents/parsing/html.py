"""HTML papers: what a reader would see; scripts, styles, forms and hidden parts are dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import Comment, Tag

from knowledge.documents.blocks import Block, table_blocks, tidy

UNSEEN = [
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "head", "form",
    "nav", "button", "img", "video", "audio", "canvas",
]  # fmt: skip
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
PROSE = ("p", "dd", "dt", "blockquote", "pre", "figcaption", "caption")
_hidden = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0", re.I)


def _strip(soup: BeautifulSoup) -> None:
    for tag in soup.find_all(UNSEEN):
        tag.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for tag in soup.find_all(True):
        # Words a person cannot see are no terms, and a favorite place for hidden instructions.
        unseen = tag.has_attr("hidden") or _hidden.search(str(tag.get("style") or ""))
        if not tag.decomposed and unseen:
            tag.decompose()


def _table(tag: Tag) -> Iterator[Block]:
    rows = [
        [cell.get_text(" ") for cell in row.find_all(["th", "td"])] for row in tag.find_all("tr")
    ]
    return table_blocks(rows)


def _own_text(tag: Tag) -> str:
    """A list item's words without those of the lists inside it."""
    inner = {id(text) for sub in tag.find_all(["ul", "ol"]) for text in sub.find_all(string=True)}
    return tidy(" ".join(str(t) for t in tag.find_all(string=True) if id(t) not in inner))


def _anchor(tag: Tag) -> str:
    own = tag.get("id")
    section = tag.parent if tag.parent and tag.parent.name in ("section", "article") else None
    return str(own or (section.get("id") if section else "") or "")


def _block(tag: Tag) -> Iterator[Block]:
    if tag.name in HEADINGS:
        yield Block("heading", tidy(tag.get_text()), level=int(tag.name[1]), anchor=_anchor(tag))
    elif tag.name == "table":
        yield from _table(tag)
    elif tag.name == "li":
        yield Block("item", _own_text(tag))
    elif not tag.find_parent("li"):
        yield Block("text", tidy(tag.get_text(" " if tag.name == "pre" else "")))


def html_blocks(source: str) -> Iterator[Block]:
    """Blocks in reading order."""
    soup = BeautifulSoup(source, "html.parser")
    _strip(soup)
    found = soup.find_all([*HEADINGS, *PROSE, "li", "table"])
    for tag in found:
        if not tag.find_parent(["table", *PROSE]):
            yield from _block(tag)
    if not found and tidy(soup.get_text(" ")):
        yield Block("text", tidy(soup.get_text(" ")))


def html_text(source: str) -> str:
    """The visible words as one line."""
    soup = BeautifulSoup(source, "html.parser")
    _strip(soup)
    return tidy(soup.get_text(" "))


def html_title(source: str) -> str:
    """What `<title>` says, or nothing."""
    title = BeautifulSoup(source, "html.parser").title
    return tidy(title.get_text()) if title else ""

"""The frame around a quote, in the reader's language. Figures stand in the quotes only."""

from __future__ import annotations

import re
from collections.abc import Sequence

from babel import Locale as CldrLocale

from assistant.domain import Fact, Passage
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from tools.program_qa.picking import Quote
from tools.program_qa.versions import Otherwise

_active = re.compile(r"([\\`*_\[\]<>|~])")
_line_start = re.compile(r"^(\s*)([#+=-]|\d+[.)])", re.M)
_link = re.compile(r"(https?:|ftp:|mailto:|www\.)(?=\S)", re.I)


def plain(text: str) -> str:
    """Words of a paper shown as words: no markup, pictures or links come alive in the chat."""
    # A word joiner is invisible and keeps a viewer from turning an address into a link.
    unlinked = _link.sub(lambda m: m[0] + "\u2060", text)
    escaped = _active.sub(r"\\\1", unlinked)
    return _line_start.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", escaped)


def _block(words: str) -> str:
    return "\n".join(f"> {plain(line)}" for line in words.split("\n"))


def _heads(quotes: Sequence[Quote]) -> list[tuple[Passage, str]]:
    """Quotes of one place under one head."""
    heads: list[tuple[Passage, str]] = []
    for quote in quotes:
        if heads and heads[-1][0].title == quote.passage.title:
            heads[-1] = (heads[-1][0], f"{heads[-1][1]}\n>\n{_block(quote.words)}")
        else:
            heads.append((quote.passage, _block(quote.words)))
    return heads


def _language_name(tag: str, reader: str) -> str:
    name = CldrLocale.parse(reader.split("-")[0]).languages.get(tag.split("-")[0])
    return str(name or tag)


def answer_text(quotes: Sequence[Quote], otherwise: Otherwise | None, locale: Locale) -> str:
    """Each place with its quote; then what a reader should know of it."""
    _ = translate(locale.language)
    parts = [
        _("{paper} says:").replace("{paper}", plain(passage.title)) + f"\n\n{block}"
        for passage, block in _heads(quotes)
    ]
    written = quotes[0].passage.language
    if written and written != locale.language.split("-")[0]:
        told = _("The paper is written in {language}; this is its own wording.")
        parts.append(told.replace("{language}", _language_name(written, locale.language)))
    if otherwise is not None:
        parts.append(_otherwise_text(otherwise, locale))
    return "\n\n".join(parts)


def _otherwise_text(otherwise: Otherwise, locale: Locale) -> str:
    _ = translate(locale.language)
    if otherwise.kind == "ended":
        day = otherwise.passage.valid_to
        told = _("An older paper, {paper}, says otherwise. It ended on {date} and does not count.")
    else:
        day = otherwise.passage.valid_from
        told = _("Another paper, {paper}, says otherwise. It only counts from {date}.")
    paper = plain(otherwise.passage.title.split(" › ", maxsplit=1)[0])
    return told.replace("{paper}", paper).replace("{date}", locale.date(day) if day else "")


def otherwise_fact(otherwise: Otherwise) -> Fact | None:
    """The day in the note on another paper, as a fact."""
    ended = otherwise.kind == "ended"
    day = otherwise.passage.valid_to if ended else otherwise.passage.valid_from
    name = "other_paper_ended" if ended else "other_paper_begins"
    return Fact(name, day, "date", otherwise.passage.ref) if day else None


def not_said_text(nearest: Quote | None, ended: bool, locale: Locale) -> str:
    """The papers do not say it; the nearest place there is, if any is near."""
    _ = translate(locale.language)
    parts = [_("The program papers do not say that.")]
    if nearest is not None:
        if ended:
            told = _("Only a paper that does not count today, {paper}, speaks of it:")
        else:
            told = _("The nearest I find is in {paper}:")
        parts.append(told.replace("{paper}", plain(nearest.passage.title)))
        parts.append(_block(nearest.words))
    return "\n\n".join(parts)

"""Fills a tool's arguments from names, words and the thread, never by guessing."""

from __future__ import annotations

import re
from typing import Any

from assistant.language.unicode import fold
from assistant.models.amounts import money_in, percent_in
from assistant.models.lexicon import lexicon
from assistant.models.reading import Asked, Mentioned
from assistant.models.schemas import BoundTool

NAMED = ("program", "tier", "product")
MOST_MONTHS = 24
SUPPOSED = {"more_percent": 1_000, "more_amount": 10**12}
"""What may be supposed, and how much of it at the most."""


def fill(tool: BoundTool, asked: Asked, carried: dict[str, Any] | None = None) -> dict[str, Any]:
    """Arguments for a tool; `carried` are those of the call that this message follows up."""
    before = {k: v for k, v in (carried or {}).items() if k in tool.properties}
    words = tool.wants_words
    found = {
        "outlet": _outlet(asked, before),
        "length": _length(tool, asked, before),
        "language": _language(asked),
        "months": _months(asked),
        **{kind: _named(asked, kind) for kind in NAMED},
        **_supposed(tool, asked),
    }
    arguments = before | {k: v for k, v in found.items() if v is not None and k in tool.properties}
    if "tier" in arguments and asked.mentioned("program") and not asked.mentioned("tier"):
        del arguments["tier"]  # another program has other tiers
    if found["more_percent"] or found["more_amount"]:
        arguments = {k: v for k, v in arguments.items() if k not in SUPPOSED or found[k]}
    if words:
        # On a line of its own: what was asked before is context, not the question.
        said = f"{before[words]}\n{asked.message}" if before.get(words) else asked.message
        longest = tool.longest(words)
        arguments[words] = said[-longest:] if longest else said
    return arguments


def inherited(tool: BoundTool, asked: Asked) -> dict[str, Any]:
    """The program of the last call, when the message points back at it (`can they join it?`)."""
    last = asked.last_call
    if last is None or "program" not in tool.properties or asked.mentioned("program"):
        return {}
    program = last.arguments.get("program")
    points_back = lexicon().back.first(fold(asked.message)) is not None
    return {"program": program} if program and points_back else {}


def _supposed(tool: BoundTool, asked: Asked) -> dict[str, str | None]:
    """`5 % more`, `2 million more`: a percentage, else a sum."""
    found: dict[str, str | None] = dict.fromkeys(SUPPOSED)
    if not SUPPOSED.keys() <= tool.properties.keys():
        return found
    readers = (("more_percent", percent_in), ("more_amount", money_in))
    for name, read_in in readers:
        value = read_in(asked.message)
        if value is not None and abs(value) <= SUPPOSED[name]:
            return found | {name: f"{value:f}"}
    return found


def _outlet(asked: Asked, before: dict[str, Any]) -> str | None:
    named = asked.mentioned("outlet")
    if named is None:
        return before.get("outlet") or asked.outlet
    if asked.outlet in named.ids:
        return asked.outlet
    return _sure(named)


def _named(asked: Asked, kind: str) -> str | None:
    named = asked.mentioned(kind)
    return None if named is None else _sure(named)


def _sure(named: Mentioned) -> str:
    """The id, or where several are possible the words themselves: the tool asks which."""
    return named.id if len(named.ids) == 1 else named.name


def _length(tool: BoundTool, asked: Asked, before: dict[str, Any]) -> str | None:
    """A length by name or by time; `shorter` and `longer` go one step in the schema's order."""
    lengths = tool.choices("length")
    if not lengths:
        return None
    text = fold(asked.message)
    known = lexicon()
    steps = (known.shorter.first(text) is not None, known.longer.first(text) is not None)
    wanted = known.length.first(text)
    if before and any(steps) and wanted not in {"leaflet", "talk", "sitdown"}:
        usual = tool.properties["length"].get("default", lengths[0])
        place = lengths.index(before.get("length") or usual) + (1 if steps[1] else -1)
        return lengths[min(max(place, 0), len(lengths) - 1)]
    if wanted is None and steps[0]:
        return lengths[0]
    return wanted if wanted in lengths else None


def _language(asked: Asked) -> str | None:
    return lexicon().language.first(fold(asked.message))


def _months(asked: Asked) -> int | None:
    """`last 3 months`, `tiga bulan`, `miezi sita`: a number next to the word for month."""
    known = lexicon()
    words = re.findall(r"\w+", fold(asked.message))
    for place, word in enumerate(words):
        if known.month.first(word) is None:
            continue
        for beside in words[max(place - 1, 0) : place] + words[place + 1 : place + 2]:
            number = beside if beside.isdecimal() else known.numbers.first(beside)
            if number and 1 <= int(number) <= MOST_MONTHS:
                return int(number)
    return None

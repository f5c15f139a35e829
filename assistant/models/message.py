"""What is read out of one message: its halves, its topics, the message without its names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from assistant.language.concepts import concepts
from assistant.language.unicode import fold
from assistant.models.amounts import without
from assistant.models.lexicon import lexicon
from assistant.models.reading import Asked, Mentioned
from assistant.models.schemas import BoundTool
from assistant.models.slots import SUPPOSED

ON_RECORD = frozenset(
    {"points", "payment", "gold", "silver", "bronze", "tier", "must_sell", "pending", "late"}
    | {"overdue", "billed", "base", "slab", "fee", "cases", "join", "class", "counts", "level"}
    | {"valid", "bonus", "open_claim", "dispute", "second", "first", "delivery", "short"}
)
"""Topics that a shop's records speak of as well as the papers; only of these, a shop is meant."""
_joint = re.compile(
    r"\s*(?:,|\?|؟)?\s+(?:and|if|dan|kalau|jika|na|kama|et|si|và|at|kung|और|และ)\s+|[?؟]\s+|\s+و(?=\w)",
    re.I,
)


def supposes(tool: BoundTool, part: Asked) -> bool:
    """It works out what would be, and nobody has said how much that is."""
    return "more_percent" in tool.properties and not re.search(r"\d", part.message)


PROPOSALS = frozenset({"sign_up", "visit_outcome"})
"""They begin something; who asks how a shop stands has not asked for that."""


def reads_records(tool: BoundTool, part: Asked) -> bool:
    """It tells of a shop what is on record: no words to search by, nothing written or begun."""
    tells = tool.wants_words is None and "length" not in tool.properties
    return tells and tool.name not in PROPOSALS and not supposes(tool, part)


def topics(asked: Asked) -> frozenset[str]:
    """What the message speaks of, its names aside."""
    return concepts(masked(asked))


def split(message: str) -> list[str]:
    """The two halves of a message around its last `and`, comma or `if`; else the whole."""
    found = list(_joint.finditer(message))
    if not found:
        return [message]
    joint = found[-1]
    halves = [message[: joint.start()].strip(" ,.?؟"), message[joint.end() :].strip(" ,.?؟")]
    return halves if all(halves) else [message]


def within(asked: Asked, half: str) -> tuple[Mentioned, ...]:
    """The mentions that stand in a half, at their places there."""
    start = asked.message.find(half)
    end = start + len(half)
    return tuple(
        replace(m, start=m.start - start, end=m.end - start)
        for m in asked.mentions
        if start <= m.start and m.end <= end
    )


def goes_on(tool: BoundTool, text: str) -> bool:
    """`why?`; and `shorter` for what is as short as it can be: the same again."""
    known = lexicon()
    resized = known.shorter.first(text) or known.longer.first(text)
    return bool(known.why.first(text) or (resized and "length" in tool.properties))


def masked(asked: Asked) -> str:
    """The message with `the shop` for a shop's name and so on: names must not steer the route."""
    masks = lexicon().mask
    base = asked.language.split("-", maxsplit=1)[0]
    return unnamed(asked, None, masks.get(base, masks["en"]))


def unnamed(asked: Asked, instead: str | None, masks: Mapping[str, str] | None = None) -> str:
    """The message without its names; folded when nothing stands in their place."""
    text = asked.message
    for mention in sorted(asked.mentions, key=lambda m: -m.start):
        mask = (masks or {}).get(mention.kind, "") if instead is None else instead
        text = f"{text[: mention.start]} {mask} {text[mention.end :]}"
    return " ".join(text.split()) if instead is None else fold(text)


def unsupposed(tool: BoundTool, asked: Asked) -> str:
    """Without its names; `10 percent?` after a supposition is another one, and no more words."""
    text = unnamed(asked, "")
    return without(text) if SUPPOSED.keys() <= tool.properties.keys() else text


def earlier(asked: Asked) -> Asked:
    """The message before this one, with what is known now."""
    return Asked(asked.last_message, asked.language, asked.outlet, asked.mentions, asked.last_call)

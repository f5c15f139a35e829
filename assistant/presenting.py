"""Replies as the outside contract's JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.domain import Fact, FactValue, Reply


def plain(value: FactValue) -> str:
    """A fact's value as a plain string: `1234.5`, `2026-11-16`, `Growth Club`."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def fact_json(fact: Fact) -> dict[str, str]:
    """A fact with its value as a plain string."""
    return {**asdict(fact), "value": plain(fact.value)}


def reply_json(reply: Reply) -> dict[str, Any]:
    """`ask --json`, as docs/contract.md has it."""
    return {
        "thread": reply.thread,
        "status": reply.status.value,
        "language": reply.language,
        "reply": reply.text,
        "tools": [{"name": t.name, "arguments": t.arguments} for t in reply.tools],
        "citations": [asdict(c) for c in reply.citations],
        "facts": [fact_json(f) for f in reply.facts],
        "actions": [asdict(a) for a in reply.actions],
        "pictures": [
            {"title": p.title, "alt": p.alt, "media_type": p.media_type} for p in reply.pictures
        ],
        "usage": asdict(reply.usage),
    }

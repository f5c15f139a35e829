"""What the records' own words are called in the reader's language."""

from __future__ import annotations

from assistant.language.catalogs import translate


def channel(key: str, language: str) -> str:
    """A channel; the company's own word where it has one of its own."""
    _ = translate(language)
    known = {
        "general_trade": _("general trade"),
        "modern_trade": _("modern trade"),
        "wholesale": _("wholesale"),
        "horeca": _("hotels, restaurants and cafés"),
    }
    return known.get(key, key.replace("_", " "))


def outcome(key: str, language: str) -> str:
    """How a visit ended."""
    _ = translate(language)
    known = {
        "ordered": _("ordered"),
        "joined": _("joined a program"),
        "declined": _("said no"),
        "come_back": _("asked to come back"),
        "escalated": _("passed on to the office"),
    }
    return known.get(key, _("no result"))


def standing(status: str, language: str) -> str:
    """How an enrollment stands."""
    _ = translate(language)
    known = {
        "active": _("member"),
        "pending_kyc": _("waiting for the identity check"),
        "suspended": _("suspended"),
        "left": _("has left"),
    }
    return known.get(status, status.replace("_", " "))


def lock(key: str, language: str) -> str:
    """How an account is locked."""
    _ = translate(language)
    return _("locked for new orders") if key == "hard" else _("under watch")

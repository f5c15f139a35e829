"""What cases are called."""

from __future__ import annotations

from assistant.language.catalogs import translate


def case_kind(kind: str, language: str) -> str:
    """What a case is about."""
    _ = translate(language)
    known = {
        "late_delivery": _("late delivery"),
        "short_delivery": _("short delivery"),
        "claim": _("claim"),
        "reward_dispute": _("disputed reward"),
        "tax": _("tax question"),
        "question": _("question the papers do not answer"),
    }
    return known.get(kind, _("other matter"))

"""The audit trail and the outbox as the command line tells of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.errors import CallError
from knowledge.enrollment.chain import Anchor

if TYPE_CHECKING:
    from assistant.company_sign_up import SignUps
    from knowledge.records.enrollment.outbox import Listed


@dataclass(frozen=True)
class AuditReport:
    """What verifying found."""

    sound: bool
    text: str


def verify_audit(sign_ups: SignUps, anchor: str | None) -> AuditReport:
    """Against itself, against what this machine has noted, and against an anchor from elsewhere."""
    anchors = list(sign_ups.anchors())
    noted = len(anchors)
    if anchor is not None:
        anchors.append(_anchor(anchor))
    entries, flaws = sign_ups.audit.verify(anchors)
    if flaws:
        lines = [f"entry {flaw.number}: {flaw.what}" for flaw in flaws]
        return AuditReport(False, "\n".join(("The audit trail is NOT sound:", *lines)))
    head = sign_ups.audit.head()
    told = (
        f"The audit trail is sound: {entries} entries, {noted} ends noted on this machine.",
        f"It ends at {head}. Keep that where nobody who can write the database can write.",
    )
    return AuditReport(True, "\n".join(told))


def events_json(listed: Sequence[Listed]) -> list[dict[str, Any]]:
    """Plain values."""
    return [
        {
            "id": found.event.id,
            "kind": found.event.kind,
            "subject": found.event.subject,
            "at": found.event.at.isoformat(),
            "state": found.state,
            "attempts": found.attempts,
            "delivered_to": list(found.delivered_to),
            "next_at": found.next_at.isoformat(),
            "error": found.error,
        }
        for found in listed
    ]


def events_text(listed: Sequence[Listed]) -> str:
    """One line each."""
    if not listed:
        return "There are no such events."
    return "\n".join(
        f"{found.state:<9} {found.event.at:%Y-%m-%d %H:%M:%S} {found.event.id} {found.event.kind} "
        f"{found.event.subject} tried {found.attempts}"
        + (f": {found.error}" if found.error else "")
        for found in listed
    )


def _anchor(text: str) -> Anchor:
    length, _colon, digest = text.partition(":")
    if not length.isdecimal() or not digest:
        raise CallError("An anchor is LENGTH:HASH, as `shelftalk audit verify` prints it.")
    return Anchor(int(length), digest.strip())

"""Knows an erased owner again when a file still names him, and tells nobody who he was."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.records.tables.signups import AuditEntry

ERASED = "privacy.erased"
"""Kind of the audit entries that hold the hashes."""


def erased_owners(session: Session) -> Mapping[str, list[tuple[str, str]]]:
    """Outlet → salt and hash of each owner that was erased."""
    query = select(AuditEntry.subject, AuditEntry.details).where(AuditEntry.kind == ERASED)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for outlet, details in session.execute(query):
        found[outlet].append((details["salt"], details["owner"]))
    return found


def owner_hash(name: str | None, phone: str | None, salt: str) -> str:
    """Tells an erased owner from the next; slow, so that nobody tries all numbers of a country."""
    text = f"{name or ''}|{phone or ''}".encode()
    return hashlib.scrypt(text, salt=bytes.fromhex(salt), n=2**14, r=8, p=1, dklen=32).hex()

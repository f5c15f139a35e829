"""Everything that is kept about an owner, for the owner: for programs, and for people to read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Table, or_, select

from assistant.domain import User
from knowledge.records.accounts import utc_now
from knowledge.records.database import reading, writing
from knowledge.records.enrollment.audit import Deed, note
from knowledge.records.privacy.owners import MAY_EXPORT, Owner, check_role, find_owner
from knowledge.records.tables import Record

FORMAT = "shelftalk-privacy-1"
SECTIONS = {
    "outlets": "What is known of the shop and its owner",
    "enrollments": "Programs the shop is or was in",
    "membership_changes": "Leaving, suspension, changes of owner",
    "consents": "What the owner agreed to",
    "sign_up_drafts": "Sign-ups that were begun",
    "one_time_codes": "Codes that wait to be typed",
    "ledger": "Points and money",
    "invoices": "Invoices",
    "visits": "Calls by the company's people",
    "objection_events": "What was said against a program",
    "cases": "Deliveries, claims, disputes",
    "stories": "Stories that were told in the shop",
    "prepared_stories": "Stories that are ready to be told",
    "outlet_insights": "What was worked out about the shop",
    "roleplay_sessions": "Practice of reps with the shop's figures",
    "turns": "Conversations about the shop",
    "audit_entries": "Who did what",
}
"""Table → what it is, in words."""


@dataclass(frozen=True)
class Export:
    """What is kept about one owner."""

    data: Mapping[str, Any]

    def as_json(self) -> str:
        """For programs."""
        return json.dumps(self.data, ensure_ascii=False, indent=2, default=str)

    def as_text(self) -> str:
        """For people."""
        head = f"What is kept about the owner of {', '.join(self.data['outlets'])}"
        return "\n".join([head, "=" * len(head), f"Made on {self.data['made_at']}.", *self._told()])

    def _told(self) -> Iterator[str]:
        for name, rows in self.data["kept"].items():
            title = SECTIONS.get(name, name)
            yield f"\n{title}\n{'-' * len(title)}"
            if not rows:
                yield "Nothing."
            for row in rows:
                yield "\n".join(f"{k}: {v}" for k, v in row.items() if v not in (None, "", [], {}))
                yield ""


def export(engine: Engine, user: User, wanted: str) -> Export:
    """All of an owner, by an outlet's code or his number; noted in the audit trail.

    Raises:
        RefusedError: the user's role may not.
        NotFoundError: no such outlet among those the user may see.
    """
    check_role(user, MAY_EXPORT)
    with reading(engine) as session:
        owner = find_owner(session, user, wanted)
        kept = {
            name: [dict(row) for row in session.execute(query).mappings()]
            for name, query in _queries(owner)
        }
    now = utc_now()
    with writing(engine) as session:
        counts = {name: len(rows) for name, rows in kept.items()}
        for outlet in owner.outlets:
            note(session, Deed(user.id, "privacy.exported", outlet, counts), now)
    made_at = now.isoformat(timespec="seconds")
    return Export({"format": FORMAT, "made_at": made_at, "outlets": owner.outlets, "kept": kept})


def _queries(owner: Owner) -> Iterator[tuple[str, Any]]:
    tables = Record.metadata.tables
    for name in SECTIONS:
        table = tables[name]
        yield name, select(table).where(_is_his(table, tables, owner.outlets))


def _is_his(table: Table, tables: Mapping[str, Table], outlets: Sequence[str]) -> Any:
    def of(name: str) -> Any:
        return select(tables[name].c.id).where(tables[name].c.outlet.in_(outlets))

    if table.name == "outlets":
        return table.c.code.in_(outlets)
    if table.name == "consents":
        return table.c.enrollment.in_(of("enrollments"))
    if table.name == "one_time_codes":
        return table.c.draft.in_(of("sign_up_drafts"))
    if table.name == "objection_events":
        return table.c.visit.in_(of("visits"))
    if table.name == "audit_entries":
        made = (of("enrollments"), of("sign_up_drafts"))
        return or_(table.c.subject.in_(outlets), *(table.c.subject.in_(ids) for ids in made))
    return table.c.outlet.in_(outlets)

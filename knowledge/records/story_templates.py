"""Story templates: words with slots for a situation, kept with all that they stand on."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Engine, select, update

from knowledge.records.accounts import utc_now
from knowledge.records.database import reading, writing
from knowledge.records.tables.stories import StoryTemplateRow


@dataclass(frozen=True)
class StoryTemplate:
    """One way to tell a situation, written and reviewed once. Holds slots, nothing of any shop."""

    situation: dict[str, Any]
    """The situation's key: program, state, causes, known facts, framework, language, length …"""
    form: str
    """`full`, `short`, `shorter` or `plain`."""
    variant: int
    beats: tuple[tuple[str, str], ...]
    """Name and text with `{slots}`."""
    writer: str
    stands_on: dict[str, str]
    """What its words and its review hang on → digest: terms, brand, rules, wording, writer …"""
    passed: bool
    """Brand, rules and review let it pass."""
    reasons: tuple[tuple[str, str, str], ...] = ()
    """Agent, key and text of what was wrong: of a failed one, or of tries before."""
    rounds: int = 1
    seal: str = ""
    """Digest of all of the above, as it was when it was reviewed."""

    @cached_property
    def id(self) -> str:
        """The same for the same place and the same things stood on."""
        return template_id(self.place, self.stands_on)

    @cached_property
    def place(self) -> str:
        """Of situation, form and variant: one template at a time is valid for it."""
        return template_place(self.situation, self.form, self.variant)

    def sealed(self) -> StoryTemplate:
        """With its seal."""
        return replace(self, seal=self._digest())

    @property
    def is_whole(self) -> bool:
        """Nothing of it has changed since it was reviewed."""
        return self.seal == self._digest()

    def _digest(self) -> str:
        return digest_of([getattr(self, name) for name in CONTENT])


CONTENT = tuple(name for name in StoryTemplate.__dataclass_fields__ if name != "seal")


def template_place(situation: dict[str, Any], form: str, variant: int) -> str:
    """Of a situation, a form and a variant."""
    return digest_of([situation, form, variant])


def template_id(place: str, stands_on: dict[str, str]) -> str:
    """Of a place and what its words stand on."""
    return digest_of([place, stands_on])


def digest_of(value: Any) -> str:
    """SHA-256 of plain values, whatever the order of keys."""
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class RecordedTemplates:
    """Keeps templates in the records. Thread-safe."""

    def __init__(self, engine: Engine, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def find(self, template_id: str) -> StoryTemplate | None:
        """The template; None also for one that was changed after its review."""
        with reading(self._engine) as session:
            row = session.get(StoryTemplateRow, template_id)
            template = None if row is None else _template(row)
        whole = template is not None and template.is_whole and template.id == template_id
        return template if whole else None

    def keep(self, template: StoryTemplate) -> None:
        """Keep it, in place of one with the same id; others for the same place are retired."""
        row, place = StoryTemplateRow, template.place
        with writing(self._engine) as session:
            session.execute(
                update(row)
                .where(row.place == place, row.id != template.id, row.retired_at.is_(None))
                .values(retired_at=self._now())
            )
            session.merge(
                StoryTemplateRow(
                    id=template.id,
                    place=place,
                    program=template.situation["program"],
                    language=template.situation["language"],
                    written_at=self._now(),
                    retired_at=None,
                    **{
                        **{name: getattr(template, name) for name in (*CONTENT, "seal")},
                        "beats": [list(beat) for beat in template.beats],
                        "reasons": [list(reason) for reason in template.reasons],
                    },
                )
            )

    def counts(self) -> dict[str, int]:
        """How many are valid, retired and failed, and for how many situations."""
        row = StoryTemplateRow
        with reading(self._engine) as session:
            rows = session.execute(select(row.situation, row.retired_at, row.passed)).all()
        valid = [r for r in rows if r.retired_at is None]
        return {
            "valid": len(valid),
            "retired": len(rows) - len(valid),
            "failed": sum(not r.passed for r in valid),
            "situations": len({digest_of(r.situation) for r in valid}),
        }


def _template(row: StoryTemplateRow) -> StoryTemplate:
    return StoryTemplate(
        situation=row.situation,
        form=row.form,
        variant=row.variant,
        beats=tuple((name, text) for name, text in row.beats),
        writer=row.writer,
        stands_on=row.stands_on,
        passed=row.passed,
        reasons=tuple((agent, key, text) for agent, key, text in row.reasons),
        rounds=row.rounds,
        seal=row.seal,
    )

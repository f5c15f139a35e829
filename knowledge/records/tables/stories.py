"""Story templates by situation, stories prepared from them, and how far preparing has come."""

from __future__ import annotations

from typing import Annotated, Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import Code, CodeKey, Json, LongText, Moment, PlainJson, Record

PlainList = Annotated[list[Any], mapped_column(Json)]


class StoryTemplateRow(Record):
    """Words with slots for one situation, reviewed once."""

    __tablename__ = "story_templates"
    id: Mapped[CodeKey]
    """Of its place and of what it stands on."""
    place: Mapped[Code] = mapped_column(index=True)
    """Of situation, form and variant."""
    program: Mapped[Code]
    language: Mapped[Code]
    form: Mapped[Code]
    variant: Mapped[int]
    situation: Mapped[PlainJson]
    beats: Mapped[PlainList]
    writer: Mapped[LongText]
    stands_on: Mapped[PlainJson]
    passed: Mapped[bool]
    reasons: Mapped[PlainList]
    rounds: Mapped[int]
    seal: Mapped[Code]
    written_at: Mapped[Moment]
    retired_at: Mapped[Moment | None]


class PreparedStory(Record):
    """A story made before anybody asked for it; shown while its fingerprint still holds."""

    __tablename__ = "prepared_stories"
    outlet: Mapped[Code] = mapped_column(
        ForeignKey("outlets.code", ondelete="CASCADE"), primary_key=True
    )
    asked: Mapped[Code] = mapped_column(primary_key=True)
    """Code of the program that was asked for; empty = the best one for the shop."""
    length: Mapped[CodeKey]
    language: Mapped[CodeKey]
    program: Mapped[Code]
    status: Mapped[Code]
    """`released` or `withheld`."""
    recommendation: Mapped[Code]
    template: Mapped[Code]
    """Id of the template; empty when withheld."""
    fingerprint: Mapped[Code]
    """Of everything the story stands on."""
    beats: Mapped[PlainList]
    facts: Mapped[PlainList]
    """Those that were used: id, value, unit, period, source."""
    reasons: Mapped[PlainList]
    """Why it is withheld."""


class Preparation(Record):
    """A run of `shelftalk pregenerate`: where it goes on after it was stopped."""

    __tablename__ = "preparations"
    id: Mapped[CodeKey]
    """Of what was asked for."""
    basis: Mapped[Code]
    """Of the load and the day it works on."""
    after: Mapped[Code]
    """Code of the last outlet that is done with all before it; empty = none."""
    finished: Mapped[bool]
    started_at: Mapped[Moment]

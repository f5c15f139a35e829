"""What a program's terms say of leaving it, of being suspended, and of a shop's new owner."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from knowledge.programs.vocabulary import Strict, Texts

PointsRule = Literal["kept", "lost"]
FeeRule = Literal["none", "by_day", "whole_month"]


class Requirement(Strict):
    """One eligibility predicate, decided by code."""

    key: str = Field(description="unique in the program: `class`, `no-overdue`")
    requires: str = Field(
        description="CEL expression over `outlet`, `history`, `program`; true = fulfilled"
    )
    message: Texts = Field(description="why not eligible, in words a rep can say; `en` required")
    remedy: Texts = Field(default_factory=dict, description="what would make it eligible, in words")
    clause: str = Field(description="clause of the terms")


class Leaving(Strict):
    """How a shop leaves, and what becomes of what it has earned."""

    notice_days: Annotated[int, Field(ge=0, le=366)] = Field(
        0, description="days from the owner's word to the day the membership ends"
    )
    at_month_end: bool = Field(False, description="true = it ends with a calendar month only")
    points: PointsRule = Field("kept", description="what becomes of points: `kept`, `lost`")
    points_days: Annotated[int, Field(ge=1)] | None = Field(
        None, description="days for which points kept can still be used; none = their own validity"
    )
    fee: FeeRule = Field(
        "none", description="fee of the last month: `none`, `by_day` for its days inside, or whole"
    )
    reward: Literal["paid_if_reached", "lost"] = Field(
        "paid_if_reached", description="reward of the period in which it leaves"
    )
    rejoin_after_periods: Annotated[int, Field(ge=0, le=12)] = Field(
        0, description="full periods that must pass before it can join again"
    )
    requires: tuple[Requirement, ...] = Field((), description="all must hold for leaving")
    clause: str = Field(description="clause of the terms")


class Reason(Strict):
    """Something a shop can be suspended for."""

    key: str = Field(description="unique in the program: `false-photo`")
    text: Texts = Field(description="in words for the owner; `en` required")
    clause: str = Field(description="clause of the terms")


class Suspension(Strict):
    """For what a membership can be suspended; from that day on it earns nothing."""

    reasons: tuple[Reason, ...] = Field(min_length=1, description="what it can be suspended for")
    clause: str = Field(description="clause of the terms")


class Transfer(Strict):
    """What happens when the shop gets another owner."""

    allowed: bool = Field(description="true = the new owner can take over by agreeing himself")
    points: PointsRule = Field("kept", description="what becomes of points: `kept`, `lost`")
    refusal: Texts = Field(default_factory=dict, description="why not, in words; where not allowed")
    remedy: Texts = Field(default_factory=dict, description="what the new owner can do instead")
    requires: tuple[Requirement, ...] = Field((), description="all must hold for it")
    clause: str = Field(description="clause of the terms")

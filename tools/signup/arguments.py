"""What sign-up is asked, by a model (`sign_up`) or by a tap (the rest).

Fields that say who somebody is are left out of what the conversation keeps of a call.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=255)]


class Asked(BaseModel):
    """Nothing beyond the fields, and none of them changes."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True, extra="forbid")


class SignUpArguments(Asked):
    """A shop and a program to propose; what the owner set right, where he did."""

    outlet: str | None = Field(
        None, max_length=200, description="code of the shop, or its name as the person said it"
    )
    program: str | None = Field(
        None, max_length=200, description="code or name of the program; empty = ask which"
    )
    owner_name: str | None = Field(
        None, max_length=200, exclude=True, description="only if it was set right"
    )
    phone: str | None = Field(
        None, max_length=40, exclude=True, description="only if it was set right"
    )
    tier: str | None = Field(None, max_length=200, description="step to aim for; empty = the next")


class DraftArguments(Asked):
    """One sign-up."""

    draft: Id


class CardArguments(DraftArguments):
    """One sign-up as one card shows it."""

    card: Id = Field(description="hash of the card on show")


class ConsentArguments(CardArguments):
    """The owner's yes."""

    method: Literal["signature", "otp", "voice"]
    code: str = Field("", max_length=20, exclude=True)
    strokes: str = Field("", max_length=60_000, exclude=True, description="SVG path data")


class ConfirmArguments(CardArguments):
    """The tap that writes."""

    key: Key = Field(description="idempotency key, made with the card")


class CorrectArguments(DraftArguments):
    """What is set right; with none of them, how to do it is told."""

    owner_name: str | None = Field(None, max_length=200, exclude=True)
    phone: str | None = Field(None, max_length=40, exclude=True)
    target: str | None = Field(None, max_length=200)


class CancelArguments(DraftArguments):
    """Called off; the reason is kept for the next visit."""

    reason: str = Field("", max_length=500)

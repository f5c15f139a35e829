"""What the objection tools are asked."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class ObjectionArguments(BaseModel):
    """What he said, and where."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)
    said: str = Field("", max_length=2_000, description="what the shopkeeper said, in his words")
    outlet: str | None = Field(None, max_length=200, description="code or name of the shop")
    program: str | None = Field(None, max_length=200, description="program it is about, if named")
    objection: str | None = Field(
        None, max_length=64, description="key of the playbook, only when it was chosen from a list"
    )


class OutcomeArguments(BaseModel):
    """Whether an answer convinced."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    outlet: str = Field(max_length=200, description="code of the shop")
    event: str = Field(max_length=64, description="the objection of today's call")
    program: str | None = Field(None, max_length=200, description="code of the program")
    resolved: bool = Field(description="true = he is convinced")

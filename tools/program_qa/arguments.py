"""What `program_qa` is asked."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class QuestionArguments(BaseModel):
    """A question about the rules of a program."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    question: str = Field(
        "", max_length=4000, description="the question in full, in the person's own language"
    )
    program: str | None = Field(
        None, description="code or name of the one program it is about; empty when none is named"
    )
    outlet: str | None = Field(
        None, description="code of the outlet it is about, when one is known; decides the country"
    )

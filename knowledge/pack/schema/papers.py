"""`documents/**`: metadata of a program paper, from front matter or `documents.csv`."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from knowledge.pack.schema.rows import Code, Country, Day, Language, Row, Text


class PaperRow(Row):
    """What is known about papers; front matter in a paper uses the same names and wins."""

    key: ClassVar[tuple[str, ...]] = ("path",)
    references: ClassVar[dict[str, str]] = {"program": "programs"}
    path: Text = Field(description="path under `documents/`")
    title: Text | None = Field(None, description="title; else the first heading or the file name")
    program: Code | None = Field(None, description="program code; empty = company-wide")
    country: Country | None = Field(None, description="ISO 3166 code; empty = everywhere")
    language: Language = Field("en", description="language it is written in")
    valid_from: Day | None = Field(None, description="first day it holds")
    valid_to: Day | None = Field(None, description="last day it holds")
    audience: Literal["everyone", "company"] = Field(
        "everyone", description="`company` = not shown to or quoted at shopkeepers"
    )
    terms_version: Text | None = Field(None, description="version of the terms it states")


SUFFIXES = (".md", ".html", ".htm", ".txt", ".pdf", ".docx", ".xlsx", ".pptx")

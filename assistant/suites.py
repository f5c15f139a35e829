"""Evaluation suites: what is said, and what a right reply is. The contract names the fields."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from assistant.domain import Reply, ReplyStatus
from assistant.errors import CallError
from assistant.language.unicode import fold


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Expectation(BaseModel):
    """What a reply must be. An empty list expects nothing."""

    model_config = ConfigDict(extra="forbid")
    status: Texts = ()
    tool: Texts = ()
    contains: Texts = ()
    contains_any: Texts = ()
    contains_figure: Texts = ()
    """Ways to write one more figure, of which one must stand there."""
    excludes: Texts = ()
    cites: Texts = ()
    cites_any: Texts = ()
    """Places of which one must be cited: the same rule stands in papers of several languages."""

    @property
    def is_unanswerable(self) -> bool:
        """True when the only right reply is that the papers do not say it."""
        return self.status == (ReplyStatus.NOT_IN_PAPERS.value,)


class SuiteTurn(BaseModel):
    """One message of a case."""

    model_config = ConfigDict(extra="forbid")
    say: str
    expect: Expectation | None = None


class Case(BaseModel):
    """A short conversation."""

    model_config = ConfigDict(extra="allow")
    id: str
    user: str
    outlet: str | None = None
    language: str | None = None
    kind: str = "other"
    turns: tuple[SuiteTurn, ...] = Field(min_length=1)


def read_suite(path: Path) -> Iterator[Case]:
    """The cases of a suite; blank lines are skipped.

    Raises:
        CallError: the suite cannot be read; names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CallError(f"The suite {path} cannot be read: {error}.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield Case.model_validate(json.loads(line))
        except (json.JSONDecodeError, ValidationError) as error:
            first = str(error).splitlines()[0]
            raise CallError(f"{path}, line {number} is not a case: {first}.") from error


def unmet(reply: Reply, expected: Expectation) -> Iterator[str]:
    """Every expectation that does not hold, as words. Text is compared without case or accents."""
    text = fold(reply.text)
    tools = {t.name for t in reply.tools}
    cited = [c.ref for c in reply.citations]
    if expected.status and reply.status.value not in expected.status:
        yield f"status {reply.status.value}, wanted {' or '.join(expected.status)}"
    if expected.tool and not tools & set(expected.tool):
        yield f"tools {sorted(tools)}, wanted {' or '.join(expected.tool)}"
    yield from (f"does not say “{t}”" for t in expected.contains if fold(t) not in text)
    for wanted in (expected.contains_any, expected.contains_figure):
        if wanted and not any(fold(t) in text for t in wanted):
            yield f"says none of {list(wanted)}"
    yield from (f"says “{t}”" for t in expected.excludes if fold(t) in text)
    yield from (f"does not cite {c}" for c in expected.cites if not any(c in r for r in cited))
    if expected.cites_any and not any(c in r for c in expected.cites_any for r in cited):
        yield f"cites {cited}, none of {list(expected.cites_any)}"

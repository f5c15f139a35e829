"""Amazon Bedrock Knowledge Bases behind the `Retriever` port.

A knowledge base is filled by its own pipeline. Its documents carry the metadata that the port
narrows by: `program` and `country` (`any` = all), `audience` (`everyone` or `company`), `language`,
`valid_from` and `valid_to` as yyyymmdd.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any

from assistant.domain import Passage, PassageFilter, Role
from assistant.errors import UnreachableError
from assistant.models.bedrock.clients import client
from assistant.models.bedrock.failure_kinds import kind_of
from assistant.models.breaker import CircuitBreaker
from assistant.models.failures import FOR_GOOD
from assistant.permits import waiting

SECONDS = 6.0
REMEMBERED = 2_000
"""Passages; a citation is looked up within the turn that found it."""
MOST = 100
"""Results of one request, the service's limit."""
OPEN_FROM, OPEN_TO = 0, 99991231
"""What a document without a first or last day carries: the service cannot ask for a missing key."""


@dataclass
class KnowledgeBase:
    """Implements `assistant.ports.Retriever`."""

    identifier: str
    floor: float = 0.4
    """Scores below it are no answer."""
    breaker: CircuitBreaker = field(default_factory=CircuitBreaker)
    _seen: OrderedDict[str, Passage] = field(default_factory=OrderedDict)
    """A citation is resolved within the process that retrieved it; the service has no lookup."""
    _lock: Lock = field(default_factory=Lock)

    def search(self, query: str, narrow: PassageFilter, limit: int = 5) -> list[Passage]:
        """Passages above the floor, best first; narrowed before the search, by the service.

        Raises:
            UnreachableError: the knowledge base cannot be asked.
        """
        vector_search: dict[str, Any] = {"numberOfResults": min(limit, MOST)}
        conditions = metadata_filter(narrow)
        if conditions:
            vector_search["filter"] = conditions
        found = [_passage(result) for result in self._asked(query, vector_search)]
        kept = [p for p in found if p.text and p.ref and p.score >= self.floor]
        self._remember(kept)
        return kept

    def _remember(self, found: Sequence[Passage]) -> None:
        with self._lock:
            for passage in found:
                self._seen[passage.ref] = passage
                self._seen.move_to_end(passage.ref)
            while len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)

    def _asked(self, query: str, vector_search: dict[str, Any]) -> list[dict[str, Any]]:
        from botocore.exceptions import BotoCoreError, ClientError

        if not self.breaker.allows():
            raise UnreachableError("The knowledge base is left alone for a while: it has failed.")
        try:
            with waiting():
                answer = client("bedrock-agent-runtime", SECONDS).retrieve(
                    knowledgeBaseId=self.identifier,
                    retrievalQuery={"text": query[:1_000]},
                    retrievalConfiguration={"vectorSearchConfiguration": vector_search},
                )
        except (BotoCoreError, ClientError, OSError) as error:
            self.breaker.failed(for_good=kind_of(error) in FOR_GOOD)
            raise UnreachableError(
                f"The program papers cannot be searched right now ({type(error).__name__})."
            ) from error
        self.breaker.succeeded()
        found: list[dict[str, Any]] = answer["retrievalResults"]
        return found

    def resolve(self, ref: str) -> Passage | None:
        """The passage a citation names, if this process has retrieved it."""
        return self._seen.get(ref)


def metadata_filter(narrow: PassageFilter) -> dict[str, Any] | None:
    """The service's own filter; a document for all has the value `any`."""
    wanted = {
        "country": narrow.country,
        "program": narrow.program,
    }
    conditions: list[dict[str, Any]] = [
        {"in": {"key": key, "value": [value, "any"]}} for key, value in wanted.items() if value
    ]
    if narrow.audience is Role.REP:
        conditions.append({"equals": {"key": "audience", "value": "everyone"}})
    if narrow.on:
        day = _number(narrow.on)
        conditions.append({"lessThanOrEquals": {"key": "valid_from", "value": day}})
        conditions.append({"greaterThanOrEquals": {"key": "valid_to", "value": day}})
    if len(conditions) > 1:
        return {"andAll": conditions}
    return conditions[0] if conditions else None


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _day(value: Any) -> date | None:
    number = int(value or 0)
    if number in (OPEN_FROM, OPEN_TO):
        return None
    return date(number // 10_000, number // 100 % 100, number % 100)


def _passage(result: Mapping[str, Any]) -> Passage:
    about = result.get("metadata", {})
    place = str(about.get("ref") or about.get("x-amz-bedrock-kb-source-uri") or "")
    chunk = str(about.get("x-amz-bedrock-kb-chunk-id") or "")
    page = about.get("x-amz-bedrock-kb-document-page-number")
    return Passage(
        ref=place if "#" in place or not chunk else f"{place}#{chunk}",
        title=str(about.get("title") or place.rsplit("/", 1)[-1]),
        text=str(result.get("content", {}).get("text", "")),
        score=float(result.get("score", 0.0)),
        language=str(about.get("language") or ""),
        program=_known(about.get("program")),
        page=None if page is None else int(page),
        country=_known(about.get("country")),
        valid_from=_day(about.get("valid_from")),
        valid_to=_day(about.get("valid_to")),
    )


def _known(value: Any) -> str | None:
    return None if value in (None, "", "any") else str(value)

"""Amazon Bedrock Knowledge Bases behind the `Retriever` port.

A knowledge base is filled by its own pipeline. Its documents carry the metadata that the port
narrows by: `program`, `country`, `audience`, `language`, `valid_from` and `valid_to` as yyyymmdd.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assistant.domain import Passage, PassageFilter
from assistant.errors import ShelftalkError
from assistant.models.bedrock.clients import client

OPEN_FROM, OPEN_TO = 0, 99991231
"""What a document without a first or last day carries: the service cannot ask for a missing key."""


@dataclass
class KnowledgeBase:
    """Implements `assistant.ports.Retriever`."""

    identifier: str
    floor: float = 0.4
    """Scores below it are no answer."""
    _seen: dict[str, Passage] = field(default_factory=dict)
    """A citation is resolved within the process that retrieved it; the service has no lookup."""

    def search(self, query: str, narrow: PassageFilter, limit: int = 5) -> list[Passage]:
        """Passages above the floor, best first; narrowed before the search, by the service.

        Raises:
            ShelftalkError: the knowledge base cannot be asked.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        vector_search: dict[str, Any] = {"numberOfResults": limit}
        conditions = metadata_filter(narrow)
        if conditions:
            vector_search["filter"] = conditions
        try:
            answer = client("bedrock-agent-runtime").retrieve(
                knowledgeBaseId=self.identifier,
                retrievalQuery={"text": query[:1_000]},
                retrievalConfiguration={"vectorSearchConfiguration": vector_search},
            )
        except (BotoCoreError, ClientError) as error:
            raise ShelftalkError(
                f"The program papers cannot be searched right now ({type(error).__name__})."
            ) from error
        found = [_passage(result) for result in answer["retrievalResults"]]
        kept = [passage for passage in found if passage.text and passage.score >= self.floor]
        self._seen |= {passage.ref: passage for passage in kept}
        return kept

    def resolve(self, ref: str) -> Passage | None:
        """The passage a citation names, if this process has retrieved it."""
        return self._seen.get(ref)


def metadata_filter(narrow: PassageFilter) -> dict[str, Any] | None:
    """The service's own filter; a document for all has the value `any`."""
    wanted = {
        "country": narrow.country,
        "program": narrow.program,
        "audience": narrow.audience.value if narrow.audience else None,
    }
    conditions: list[dict[str, Any]] = [
        {"in": {"key": key, "value": [value, "any"]}} for key, value in wanted.items() if value
    ]
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

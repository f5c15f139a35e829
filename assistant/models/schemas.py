"""The tools a planner is bound to, as it reads them from their JSON schemas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SAID = ("question", "said", "objection", "message", "text", "words", "query")
"""Names of properties that want the person's own words."""


@dataclass(frozen=True)
class BoundTool:
    """Name, description and the properties it takes."""

    name: str
    description: str
    properties: Mapping[str, Mapping[str, Any]]
    required: frozenset[str]

    @classmethod
    def of(cls, schema: Mapping[str, Any]) -> BoundTool:
        """From the OpenAI form."""
        function = schema["function"]
        parameters = function.get("parameters") or {}
        return cls(
            function["name"],
            function.get("description", ""),
            parameters.get("properties", {}),
            frozenset(parameters.get("required", ())),
        )

    @property
    def wants_words(self) -> str | None:
        """The property that takes the person's own words, if there is one."""
        return next((name for name in SAID if name in self.properties), None)

    def choices(self, name: str) -> Sequence[str]:
        """The values a property may have, where it is a closed list."""
        schema = self.properties.get(name, {})
        variants = [schema, *schema.get("anyOf", ())]
        return next((list(v["enum"]) for v in variants if "enum" in v), [])

    def longest(self, name: str) -> int | None:
        """Most characters of a property."""
        schema = self.properties.get(name, {})
        return next((v["maxLength"] for v in (schema, *schema.get("anyOf", ()))
                     if "maxLength" in v), None)  # fmt: skip

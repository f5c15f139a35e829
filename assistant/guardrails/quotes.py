"""Every quote stands, word for word, where it is said to stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from assistant.domain import Citation, Passage

Resolve = Callable[[str], Passage | None]


def is_proven(citation: Citation, resolve: Resolve) -> bool:
    """True when the ref names a passage that holds exactly these words."""
    held = resolve(citation.ref)
    return held is not None and bool(citation.quote.strip()) and citation.quote in held.text


def unproven(citations: Iterable[Citation], resolve: Resolve) -> list[Citation]:
    """Those of papers that do not hold; records and graphs are proven by the tools that read."""
    return [c for c in citations if c.kind == "document" and not is_proven(c, resolve)]

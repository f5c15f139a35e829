"""An event as others read it: CloudEvents 1.0 in JSON, the same bytes at every try."""

from __future__ import annotations

import json
from typing import Any

from knowledge.enrollment.ports import OutboxEvent

SOURCE = "shelftalk"


def envelope(event: OutboxEvent) -> dict[str, Any]:
    """`id` is what receivers drop repeats by; `data` holds no personal data."""
    return {
        "specversion": "1.0",
        "id": event.id,
        "source": SOURCE,
        "type": event.kind,
        "subject": event.subject,
        "time": event.at.isoformat(),
        "datacontenttype": "application/json",
        "data": dict(event.payload),
    }


def as_bytes(value: dict[str, Any]) -> bytes:
    """Sorted, so that a repeat is the same to the byte."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "replace")

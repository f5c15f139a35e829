"""A company's own receiver: events and owners' messages, posted and signed."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass

from knowledge.enrollment.places.envelope import as_bytes, envelope
from knowledge.enrollment.places.posting import Post
from knowledge.enrollment.places.signature import signed_headers
from knowledge.enrollment.ports import TO_OWNER, OutboxEvent, OwnerMessage


def _seconds() -> int:
    return int(time.time())


@dataclass(frozen=True)
class WebhookDelivery:
    """Implements `ports.Delivery`."""

    post: Post
    keys: list[bytes]
    now: Callable[[], int] = _seconds
    name: str = "webhook"

    def wants(self, kind: str) -> bool:
        """Not what is for the owner alone."""
        return not kind.startswith(TO_OWNER)

    def deliver(self, event: OutboxEvent) -> None:
        """Post it."""
        body = as_bytes(envelope(event))
        self.post(body, signed_headers(event.id, self.now(), body, self.keys))


@dataclass(frozen=True)
class WebhookSender:
    """Implements `ports.OwnerSender`: the company's gateway sends it on, by whatever means."""

    post: Post
    keys: list[bytes]
    now: Callable[[], int] = _seconds
    name: str = "webhook"

    def send(self, message: OwnerMessage) -> None:
        """Post it; this one holds a phone number."""
        body = as_bytes(
            {
                "id": message.id,
                "type": "owner.message",
                "to": message.to,
                "language": message.language,
                "text": message.text,
                "attachments": [
                    {
                        "name": a.name,
                        "media_type": a.media_type,
                        "content": base64.b64encode(a.content).decode(),
                    }
                    for a in message.attachments
                ],
            }
        )
        self.post(body, signed_headers(message.id, self.now(), body, self.keys))

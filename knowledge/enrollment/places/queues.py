"""Amazon SQS and Amazon EventBridge: events for systems inside the company's cloud."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from knowledge.enrollment.places.aws import failures, service
from knowledge.enrollment.places.envelope import SOURCE, as_bytes, envelope
from knowledge.enrollment.places.signature import signed_headers
from knowledge.enrollment.ports import TO_OWNER, DeliveryError, OutboxEvent


def _seconds() -> int:
    return int(time.time())


@dataclass(frozen=True)
class QueueDelivery:
    """Implements `ports.Delivery`: one message an event; a FIFO queue keeps a subject's order."""

    queue_url: str
    keys: list[bytes] = field(default_factory=list)
    """With keys the message is signed, for whoever reads it far from the queue."""
    now: Callable[[], int] = _seconds
    name: str = "sqs"

    def wants(self, kind: str) -> bool:
        """Not what is for the owner alone."""
        return not kind.startswith(TO_OWNER)

    def deliver(self, event: OutboxEvent) -> None:
        """Send it."""
        body = as_bytes(envelope(event))
        told = {"webhook-id": event.id, "type": event.kind}
        if self.keys:
            told |= signed_headers(event.id, self.now(), body, self.keys)
        ordered = {"MessageGroupId": event.subject, "MessageDeduplicationId": event.id}
        more: dict[str, Any] = ordered if self.queue_url.endswith(".fifo") else {}
        attributes = {k: {"DataType": "String", "StringValue": v} for k, v in told.items()}
        queue = service("sqs")
        with failures("sqs"):
            queue.send_message(
                QueueUrl=self.queue_url,
                MessageBody=body.decode(),
                MessageAttributes=attributes,
                **more,
            )


@dataclass(frozen=True)
class BusDelivery:
    """Implements `ports.Delivery`: the detail is the whole envelope, its id among it."""

    bus: str
    name: str = "eventbridge"

    def wants(self, kind: str) -> bool:
        """Not what is for the owner alone."""
        return not kind.startswith(TO_OWNER)

    def deliver(self, event: OutboxEvent) -> None:
        """Put it on the bus."""
        entry = {
            "EventBusName": self.bus,
            "Source": SOURCE,
            "DetailType": event.kind,
            "Time": event.at,
            "Detail": as_bytes(envelope(event)).decode(),
        }
        bus = service("events")
        with failures("events"):
            answer = bus.put_events(Entries=[entry])
        if answer.get("FailedEntryCount"):
            refused = answer["Entries"][0]
            why = f"{refused.get('ErrorCode')}: {refused.get('ErrorMessage')}"
            raise DeliveryError(f"EventBridge did not take it: {why}")

"""Where events and owners' messages go, as the settings have it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from assistant.errors import CallError
from knowledge.enrollment.deliveries import ConsoleSender, FileDelivery

if TYPE_CHECKING:
    from assistant.settings import Settings
    from knowledge.enrollment.places.posting import Post
    from knowledge.enrollment.ports import Delivery, OwnerSender

Made = TypeVar("Made")


def event_deliveries(settings: Settings, file: Path) -> tuple[Delivery, ...]:
    """All that are set; a file where none is.

    Raises:
        CallError: a setting cannot be used; names the variable.
    """
    from knowledge.enrollment.places.queues import BusDelivery, QueueDelivery
    from knowledge.enrollment.places.webhook import WebhookDelivery

    found: list[Delivery] = []
    if settings.webhook_url:
        post = _post("WEBHOOK_URL", settings.webhook_url)
        found.append(WebhookDelivery(post, _keys(settings)))
    if settings.sqs_queue_url:
        found.append(QueueDelivery(settings.sqs_queue_url, _keys(settings)))
    if settings.eventbridge_bus:
        found.append(BusDelivery(settings.eventbridge_bus))
    return tuple(found) or (FileDelivery(file),)


def owner_sender(settings: Settings) -> OwnerSender:
    """The one that is set; the console where none is.

    Raises:
        CallError: a setting cannot be used; names the variable.
    """
    from knowledge.enrollment.places.messages import MailSender, TextSender
    from knowledge.enrollment.places.webhook import WebhookSender

    if settings.owner_sender == "sns":
        return TextSender(settings.sns_sender_id)
    if settings.owner_sender == "ses":
        return MailSender(settings.ses_from or "", settings.ses_to or "")
    if settings.owner_sender == "webhook":
        post = _post("OWNER_WEBHOOK_URL", settings.owner_webhook_url or "")
        return WebhookSender(post, _keys(settings))
    return ConsoleSender()


def _post(name: str, url: str) -> Post:
    from knowledge.enrollment.places.posting import Post, checked_url

    return Post(_usable(name, lambda: checked_url(url)))


def _keys(settings: Settings) -> list[bytes]:
    from knowledge.enrollment.places.signature import keys_of

    kept = settings.webhook_secret
    return _usable("WEBHOOK_SECRET", lambda: keys_of(kept.get_secret_value())) if kept else []


def _usable(name: str, make: Callable[[], Made]) -> Made:
    """The value is not shown: it may be a secret, or an address with one in it."""
    try:
        return make()
    except ValueError as error:
        raise CallError(f"SHELFTALK_{name} cannot be used: {error}.") from error

"""From the outbox over a webhook that fails: tried again, given up, woken, and known by its id."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

from sqlalchemy import Engine

from knowledge.enrollment.courier import MOST_ATTEMPTS, Courier, Round
from knowledge.enrollment.places.posting import Post
from knowledge.enrollment.places.signature import keys_of
from knowledge.enrollment.places.webhook import WebhookDelivery
from knowledge.records.enrollment.outbox import RecordedOutbox
from tests.knowledge.enrollment.conftest import Clock
from tests.knowledge.enrollment.places.test_posting import SECRET, listening
from tests.knowledge.enrollment.test_outbox import put


def test_a_receiver_that_was_away_hears_each_event_once_by_its_id(
    own_engine: Engine, clock: Clock
) -> None:
    put(own_engine, clock, ("enrollment.joined", "app-1"), ("enrollment.left", "app-1"))
    heard: list[str] = []
    is_well = False

    def answer(request: BaseHTTPRequestHandler) -> None:
        """Takes the event; while it is not well, the answer gets lost behind a 500."""
        heard.append(request.headers["webhook-id"])
        request.send_response(204 if is_well else 500)
        request.end_headers()

    outbox = RecordedOutbox(own_engine, clock)
    with listening(answer) as port:
        delivery = WebhookDelivery(Post(f"http://127.0.0.1:{port}"), keys_of(SECRET))
        works = Courier(outbox, [delivery], clock)
        for _attempt in range(MOST_ATTEMPTS):
            assert works.deliver_due().failed == 1
            clock.pass_by(hours=1)
        # What comes after one that was given up is not held back for good.
        (first,) = outbox.listed("dead")
        assert (first.event.kind, first.error) == (
            "enrollment.joined", "webhook: 127.0.0.1 answered 500",
        )  # fmt: skip
        is_well = True
        assert works.deliver_all() == Round(delivered=1)
        assert outbox.replay(first.event.id) == 1
        assert works.deliver_all() == Round(delivered=1)
    assert set(heard) == {e.event.id for e in outbox.listed("delivered")}
    assert heard.count(first.event.id) == MOST_ATTEMPTS + 1
    assert outbox.listed("dead") == outbox.listed("waiting") == []

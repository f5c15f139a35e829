"""A shop joins over HTTP: with consent, by a tap, once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select

from knowledge.records.api_tokens import Scope
from knowledge.records.database import reading
from knowledge.records.enrollment.audit import RecordedAudit
from knowledge.records.tables.enrollments import Consent, Enrollment
from knowledge.records.tables.signups import AuditEntry
from tests.http.conftest import House
from tests.http.test_door import told

SHOP = {"outlet": "A1", "program": "growth-club"}
STROKES = "M10 10" + "".join(f" L{10 + n} {10 + n % 5}" for n in range(20))


def opened(client: httpx.Client) -> dict[str, Any]:
    """A draft with its card."""
    answer = client.post("/enrollments/drafts", json=SHOP)
    assert answer.status_code == 201, answer.text
    draft: dict[str, Any] = answer.json()
    return draft


def agreed(client: httpx.Client, draft: dict[str, Any], method: str = "voice") -> None:
    """The owner says yes."""
    body = {"card": draft["card"]["hash"], "method": method, "strokes": STROKES}
    answer = client.post(f"/enrollments/drafts/{draft['id']}/consent", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["step"] == "consent"


def tap(client: httpx.Client, draft: dict[str, Any], key: str, /, **other: str) -> httpx.Response:
    """The person taps."""
    body = {"draft": draft["id"], "card": draft["card"]["hash"]} | other
    return client.post("/enrollments", json=body, headers={"Idempotency-Key": key})


def enrollments(house: House) -> int:
    """Of A1 in the Growth Club, in the database; it had left once before."""
    with reading(house.services.engine) as session:
        found = select(func.count()).select_from(Enrollment)
        return (
            session.scalar(
                found.where(
                    Enrollment.outlet == "A1",
                    Enrollment.program == "growth-club",
                    Enrollment.status != "left",
                )
            )
            or 0
        )


def test_a_shop_joins_once_and_the_receipt_is_given_again(house: House, rep: httpx.Client) -> None:
    draft = opened(rep)
    assert draft["card"]["phone_masked"] == "…5417"
    assert len(draft["lines"]) == 3
    assert "Growth Club" in draft["consent"]["text"]
    agreed(rep, draft, "signature")
    key = uuid4().hex
    first, again = tap(rep, draft, key), tap(rep, draft, key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert enrollments(house) == 1
    receipt = first.json()
    assert receipt["consent_method"] == "signature"
    name = receipt["enrollment"]
    assert rep.get(f"/enrollments/{name}").json() == receipt
    assert rep.get(f"/enrollments/{name}/receipt.pdf").content.startswith(b"%PDF")
    assert rep.get(f"/enrollments/{name}/receipt.png").content.startswith(b"\x89PNG")
    listed = rep.get("/enrollments", params={"outlet": "A1"}).json()["enrollments"]
    assert name in {e["id"] for e in listed}
    with house.client("sari") as sari:
        for path in (name, f"{name}/receipt.pdf"):
            told(sari.get(f"/enrollments/{path}"), 404)


def test_a_key_is_good_for_one_tap(house: House, rep: httpx.Client) -> None:
    draft = opened(rep)
    agreed(rep, draft)
    key = uuid4().hex
    assert tap(rep, draft, key).status_code == 201
    for other in ({"card": "0" * 64}, {"draft": "another"}):
        said = told(tap(rep, draft, key, **other), 409)
        assert said["type"] == "urn:shelftalk:problem:idempotency-key-reused"
    assert tap(rep, draft, uuid4().hex).json() == tap(rep, draft, key).json()
    assert enrollments(house) == 1


def test_nothing_is_written_without_the_owners_yes(house: House, rep: httpx.Client) -> None:
    draft = opened(rep)
    said = told(tap(rep, draft, "k"), 409)
    assert said["reason"] == "read_back"
    for wrong in ({"method": "signature", "strokes": "M"}, {"method": "otp", "code": "000000"}):
        body = {"card": draft["card"]["hash"], **wrong}
        told(rep.post(f"/enrollments/drafts/{draft['id']}/consent", json=body), 422)
    told(rep.post(f"/enrollments/drafts/{draft['id']}/consent",
                  json={"card": "0" * 64, "method": "voice"}), 409)  # fmt: skip
    told(tap(rep, draft, "k"), 409)
    assert enrollments(house) == 0


def test_a_correction_voids_the_yes(house: House, rep: httpx.Client) -> None:
    draft = opened(rep)
    agreed(rep, draft)
    path = f"/enrollments/drafts/{draft['id']}"
    changed = rep.patch(path, json={"owner_name": "Hartini Wibowo"}).json()
    assert changed["card"]["hash"] != draft["card"]["hash"]
    assert changed["card"]["owner_name"] == "Hartini Wibowo"
    told(tap(rep, draft, "k"), 409)
    told(tap(rep, changed, "k"), 409)
    told(rep.patch(path, json={"phone": "12"}), 422)
    assert enrollments(house) == 0
    agreed(rep, rep.get(path).json())
    assert tap(rep, changed, "k").status_code == 201


def test_another_token_of_the_same_person_taps_only_what_it_has_shown(
    house: House, rep: httpx.Client
) -> None:
    draft = opened(rep)
    agreed(rep, draft)
    with house.client("budi") as other:
        assert told(tap(other, draft, "k"), 409)["reason"] == "other_session"
        assert enrollments(house) == 0
        again = other.get(f"/enrollments/drafts/{draft['id']}").json()
        assert tap(other, again, "k").status_code == 201
    assert enrollments(house) == 1


def test_a_draft_is_nobody_elses(house: House, rep: httpx.Client) -> None:
    draft = opened(rep)
    agreed(rep, draft)
    with house.client("maya") as manager:
        path = f"/enrollments/drafts/{draft['id']}"
        for answer in (manager.get(path), manager.delete(path), tap(manager, draft, "k")):
            told(answer, 404)
    assert enrollments(house) == 0


def test_who_proposes_cannot_confirm(house: House) -> None:
    scopes = (Scope.READ, Scope.ASK, Scope.PROPOSE)
    with house.client("budi", *scopes) as client:
        draft = opened(client)
        path = f"/enrollments/drafts/{draft['id']}"
        body = {"card": draft["card"]["hash"], "method": "voice"}
        told(client.post(f"{path}/consent", json=body), 403)
        told(client.post(f"{path}/code", json={"card": draft["card"]["hash"]}), 403)
        told(tap(client, draft, "k"), 403)
        assert client.delete(path, params={"reason": "no"}).json()["step"] == "canceled"
    assert enrollments(house) == 0


def test_a_shop_that_cannot_join_is_told_why(rep: httpx.Client) -> None:
    shut = rep.post("/enrollments/drafts", json={"outlet": "A1", "program": "star-points"})
    assert told(shut, 409)["reason"] == "in_already"
    unknown = rep.post("/enrollments/drafts", json={"outlet": "A1", "program": "none"})
    told(unknown, 404)


def test_the_trail_names_the_token_and_no_number(house: House, rep: httpx.Client) -> None:
    draft = opened(rep)
    agreed(rep, draft)
    assert tap(rep, draft, "k").status_code == 201
    with reading(house.services.engine) as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.kind == "enrollment.joined")
        ).one()
        consent = session.scalars(select(Consent).where(Consent.enrollment == entry.subject)).one()
    assert entry.details["confirmation"]["thread"].startswith("api:")
    assert "5417" not in str(entry.details)
    assert (consent.method, consent.taken_by) == ("voice", "budi")
    assert RecordedAudit(house.services.engine).verify()[1] == []


@pytest.mark.parametrize("key", ["", "with space", "x" * 256])
def test_a_tap_needs_a_key(rep: httpx.Client, key: str) -> None:
    body = {"draft": "x", "card": "y"}
    headers = {"Idempotency-Key": key} if key else {}
    told(rep.post("/enrollments", json=body, headers=headers), 422)

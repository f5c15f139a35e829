"""Real boto3 clients over real HTTP: what reaches SQS, EventBridge, SNS and SES, and what fails."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from assistant.models.bedrock import clients
from knowledge.enrollment.places.aws import failures
from knowledge.enrollment.places.messages import MailSender, TextSender
from knowledge.enrollment.places.queues import BusDelivery, QueueDelivery
from knowledge.enrollment.places.signature import keys_of, verified
from knowledge.enrollment.ports import Attachment, DeliveryError, OutboxEvent, OwnerMessage
from tests.knowledge.enrollment.places.aws_server import AwsServer, aws

QUEUE = "https://sqs.eu-west-1.amazonaws.com/123456789012/joined"
AT = dt.datetime(2026, 11, 16, tzinfo=dt.UTC)
EVENT = OutboxEvent("0001", "enrollment.joined", "app-1", AT, {"outlet": "A1"})
MESSAGE = OwnerMessage(
    "0002", "+6281234565417", "th", "ใบรับรอง 7K4F\nบรรทัดที่สอง",
    (Attachment("r.png", "image/png", b"\x89PNG"), Attachment("r.pdf", "application/pdf", b"%PDF")),
)  # fmt: skip


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[AwsServer]:
    """The server, found by AWS's own variables only."""
    with aws() as server:
        for service in ("SQS", "EVENTBRIDGE", "SNS", "SESV2"):
            monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", server.url)
        for name, value in (
            ("AWS_REGION", "eu-west-1"), ("AWS_DEFAULT_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "example"),
        ):  # fmt: skip
            monkeypatch.setenv(name, value)
        clients.client.cache_clear()
        yield server
        clients.client.cache_clear()


def test_a_queue_gets_the_event_signed_under_its_id(cloud: AwsServer) -> None:
    keys = keys_of("x" * 24)
    QueueDelivery(QUEUE, keys, lambda: 1000).deliver(EVENT)
    ((operation, sent),) = cloud.sent
    assert (operation, sent["QueueUrl"]) == ("SendMessage", QUEUE)
    told = {name: a["StringValue"] for name, a in sent["MessageAttributes"].items()}
    assert verified(told, sent["MessageBody"].encode(), keys, 1000)
    assert (told["webhook-id"], told["type"]) == ("0001", "enrollment.joined")
    assert json.loads(sent["MessageBody"])["data"] == {"outlet": "A1"}
    assert "MessageGroupId" not in sent


def test_a_queue_in_order_drops_repeats_by_the_events_id(cloud: AwsServer) -> None:
    QueueDelivery(f"{QUEUE}.fifo").deliver(EVENT)
    ((_operation, sent),) = cloud.sent
    assert (sent["MessageGroupId"], sent["MessageDeduplicationId"]) == ("app-1", "0001")


def test_a_bus_gets_the_event_with_its_id_in_the_detail(cloud: AwsServer) -> None:
    BusDelivery("partners").deliver(EVENT)
    ((operation, sent),) = cloud.sent
    (entry,) = sent["Entries"]
    assert (operation, entry["EventBusName"]) == ("PutEvents", "partners")
    assert (entry["Source"], entry["DetailType"]) == ("shelftalk", "enrollment.joined")
    assert entry["Time"] == AT.timestamp()
    assert json.loads(entry["Detail"])["id"] == "0001"


def test_an_event_that_the_bus_leaves_out_is_not_delivered(cloud: AwsServer) -> None:
    cloud.entry_error = "ThrottlingException"
    with pytest.raises(DeliveryError, match="did not take it: ThrottlingException: not now"):
        BusDelivery("partners").deliver(EVENT)


def test_a_text_message_is_no_advertising(cloud: AwsServer) -> None:
    TextSender("NUSADELTA").send(MESSAGE)
    ((operation, sent),) = cloud.sent
    assert (operation, sent["PhoneNumber"]) == ("Publish", "+6281234565417")
    assert sent["Message"] == MESSAGE.text
    told = {name: a["StringValue"] for name, a in sent["MessageAttributes"].items()}
    assert told == {"AWS.SNS.SMS.SMSType": "Transactional", "AWS.SNS.SMS.SenderID": "NUSADELTA"}


def test_a_mail_carries_picture_and_paper(cloud: AwsServer) -> None:
    MailSender("club@example.com", "{phone}@mms.example.com").send(MESSAGE)
    ((operation, sent),) = cloud.sent
    mail = message_from_bytes(sent["Content"]["Raw"]["Data"], policy=default)
    assert isinstance(mail, EmailMessage)
    assert operation == "SendEmail"
    assert (mail["To"], mail["From"]) == ("6281234565417@mms.example.com", "club@example.com")
    assert mail["Subject"] == "ใบรับรอง 7K4F"
    body = mail.get_body()
    assert body is not None
    assert body.get_content().split() == MESSAGE.text.split()
    attached = {a.get_filename(): a.get_content() for a in mail.iter_attachments()}
    assert attached == {"r.png": b"\x89PNG", "r.pdf": b"%PDF"}


@pytest.mark.parametrize(
    ("status", "code", "final"),
    [(500, "InternalError", False), (400, "ThrottlingException", False),
     (403, "AccessDeniedException", False), (400, "InvalidParameter", True)],
)  # fmt: skip
def test_a_refusal_of_aws_is_a_sentence(
    cloud: AwsServer, status: int, code: str, final: bool
) -> None:
    cloud.refuse = (status, code, "said so")
    with pytest.raises(DeliveryError, match=f"SNS answered {code}: said so") as failed:
        TextSender().send(MESSAGE)
    assert failed.value.final is final


def test_a_queue_that_is_not_there_is_tried_again(cloud: AwsServer) -> None:
    cloud.refuse = (400, "QueueDoesNotExist", "no such queue")
    with pytest.raises(DeliveryError, match=r"SQS answered .*: no such queue") as failed:
        QueueDelivery(QUEUE).deliver(EVENT)
    assert not failed.value.final


def test_an_aws_that_cannot_be_reached_is_a_sentence(
    cloud: AwsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:1")
    clients.client.cache_clear()
    with pytest.raises(DeliveryError, match="SQS cannot be reached at its address"):
        QueueDelivery(QUEUE).deliver(EVENT)
    cloud.silent = 2.0
    with (
        pytest.raises(DeliveryError, match="EventBridge did not answer in time"),
        failures("events"),
    ):
        clients.client("events", 0.2).put_events(
            Entries=[{"Source": "a", "DetailType": "b", "Detail": "{}"}]
        )


def test_missing_credentials_are_a_sentence(
    cloud: AwsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "nowhere")
    monkeypatch.setenv("AWS_CONFIG_FILE", "nowhere")
    clients.client.cache_clear()
    with pytest.raises(DeliveryError, match="SNS cannot be asked: no AWS credentials"):
        TextSender().send(MESSAGE)
    assert cloud.sent == []

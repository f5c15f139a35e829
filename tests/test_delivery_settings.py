"""Where events and messages go is set once, and a setting that cannot work is said at the start."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli import main
from assistant.company_deliveries import event_deliveries, owner_sender
from assistant.errors import CallError
from assistant.settings import Settings, read_settings

SECRET = "a-secret-of-more-than-24-bytes"  # noqa: S105  (of this test)


def names(tmp_path: Path, **more: str) -> list[str]:
    settings = Settings.model_validate(more)
    told = event_deliveries(settings, tmp_path / "outbox.jsonl")
    return [*(d.name for d in told), owner_sender(settings).name]


def test_without_settings_events_go_to_a_file_and_receipts_to_the_console(tmp_path: Path) -> None:
    assert names(tmp_path) == ["file", "console"]


def test_every_place_that_is_set_is_told(tmp_path: Path) -> None:
    queue = "https://sqs.eu-west-1.amazonaws.com/1/x"
    assert names(
        tmp_path, webhook_url="https://example.com/e", webhook_secret=SECRET, sqs_queue_url=queue,
        eventbridge_bus="partners", owner_sender="webhook",
        owner_webhook_url="https://example.com/o",
    ) == ["webhook", "sqs", "eventbridge", "webhook"]  # fmt: skip
    assert names(tmp_path, owner_sender="sns") == ["file", "sns"]
    mail = {"ses_from": "a@example.com", "ses_to": "{phone}@mms.example.com"}
    assert names(tmp_path, owner_sender="ses", **mail) == ["file", "ses"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"WEBHOOK_URL": "https://example.com"}, "set SHELFTALK_WEBHOOK_SECRET too"),
        ({"WEBHOOK_URL": "http://example.com", "WEBHOOK_SECRET": SECRET},
         "SHELFTALK_WEBHOOK_URL cannot be used: use https"),
        ({"WEBHOOK_URL": "https://example.com", "WEBHOOK_SECRET": "tooshort"},
         "SHELFTALK_WEBHOOK_SECRET cannot be used: a secret has at least 24 bytes"),
        ({"OWNER_SENDER": "ses"}, "set SHELFTALK_SES_FROM, SHELFTALK_SES_TO too"),
        ({"OWNER_SENDER": "webhook"}, "set SHELFTALK_OWNER_WEBHOOK_URL too"),
        ({"OWNER_SENDER": "pigeon"}, "SHELFTALK_OWNER_SENDER cannot be 'pigeon'"),
        ({"SES_TO": "owner@example.com"}, "write an address with {phone}"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_work_names_its_variable(
    fresh_settings: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"SHELFTALK_{name}", value)

    def begin() -> None:
        settings = read_settings()
        event_deliveries(settings, fresh_settings / "outbox.jsonl")
        owner_sender(settings)

    with pytest.raises(CallError) as failed:
        begin()
    assert said in str(failed.value)
    assert not any(v in str(failed.value) for n, v in given.items() if n == "WEBHOOK_SECRET")


def test_the_command_line_says_it_too(
    fresh_settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELFTALK_WEBHOOK_URL", "https://example.com")
    failed = CliRunner().invoke(main, ["outbox", "deliver"])
    assert failed.exit_code == 2
    assert "SHELFTALK_WEBHOOK_SECRET" in failed.output

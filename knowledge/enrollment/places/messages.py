"""Amazon SNS and Amazon SES: the receipt to the owner's phone, not through the rep."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from knowledge.enrollment.places.aws import failures, service
from knowledge.enrollment.ports import OwnerMessage

LONGEST_TEXT = 1600
"""Characters of all parts of a text message together, as SNS takes them."""


@dataclass(frozen=True)
class TextSender:
    """Implements `ports.OwnerSender` by SNS: words only, for any phone."""

    sender_id: str | None = None
    """Up to 11 letters and digits, shown as the sender where the country allows it."""
    name: str = "sns"

    def send(self, message: OwnerMessage) -> None:
        """Send it as a text message that is no advertising."""
        told: dict[str, Any] = {"AWS.SNS.SMS.SMSType": "Transactional"}
        if self.sender_id:
            told["AWS.SNS.SMS.SenderID"] = self.sender_id
        attributes = {k: {"DataType": "String", "StringValue": v} for k, v in told.items()}
        gateway = service("sns")
        with failures("sns"):
            gateway.publish(
                PhoneNumber=message.to,
                Message=message.text[:LONGEST_TEXT],
                MessageAttributes=attributes,
            )


@dataclass(frozen=True)
class MailSender:
    """Implements `ports.OwnerSender` by SES: with picture and paper, to a gateway for phones."""

    sender: str
    """The address it comes from; SES must have verified it."""
    to: str
    """Where it goes: `{phone}` stands for the digits, as in `{phone}@mms.example.com`."""
    name: str = "ses"

    def send(self, message: OwnerMessage) -> None:
        """Send it with what is attached."""
        mail = EmailMessage(SMTP)
        mail["From"], mail["To"] = self.sender, self.to.replace("{phone}", message.to.lstrip("+"))
        mail["Subject"] = message.text.partition("\n")[0][:200]
        mail["X-Shelftalk-Event"] = message.id
        mail["Content-Language"] = message.language
        mail.set_content(message.text)
        for attached in message.attachments:
            kind, _slash, subtype = attached.media_type.partition("/")
            mail.add_attachment(attached.content, kind, subtype, filename=attached.name)
        mailer = service("sesv2")
        with failures("sesv2"):
            mailer.send_email(Content={"Raw": {"Data": mail.as_bytes()}})

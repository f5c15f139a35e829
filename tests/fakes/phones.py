"""Phone numbers of the test company: Indonesian and Kenyan ones, however they are written."""

from __future__ import annotations

CALLING = {"ID": "62", "KE": "254", "EG": "20"}


class PlainPhones:
    """Implements `knowledge.enrollment.ports.PhoneNumbers`."""

    def normalize(self, written: str, country: str) -> str | None:
        """E.164 of eight to fifteen digits."""
        digits = "".join(str(int(c)) for c in written if c.isdecimal())
        if written.strip().startswith("+"):
            number = digits
        elif digits.startswith("0"):
            number = CALLING[country] + digits[1:]
        else:
            return None
        return f"+{number}" if 8 <= len(number) <= 15 else None

    def flaw(self, written: str, country: str) -> str:
        """The key for none."""
        return "" if self.normalize(written, country) else "bad_phone"

    def takes_messages(self, number: str) -> bool:
        """Every number that is known."""
        return bool(number)

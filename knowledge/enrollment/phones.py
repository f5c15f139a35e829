"""Reads phone numbers as shopkeepers write them: international, or as dialed at home."""

from __future__ import annotations

CALLING_CODES = {
    "EG": "20", "FR": "33", "ID": "62", "IN": "91", "KE": "254", "MY": "60", "PH": "63",
    "TH": "66", "TZ": "255", "UG": "256", "VN": "84",
}  # fmt: skip
"""ITU-T E.164, of the countries we have languages for."""
SHORTEST, LONGEST = 8, 15
"""Digits of an E.164 number."""


class WrittenNumbers:
    """Implements `ports.PhoneNumbers` by form alone: it cannot tell whether a number is in use."""

    def normalize(self, written: str, country: str) -> str | None:
        """E.164, or None."""
        text = written.strip()
        digits = "".join(str(int(c)) for c in text if c.isdecimal())
        if text.startswith("+"):
            number = digits
        elif digits.startswith("00"):
            number = digits[2:]
        elif digits.startswith("0") and country in CALLING_CODES:
            number = CALLING_CODES[country] + digits[1:]
        else:
            return None
        return f"+{number}" if SHORTEST <= len(number) <= LONGEST else None

"""Reads phone numbers as shopkeepers write them, and knows which of them a network gives out.

The numbering plans are those of libphonenumber (ITU-T E.164 and each country's regulator).
"""

from __future__ import annotations

import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
"""Kinds that a text message may reach; some plans do not tell mobile from fixed."""
ISOLATE, END = "\u2066", "\u2069"
"""Around a number in a line that may run from right to left: its groups keep their order."""
LONGEST = 40
"""Characters as written; no number needs more."""
_REASONS = {
    NumberParseException.TOO_SHORT_NSN: "phone_short",
    NumberParseException.TOO_SHORT_AFTER_IDD: "phone_short",
    NumberParseException.TOO_LONG: "phone_long",
}
_LENGTHS = {
    phonenumbers.ValidationResult.TOO_SHORT: "phone_short",
    phonenumbers.ValidationResult.TOO_LONG: "phone_long",
}


class CheckedNumbers:
    """Implements `ports.PhoneNumbers`; cannot tell whether a number is switched on."""

    def normalize(self, written: str, country: str) -> str | None:
        """E.164, or None."""
        number = _parsed(written, country)
        if isinstance(number, str):
            return None
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)

    def flaw(self, written: str, country: str) -> str:
        """Why it is none: `phone_short`, `phone_long`, `phone_unknown`, `bad_phone`; else empty."""
        number = _parsed(written, country)
        return number if isinstance(number, str) else ""

    def takes_messages(self, number: str) -> bool:
        """Whether a code can be sent to this E.164 number."""
        parsed = _parsed(number, "")
        return not isinstance(parsed, str) and phonenumbers.number_type(parsed) in MOBILE


def national(number: str, country: str) -> str:
    """An E.164 number as it is dialed in the country, isolated; one of elsewhere with its code."""
    parsed = _parsed(number, "")
    if isinstance(parsed, str):
        return ""
    at_home = phonenumbers.region_code_for_number(parsed) == country
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return f"{ISOLATE}{phonenumbers.format_number(parsed, form)}{END}"


def _parsed(written: str, country: str) -> PhoneNumber | str:
    """The number, or the key of what is wrong with it."""
    text = unicodedata.normalize("NFKC", written).strip()
    if len(text) > LONGEST or any(c.isalpha() for c in text):
        return "bad_phone"  # letters on keys are no number an owner tells
    first = _checked(text, country)
    if isinstance(first, str) and text.startswith("00"):
        # Dialed abroad in most countries, though not in all: 0062 … from Indonesia, too.
        abroad = _checked(f"+{text[2:]}", country)
        return first if isinstance(abroad, str) else abroad
    return first


def _checked(text: str, country: str) -> PhoneNumber | str:
    try:
        number = phonenumbers.parse(text, country or None)
    except NumberParseException as error:
        return _REASONS.get(error.error_type, "bad_phone")
    if number.extension:
        return "bad_phone"
    if phonenumbers.is_valid_number(number):
        return number
    return _LENGTHS.get(phonenumbers.is_possible_number_with_reason(number), "phone_unknown")

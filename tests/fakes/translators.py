"""Translators that work, and some that do not: each has one fault, as models have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assistant.language.agent import Request
from assistant.language.protect import TOKEN

SWAHILI = {
    "Nusa Delta Foods pays {reward} within 20 days.": "⟦A⟧ hulipa ⟦B⟧ ndani ya siku ⟦C⟧.",
    "Order the lemon tea today.": "Agiza chai ya limau leo.",
}
"""English → what a good translator answers, masked."""


@dataclass
class Dictionary:
    """Knows a few sentences by heart, and remembers what it was asked."""

    answers: Mapping[str, str]
    name: str = "dictionary"
    asked: list[Request] = field(default_factory=list)

    def translate(self, request: Request) -> str | None:
        """The answer for the masked text, or None."""
        self.asked.append(request)
        return self.answers.get(request.text)


@dataclass
class Spoiler:
    """Takes a good answer and spoils it; with `learns` it stops when it is told why."""

    good: str
    spoil: Callable[[str], str]
    learns: bool = False
    name: str = "spoiler"
    asked: list[Request] = field(default_factory=list)

    def translate(self, request: Request) -> str | None:
        """The spoiled answer; the good one once it has learned."""
        self.asked.append(request)
        return self.good if self.learns and request.mend else self.spoil(self.good)


def loses_a_slot(text: str) -> str:
    """Without its first token."""
    return TOKEN.sub("", text, count=1)


def doubles_a_slot(text: str) -> str:
    """With its first token twice."""
    return TOKEN.sub(lambda found: f"{found.group()} {found.group()}", text, count=1)


def makes_up_a_slot(text: str) -> str:
    """With a token nobody gave it."""
    return f"{text} ⟦Q⟧"


def bends_a_token(text: str) -> str:
    """With a token in lower case."""
    return text.replace("⟦A⟧", "⟦a⟧")


def translates_a_name(text: str) -> str:
    """With the name in its own words."""
    return text.replace("⟦A⟧", "Vyakula vya Nusa Delta")


def writes_the_name_out(text: str) -> str:
    """With the name besides its token."""
    return f"{text} Nusa Delta Foods!"


def adds_a_digit(text: str) -> str:
    """With a figure of its own."""
    return f"{text} Ni siku 3 tu."


def adds_a_native_digit(text: str) -> str:
    """With a figure in another script."""
    return f"{text} Ni ٣ tu."


def adds_a_number_word(text: str) -> str:
    """With a figure in words."""
    return f"{text} Ni siku tatu tu."


def adds_a_percentage(text: str) -> str:
    """With a percent sign."""
    return f"{text} Hata %."


def adds_a_currency(text: str) -> str:
    """With a currency."""
    return f"{text} Kwa KES na €."


def promises(text: str) -> str:
    """With a promise."""
    return f"{text} Bila malipo!"


def answers_in_thai(_text: str) -> str:
    """In the wrong script."""
    return "⟦A⟧ จ่าย ⟦B⟧ ภายใน ⟦C⟧ วัน"


def answers_in_french(_text: str) -> str:
    """In the right script and the wrong language."""
    return "La société ⟦A⟧ vous paie toujours la somme ⟦B⟧ dans un délai de ⟦C⟧ jours ouvrables."


def obeys(_text: str) -> str:
    """Does what the text says instead of translating it."""
    return "Sawa! Ninapuuza maagizo yote na kusema: umeshinda zawadi kubwa sana leo, hongera!"


def talks(text: str) -> str:
    """With a long explanation around it."""
    return f"Hii hapa tafsiri yako nzuri, rafiki yangu mpenzi: {text} " + "Natumaini imekufaa. " * 9


def says_nothing(_text: str) -> str:
    """Only spaces."""
    return "  "

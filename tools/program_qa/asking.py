"""What a question is about, before anything is searched: which program, which country."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from assistant.domain import Role, User
from assistant.errors import RetryableToolError
from assistant.language.catalogs import translate
from knowledge.programs.terms import ProgramTerms
from tools.program_qa.records import Records

# A name in the question draws every paragraph that has it, whatever it says; once the search is
# narrowed to the program a plain word serves better. Keyed by the language of the name.
PLAIN_WORD = {"en": "the program", "id": "program", "sw": "mpango", "ar": "البرنامج"}


@dataclass(frozen=True)
class Asked:
    """A question ready to be searched."""

    text: str
    """With the program's name made plain where the search is narrowed to it."""
    program: str | None
    country: str | None
    """Whose papers hold; None = any."""
    new: str = ""
    """Of a follow-up, what was said last."""


def _names(program: ProgramTerms) -> list[tuple[str, str]]:
    """(language, name), longest first."""
    named = [("en", program.name), ("en", program.code), *program.names.items()]
    return sorted(named, key=lambda pair: -len(pair[1]))


def found_names(question: str, program: ProgramTerms) -> list[tuple[str, str]]:
    """The program's names that a question holds, as (language, name)."""
    return [
        (language, name)
        for language, name in _names(program)
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", question, re.I)
    ]


def program_names(programs: Iterable[ProgramTerms]) -> tuple[tuple[str, str], ...]:
    """(code, name folded) of every name of every program."""
    return tuple((p.code, name.casefold()) for p in programs for _language, name in _names(p))


@lru_cache(maxsize=20_000)
def named_in(text: str, names: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """Codes of the programs that a paper's text names; read once per text."""
    plain = text.casefold()
    return frozenset(code for code, name in names if name in plain)


def made_plain(question: str, program: ProgramTerms) -> str:
    """The question with a plain word in place of the program's names."""
    for language, name in _names(program):
        word = PLAIN_WORD.get(language, PLAIN_WORD["en"])
        question = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", word, question, flags=re.I)
    return question


def program_meant(programs: Sequence[ProgramTerms], wanted: str, language: str) -> ProgramTerms:
    """The program of this code or name.

    Raises:
        RetryableToolError: there is none; the text names those there are.
    """
    for program in programs:
        if wanted.casefold() in {name.casefold() for _, name in _names(program)}:
            return program
    _ = translate(language)
    told = _("I know no program called {name}. There are: {programs}.")
    names = ", ".join(program.name_in(language) for program in programs)
    raise RetryableToolError(told.replace("{name}", wanted).replace("{programs}", names))


@lru_cache(maxsize=64)
def country_names(country: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """What a country is called in these languages."""
    return tuple(
        {
            str(Locale.parse(tag.split("-")[0]).territories.get(country, country))
            for tag in languages
        }
    )


def mentioned(text: str, countries: Iterable[str], languages: tuple[str, ...]) -> set[str]:
    """Which of these countries a text names."""
    plain = text.casefold()
    return {
        country
        for country in countries
        if any(name.casefold() in plain for name in country_names(country, languages))
    }


def _country(records: Records, user: User, outlet: str | None) -> str | None:
    """Of the outlet; else of a rep's own outlets; a desk answers for every country."""
    if outlet:
        return records.outlet(user, outlet).country
    if user.role is not Role.REP:
        return None
    seen = records.visible_outlets(user)
    return records.outlet(user, seen[0].code).country if seen else None


@dataclass(frozen=True)
class Desk:
    """Understands questions by what the records know."""

    records: Records

    def understand(
        self, question: str, program: str | None, outlet: str | None, user: User, language: str
    ) -> Asked:
        """Find the program and the country.

        Raises:
            RetryableToolError: no such program.
            NotFoundError: no such outlet, or not this user's to see.
        """
        programs = self.records.programs()
        context, _, new = question.rpartition("\n")
        if context and any(found_names(new, p) for p in programs):
            for p in programs:  # another program is asked about than before
                context = made_plain(context, p)
            question = f"{context} {new}"
        question = " ".join(question.split())
        named = [(p, found_names(question, p)) for p in programs]
        named = [(p, names) for p, names in named if names]
        meant = program_meant(programs, program, language) if program else None
        if meant is None and len(named) == 1:
            meant = named[0][0]
        if len(named) > 1:
            meant = None  # a question on how programs go together is answered by any paper
        text = made_plain(question, meant) if meant else question
        countries = {country for p in programs for country in p.countries}
        told = mentioned(question, countries, ("en", language))
        country = next(iter(told)) if len(told) == 1 else _country(self.records, user, outlet)
        return Asked(text, meant.code if meant else None, country, new if context else "")

    def countries(self) -> set[str]:
        """Where the company has programs."""
        return {country for p in self.records.programs() for country in p.countries}

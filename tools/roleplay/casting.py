"""Which shopkeeper, at which counter: a persona's scene, or the rep's own last lost call."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.domain import User
from assistant.errors import NotFoundError
from assistant.language.catalogs import translate
from knowledge.pack.schema.playbook import Objection, Persona
from knowledge.records.answers import OutletProfile, VisitView
from tools.roleplay.cues import cue_languages
from tools.roleplay.grounds import grounds
from tools.roleplay.scenario import Difficulty, Scenario

if TYPE_CHECKING:
    from datetime import date

    from knowledge.records.api import DataAPI

MOST_SHOPS = 60
"""Of the user's, that are looked at for one that fits, from all over his territories."""
MOST_RECENT = 5


@dataclass(frozen=True)
class Wish:
    """What is asked for; empty = chosen here."""

    persona: str = ""
    outlet: str = ""
    program: str = ""
    language: str = ""
    difficulty: Difficulty = "normal"
    minutes: int | None = None
    noisy: bool = False
    help: bool = True
    lost_call: bool = False
    learner: str = ""
    """Id of the rep who practises, where a trainer leads."""


@dataclass(frozen=True)
class Casting:
    """Sets the scene from the pack and the records."""

    records: DataAPI

    def cast(self, wish: Wish, user: User, today: date, reader: str, learner: str = "") -> Scenario:
        """A scene with everything frozen; `learner` is the rep's name, where a trainer leads.

        Raises:
            NotFoundError: no such persona, no shop to play in, or no lost call to play again.
        """
        lost = self._lost_call(wish, user, learner or user.name, reader) if wish.lost_call else None
        persona = self._persona(wish, lost)
        outlet = lost[0] if lost else self._shop(wish, persona, user, reader)
        language = self._language(
            wish, outlet if lost else None, persona, (reader, *user.languages)
        )
        program = wish.program or (lost[1].program if lost else None)
        found = grounds(self.records, user, outlet.code, language, today, program or None)
        if found is None:
            raise _nothing(reader)
        evidence, known = found
        forbidden = self.records.brand().forbidden
        playbook = {o.key: o for o in self.records.objections().objections}
        concern, excuses = _reasons(persona, lost, playbook)
        return Scenario(
            persona=persona.key,
            name=persona.name,
            temper=persona.temper,
            language=language,
            reader=reader,
            difficulty=wish.difficulty,
            concern=concern,
            excuses=excuses,
            moved_by=() if lost else persona.moved_by,
            patience=persona.patience,
            outlet=outlet.code,
            outlet_name=outlet.name,
            country=outlet.country,
            program=evidence.terms.code,
            program_name=evidence.terms.name_in(language),
            terms=evidence.terms.ref,
            known=known,
            never_said=(*forbidden.get(language, ()), *forbidden.get("en", ())),
            rubric=self.records.rubric(),
            seed=_seed(persona.key, outlet.code),
            noisy=wish.noisy,
            seconds=wish.minutes * 60 if wish.minutes else None,
            help=wish.help,
            lost_call=lost[1].date.isoformat() if lost else "",
        )

    def knows(self, user: User, outlet: str) -> bool:
        """Whether this is the code of a shop the user may see."""
        try:
            self.records.outlet(user, outlet)
        except NotFoundError:
            return False
        return True

    def personas(self, language: str) -> list[Persona]:
        """All, those who speak the reader's language first."""
        listed = self.records.personas().personas
        return sorted(listed, key=lambda p: (p.language != language, p.key))

    def _persona(self, wish: Wish, lost: tuple[OutletProfile, VisitView] | None) -> Persona:
        listed = self.records.personas().personas
        if not listed:
            raise NotFoundError("The company's pack has no shopkeepers to practise with.")
        if wish.persona:
            for persona in listed:
                if wish.persona.casefold() in (persona.key, persona.name.casefold()):
                    return persona
            raise NotFoundError(f"There is no shopkeeper {wish.persona[:64]!r} to practise with.")
        if lost:
            same = (p for p in listed if p.concern == lost[1].objection)
            spoken = (p for p in listed if p.language == lost[0].language)
            return next(same, next(spoken, listed[0]))
        return next((p for p in listed if p.language == wish.language), listed[0])

    def _shop(self, wish: Wish, persona: Persona, user: User, reader: str) -> OutletProfile:
        """The one asked for, else the user's that is most like the persona's."""
        if wish.outlet:
            return self.records.outlet(user, wish.outlet)
        seen = self.records.visible_outlets(user)
        some = seen[:: 1 + len(seen) // MOST_SHOPS]
        shops = [self.records.outlet(user, match.code) for match in some]
        if not shops:
            raise _nothing(reader)
        return min(shops, key=lambda shop: (-_likeness(shop, persona), shop.code))

    def _language(
        self, wish: Wish, lost: OutletProfile | None, persona: Persona, readers: Sequence[str]
    ) -> str:
        """What was asked for, else the shop's, else the persona's where the seller speaks it."""
        own = persona.language if persona.language in readers else ""
        wanted = (wish.language, (lost.language if lost else "") or "", own, *readers, "en")
        tags = [tag.split("-", maxsplit=1)[0] for tag in wanted]
        return next(tag for tag in tags if tag in cue_languages())

    def _lost_call(
        self, wish: Wish, user: User, rep: str, reader: str
    ) -> tuple[OutletProfile, VisitView] | None:
        """The rep's newest call that ended in a no, with the shop it was at."""
        known = {o.key for o in self.records.objections().objections}
        calls = [
            (code, visit)
            for code, visit in self._calls(wish, user)
            if visit.objection in known and visit.outcome == "declined" and visit.rep == rep
        ]
        if not calls:
            _ = translate(reader)
            raise NotFoundError(_("None of your last calls ended in a no: choose a shopkeeper."))
        code, visit = max(calls, key=lambda call: call[1].date)
        return self.records.outlet(user, code), visit

    def _calls(self, wish: Wish, user: User) -> Iterator[tuple[str, VisitView]]:
        codes = [wish.outlet] if wish.outlet else [
            match.code for match in self.records.visible_outlets(user)
        ]  # fmt: skip
        for code in codes:
            for visit in self.records.visits(user, code, MOST_RECENT):
                yield code, visit


def _likeness(shop: OutletProfile, persona: Persona) -> int:
    return (
        4 * (shop.language == persona.language)
        + 2 * (shop.channel == persona.channel)
        + (shop.outlet_class == persona.outlet_class)
    )


def _reasons(
    persona: Persona,
    lost: tuple[OutletProfile, VisitView] | None,
    playbook: dict[str, Objection],
) -> tuple[Objection, tuple[Objection, ...]]:
    """What really holds him back, and what he says first."""
    key = lost[1].objection if lost and lost[1].objection else persona.concern
    concern = playbook.get(key) or next(iter(playbook.values()))
    hidden = [playbook[k] for k in persona.says_first if k in playbook and k != key]
    return concern, tuple(hidden)


def _seed(*parts: str) -> int:
    return int(hashlib.sha256("|".join(parts).encode()).hexdigest()[:4], 16)


def _nothing(reader: str) -> NotFoundError:
    _ = translate(reader)
    return NotFoundError(_("There is no shop of yours with a program to practise on."))

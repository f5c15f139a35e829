"""Twelve situations of the sample company, and the shop each is found at, by query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.domain import Role, User
from knowledge.facts.evidence import Evidence, evidence_for, shop_evidence
from knowledge.facts.recommendation import Decision, decide
from knowledge.records.api import DataAPI
from tools.story.brief import brief_of
from tools.story.draft import Story, StoryWithheld
from tools.story.pipeline import Desk, sequence, tell
from tools.story.situation import situation_of
from tools.story.situations import Length
from tools.story.wording import story_languages

READER = User("golden", "Golden", Role.MANAGER, ("en",), ())


@dataclass(frozen=True)
class Wanted:
    """What a shop must be for a situation; empty = whatever it is."""

    name: str
    program: str
    country: str
    recommendation: str
    state: str
    length: Length
    cause: str = ""
    """Kind of the only cause there is, but for what is covered by it."""
    trust: str = ""
    outlet_class: str = ""

    def fits(self, evidence: Evidence, decision: Decision) -> bool:
        """This shop in this program is one."""
        situation = situation_of(evidence, decision, self.length)
        kinds = {cause.kind for cause in decision.causes} - {"covered"}
        return (
            evidence.terms.code == self.program
            and evidence.outlet.country == self.country
            and situation.recommendation == self.recommendation
            and situation.state == self.state
            and self.trust in ("", situation.trust)
            and self.outlet_class in ("", situation.outlet_class)
            and (not self.cause or kinds == {self.cause})
            and not decision.withholding
        )


SITUATIONS = (
    Wanted("large-shop-grows", "growth-club", "ID", "join", "steady", "sitdown",
           trust="normal", outlet_class="A"),
    Wanted("shelf-has-gaps", "full-shelf", "ID", "join", "missing_must_sell", "counter"),
    Wanted("room-for-a-display", "eye-level", "EG", "join", "display_ready", "sitdown"),
    Wanted("cooler-stands-there", "cool-corner", "ID", "join", "display_ready", "leaflet"),
    Wanted("new-with-us", "star-points", "KE", "join", "new", "talk"),
    Wanted("gone-quiet", "full-shelf", "KE", "join", "lapsed", "talk"),
    Wanted("buys-less-and-doubts", "full-shelf", "ID", "join", "declining", "sitdown", trust="low"),
    Wanted("nearly-there", "growth-club", "ID", "already_in", "near_tier", "counter"),
    Wanted("stuck-in-points", "star-points", "EG", "already_in", "enrolled_stuck", "talk"),
    Wanted("our-case-is-open", "growth-club", "ID", "wait", "steady", "talk", cause="open_case"),
    Wanted("nobody-knows-yet", "star-points", "ID", "wait", "new", "talk", cause="unknown"),
    Wanted("not-for-wholesalers", "full-shelf", "EG", "do_not_join", "missing_must_sell", "talk",
           cause="terms"),
)  # fmt: skip
"""All recommendations, programs, states and lengths occur, and all three countries."""


@dataclass(frozen=True)
class Golden:
    """A situation and who is in it."""

    wanted: Wanted
    outlet: str


def found(records: DataAPI, wanted: Iterable[Wanted] = SITUATIONS) -> list[Golden]:
    """The first shop by code that fits each."""
    left = list(wanted)
    rules, goldens = records.rules(), []
    for match in sorted(records.visible_outlets(READER), key=lambda m: m.code):
        shop = shop_evidence(records, READER, match.code, records.today, "en")
        for program in shop.programs:
            open_here = [w for w in left if w.program == program.code]
            if not any(w.country == shop.outlet.country for w in open_here):
                continue
            evidence = evidence_for(records, READER, shop, program.code)
            decision = decide(evidence, rules)
            for each in [w for w in open_here if w.fits(evidence, decision)]:
                goldens.append(Golden(each, match.code))
                left.remove(each)
        if not left:
            break
    order = [w.name for w in SITUATIONS]
    return sorted(goldens, key=lambda golden: order.index(golden.wanted.name))


def told(records: DataAPI, golden: Golden, language: str) -> Story | StoryWithheld:
    """The story of a shop in its situation."""
    desk = Desk(records.frameworks(), records.brand(), records.rules())
    wanted = golden.wanted
    shop = shop_evidence(records, READER, golden.outlet, records.today, language)
    evidence = evidence_for(records, READER, shop, wanted.program)
    brief = brief_of(evidence, decide(evidence, desk.rules), desk.brand, wanted.length, language)
    return tell(brief, sequence(desk), lambda _step: None)


def texts(records: DataAPI) -> Iterator[tuple[str, str, str]]:
    """Situation, language, and what the file of it holds."""
    for golden in found(records):
        for language in story_languages():
            yield golden.wanted.name, language, file_of(golden, told(records, golden, language))


def file_of(golden: Golden, outcome: Story | StoryWithheld) -> str:
    """A line that says whose story it is and why it is told so, and the story."""
    wanted = golden.wanted
    head = (golden.outlet, wanted.program, wanted.recommendation, wanted.state, wanted.length,
            outcome.framework)  # fmt: skip
    if isinstance(outcome, StoryWithheld):
        body = "\n".join(f"WITHHELD: {reason.text}" for reason in outcome.reasons)
    else:
        body = outcome.text
    return f"{' · '.join(head)}\n\n{body}\n"

"""`roleplay` offers a practice; taps start it, speak in it and end it; `roleplay_results` shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain import Action, ReplyStatus, Role, ToolCall, ToolResult, Turn
from assistant.errors import NotFoundError
from assistant.language.catalogs import translate
from assistant.language.unicode import fold
from assistant.ports import ToolContext
from assistant.quotes import QUOTES
from knowledge.records.roleplays import KeptRolePlay
from tools.roleplay import results, telling
from tools.roleplay.casting import Wish
from tools.roleplay.cues import cues
from tools.roleplay.scenario import Difficulty
from tools.roleplay.scorecard import Scorecard
from tools.roleplay.studio import Practice, Studio
from tools.roleplay.wishes import known_of, wished

Act = Literal["say", "stop", "repeat", "help", "restart"]
PRACTISES = frozenset({Role.REP, Role.TRAINER})
LEADS = frozenset({Role.TRAINER, Role.MANAGER})
MOST_SHOWN = 8


class PracticeArguments(BaseModel):
    """What a person may want of a practice."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)
    persona: str = Field("", max_length=64, description="key or name of the shopkeeper, if named")
    outlet: str = Field("", max_length=200, description="code of the shop, if one is named")
    program: str = Field("", max_length=64, description="code of the program, if one is named")
    language: str = Field("", max_length=16, description="BCP 47 tag he shall speak, if named")
    difficulty: Difficulty = Field("normal", description="how much good work it takes")
    minutes: int | None = Field(None, ge=1, le=60, description="time limit, if one is wanted")
    noisy: bool = Field(False, description="a loud shop, in which lines are lost")
    help: bool = Field(True, description="whether help may be asked")
    lost_call: bool = Field(False, description="the rep's own last lost call instead")
    learner: str = Field("", max_length=64, description="id of the rep whom a trainer leads")

    @property
    def wish(self) -> Wish:
        """For the casting."""
        return Wish(**self.model_dump())


class TurnArguments(BaseModel):
    """One tap, or one typed line, in a practice."""

    model_config = ConfigDict(extra="forbid")
    session: str = Field(max_length=64, description="the practice it belongs to")
    act: Act = Field(description="what is done")


class ResultsArguments(BaseModel):
    """Whose results."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)
    learner: str = Field("", max_length=64, description="id of one rep; empty = all of them")
    as_file: bool = Field(False, description="true = as a CSV file")


@dataclass(frozen=True)
class OfferPractice:
    """Implements `assistant.ports.Tool`: a model may offer a practice; only a tap starts it."""

    studio: Studio
    name: str = "roleplay"
    description: str = (
        "Offers a role-play: practise a sales call with a played shopkeeper and get a score."
    )
    arguments: type[BaseModel] = PracticeArguments
    roles: frozenset[Role] = PRACTISES
    examples: Sequence[str] = results.asked("practice")

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """One button for each shopkeeper; the one that was named alone."""
        asked = PracticeArguments.model_validate(arguments.model_dump())
        people = self.studio.casting.personas(context.language)
        learners = self.studio.sessions.learners(context.user)
        wanted = asked.model_dump(exclude_defaults=True) | wished(
            context.message, (context.language, *context.user.languages), people, learners
        )
        if not self.studio.casting.knows(context.user, wanted.get("outlet", "")):
            wanted.pop("outlet", None)  # a name that is no shop's is mostly the shopkeeper's
        name = str(wanted.get("persona", "")).casefold()
        named = [p for p in people if name in (p.key, p.name.casefold())]
        own = context.user.role is Role.REP or "learner" in wanted
        who = next((p.name for p in learners if p.id == wanted.get("learner")), "")
        rest = {key: value for key, value in wanted.items() if key not in ("persona", "lost_call")}
        return ToolResult(
            ReplyStatus.CLARIFICATION,
            telling.offered(wanted, who, context.language),
            actions=telling.choices(
                (named or people)[:MOST_SHOWN], rest, context.language,
                lost_call=own and not named,
            ),
        )  # fmt: skip


@dataclass(frozen=True)
class StartPractice:
    """Implements `assistant.ports.Tool`; reached by a tap only."""

    studio: Studio
    name: str = "start_roleplay"
    description: str = "Starts a practice."
    arguments: type[BaseModel] = PracticeArguments
    roles: frozenset[Role] = PRACTISES
    examples: Sequence[str] = ()

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Set the scene; the shopkeeper looks up."""
        asked = PracticeArguments.model_validate(arguments.model_dump())
        practice = self.studio.start(
            asked.wish, context.user, context.thread, context.today, context.language
        )
        return _going(practice, telling.introduced(practice, context.language))


@dataclass(frozen=True)
class PracticeTurn:
    """Implements `assistant.ports.Tool`; reached by a tap, or by whatever is typed meanwhile."""

    studio: Studio
    name: str = "roleplay_turn"
    description: str = "Speaks in a practice, or ends it."
    arguments: type[BaseModel] = TurnArguments
    roles: frozenset[Role] = PRACTISES
    examples: Sequence[str] = ()

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """One line, or stop, repeat, help, restart."""
        asked = TurnArguments.model_validate(arguments.model_dump())
        practice = self.studio.running(context.user, context.thread)
        if practice is None or practice.kept.id != asked.session:
            _ = translate(context.language)
            raise NotFoundError(_("That practice is over."))
        if asked.act == "say":
            return self._said(practice, context)
        if asked.act == "stop":
            ended = self.studio.end(practice, context.user, "stopped")
            return _scored(ended)
        if asked.act == "restart":
            again = self.studio.restart(practice, context.user)
            return _going(again, telling.introduced(again, again.scenario.reader))
        return self._aside(practice, asked.act, context)

    def _said(self, practice: Practice, context: ToolContext) -> ToolResult:
        after = self.studio.say(practice, context.user, context.message)
        if after.card is not None:
            return _scored(after)
        return _going(after, telling.spoken(after))

    def _aside(self, practice: Practice, act: Act, context: ToolContext) -> ToolResult:
        if act == "help" and practice.scenario.help:
            words = telling.hint(practice, practice.scenario.reader)
            after = self.studio.helped(practice, context.user, words)
            return _going(after, words)
        return _going(practice, telling.spoken(practice))


@dataclass(frozen=True)
class PracticeResults:
    """Implements `assistant.ports.Tool`: who practised what, and how skills move."""

    studio: Studio
    name: str = "roleplay_results"
    description: str = "Shows results of role-play practice: per person, per skill, over time."
    arguments: type[BaseModel] = ResultsArguments
    roles: frozenset[Role] = LEADS | {Role.REP}
    examples: Sequence[str] = results.asked("results")

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """A table and a chart, or the file; a rep sees his own."""
        asked = ResultsArguments.model_validate(arguments.model_dump())
        learners = self.studio.sessions.learners(context.user)
        named = wished(context.message, (), learners=learners)
        who = asked.learner or named.get("learner") or None
        history = results.scored(self.studio.sessions.history(context.user, who))
        if asked.as_file:
            return _file(history, context.language)
        text, pictures = results.report(history, context.language)
        return ToolResult(
            ReplyStatus.ANSWERED, text, pictures=pictures,
            actions=_downloads(who, context.language) if history else (),
        )  # fmt: skip


def _downloads(learner: str | None, language: str) -> tuple[Action, ...]:
    _ = translate(language)
    label = _("Download as CSV")
    arguments = {"as_file": True} | ({"learner": learner} if learner else {})
    call = ToolCall("roleplay_results", arguments)
    return (Action("roleplay_results", label, {"message": label}, call),)


def _file(history: Sequence[KeptRolePlay], language: str) -> ToolResult:
    _ = translate(language)
    file = {"name": "roleplay.csv", "mime": "text/csv", "text": results.as_csv(history)}
    return ToolResult(ReplyStatus.DONE, _("Here is the file."), data={"file": file})


@dataclass(frozen=True)
class TypedLines:
    """While a practice runs in a conversation, what is typed there goes to the shopkeeper."""

    studio: Studio

    def __call__(self, turn: Turn) -> ToolCall | None:
        """None = no practice runs."""
        if turn.user.role not in PRACTISES:
            return None
        practice = self.studio.running(turn.user, turn.thread)
        if practice is None:
            return None
        languages = (practice.scenario.language, turn.language or "en", *turn.user.languages)
        return ToolCall(
            "roleplay_turn",
            {"session": practice.kept.id, "act": _act(turn.message, languages)},
        )


def _act(message: str, languages: Sequence[str]) -> Act:
    """A command stands alone in its line; everything else is said to the shopkeeper."""
    said = fold(message).strip(" .!")
    acts: tuple[Act, ...] = ("stop", "repeat", "help", "restart")
    for tag in known_of(languages):
        known = cues(tag).commands
        for act in acts:
            if said in {fold(word) for word in known.get(act, ())}:
                return act
    return "say"


def _going(practice: Practice, text: str) -> ToolResult:
    return ToolResult(
        ReplyStatus.ANSWERED,
        text,
        actions=telling.controls(practice, practice.scenario.reader),
        data={"roleplay": practice.kept.id, "intent": practice.last.intent},
    )


def _scored(practice: Practice) -> ToolResult:
    """The shopkeeper's last words, then the score."""
    if practice.card is None:
        return _going(practice, telling.spoken(practice))
    card = Scorecard(practice, practice.card, practice.scenario.reader)
    heard = [] if practice.transcript.ended == "stopped" else [telling.spoken(practice)]
    text = "\n\n".join([*heard, card.text()])
    return ToolResult(
        ReplyStatus.DONE,
        text,
        actions=telling.again(practice, practice.scenario.reader),
        pictures=card.pictures(),
        data={
            "roleplay": practice.kept.id,
            "outcome": practice.transcript.ended,
            "points": practice.kept.points,
            "passed": practice.card.passed,
            QUOTES: card.quotes,
        },
    )

"""The words of an answer at the counter: short enough to be said aloud."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.domain import Action, ToolCall
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from graphrag.objection_path import in_language
from knowledge.pack.schema.playbook import Objection
from tools.objections.grounds import Ground

TRIES = 2
"""Answers to a no, of whatever kind, in one call; then the rep writes it down and goes."""


@dataclass
class Lines:
    """A reply under way, in the reader's language."""

    language: str
    lines: list[str] = field(default_factory=list)

    def heard(self, objection: Objection) -> None:
        """What was understood, as a shopkeeper of the reader's language says it."""
        self.lines.append(f"**“{says(objection, self.language)}”**")

    def say(self, label: str, words: str) -> None:
        """A line to be said aloud; none for no words."""
        if words:
            self.lines.append(f"- {label}: {words}")

    def for_you(self, *words: str) -> None:
        """For the rep, not for the shopkeeper."""
        _ = translate(self.language)
        told = " ".join(word for word in words if word)
        if told:
            self.lines += ["", "> " + _("For you:") + " " + told]

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines)


def asking(objection: Objection, language: str) -> str:
    """The one question that finds the real concern; nothing is answered yet."""
    _ = translate(language)
    told = Lines(language)
    told.heard(objection)
    told.say(_("Say"), in_language(objection.acknowledge, language))
    told.say(_("Ask"), in_language(objection.explore, language))
    told.for_you(_("This is often only said to be polite. Tell me what he answers."))
    return told.text


def answering(objection: Objection, ground: Ground, language: str, tries: int) -> str:
    """One acknowledgement, one fact, one next step; `tries` counts this one, 0 = not counted."""
    _ = translate(language)
    told = Lines(language)
    told.heard(objection)
    told.say(_("Say"), in_language(objection.acknowledge, language))
    if not tries:
        told.say(_("Ask"), in_language(objection.explore, language))
    told.say(_("Answer"), ground.way.answer)
    told.say(_("Then"), in_language(objection.next_step, language))
    told.for_you(
        _("This is for support: open a case, and do not persuade.")
        if objection.handling == "case"
        else "",
        _count(tries, language) if tries else "",
    )
    return told.text


def conceding(objection: Objection, ground: Ground, program: str, language: str) -> str:
    """Where our own figures or failures speak against joining: he is right, and is told so."""
    _ = translate(language)
    told = Lines(language)
    told.heard(objection)
    told.say(_("Say"), in_language(objection.acknowledge, language))
    honest = _("You are right to wait: as things stand, {program} is not for your shop now.")
    told.say(_("Answer"), honest.replace("{program}", program))
    causes = ground.decision.causes if ground.decision else ()
    reasons = [c.message for c in causes if c.message and c.spoken]
    told.for_you(_("Do not persuade here."), *dict.fromkeys(reasons))
    return told.text


def trying_again(objection: Objection, language: str) -> str | None:
    """A second argument, the one without figures; None = the playbook has no other."""
    _ = translate(language)
    other = in_language(objection.fallback, language)
    if not other or "{" in other:
        return None
    told = Lines(language)
    told.say(_("Answer"), other)
    told.say(_("Then"), in_language(objection.next_step, language))
    told.for_you(_count(TRIES, language))
    return told.text


def leaving(language: str) -> str:
    """Two tries are enough: thank him, and go."""
    _ = translate(language)
    told = Lines(language)
    told.say(_("Say"), _("Thank you for telling me. I will not press you; I look in again soon."))
    told.for_you(_("His reason is written down, and the next call starts from it."))
    return told.text


def convinced(language: str) -> str:
    """He agrees."""
    _ = translate(language)
    return _("Good. It is written down that this answered it.")


def which_one(candidates: tuple[Objection, ...], language: str) -> str:
    """One question with what he may have said."""
    _ = translate(language)
    question = _("I am not sure what he means. Is it like one of these: {choices}?")
    return question.replace("{choices}", _quoted(candidates, language))


def unknown(candidates: tuple[Objection, ...], language: str) -> str:
    """Nothing of the playbook is forced on what it does not know."""
    _ = translate(language)
    told = _("That is none of the objections I know. Was it meant like one of these: {choices}?")
    return told.replace("{choices}", _quoted(candidates, language))


def which_first(candidates: tuple[Objection, ...], language: str) -> str:
    """He gave several reasons: isolate the one that holds him back."""
    _ = translate(language)
    question = _("He gave more than one reason: {choices}. Which one is it that holds him back?")
    return question.replace("{choices}", _quoted(candidates, language))


def _quoted(candidates: tuple[Objection, ...], language: str) -> str:
    return Locale(language).list([f"“{says(o, language)}”" for o in candidates])


def choices(
    candidates: tuple[Objection, ...], said: str, asked: dict[str, str], language: str
) -> tuple[Action, ...]:
    """One button for each, that carries what was said."""
    return tuple(
        Action(
            "objection",
            says(objection, language),
            {**asked, "message": said},
            ToolCall("objection", {**asked, "said": said, "objection": objection.key}),
        )
        for objection in candidates
    )


def settling(base: dict[str, str], event: str, language: str) -> tuple[Action, ...]:
    """Did it convince him? `base` names the shop and, where there is one, the program."""
    _ = translate(language)
    labels = {True: _("That convinced him"), False: _("He still says no")}
    asked = {**base, "event": event}
    return tuple(
        Action(
            "objection_outcome",
            label,
            {**asked, "message": label},
            ToolCall("objection_outcome", {**asked, "resolved": resolved}),
        )
        for resolved, label in labels.items()
    )


def says(objection: Objection, language: str) -> str:
    """How a shopkeeper of the reader's language would say it."""
    texts = objection.says.get(language.split("-", maxsplit=1)[0]) or objection.says.get("en") or ()
    return texts[0] if texts else objection.name


def _count(tries: int, language: str) -> str:
    _ = translate(language)
    return _("This is the second and last try.") if tries >= TRIES else _("The first of two tries.")

"""What the chat shows while a practice is offered and held, beside the shopkeeper's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from babel.core import Locale as CldrLocale
from babel.core import UnknownLocaleError

from assistant.domain import Action, ToolCall
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from knowledge.pack.schema.playbook import Persona
from tools.roleplay.figures import is_gap, is_reward
from tools.roleplay.play import turns
from tools.roleplay.scenario import Difficulty, Known, Scenario
from tools.roleplay.shopkeeper import State, at_first
from tools.roleplay.studio import Practice

_sentence_end = re.compile(r"(?<=[.。।؟?!])\s+(?=\D)")
MOST_FACTS = 6
"""More of them nobody keeps in his head on the way to the counter."""


def offered(wanted: Mapping[str, Any], learner: str, language: str) -> str:
    """The question whom to practise with, and what of the wishes was understood."""
    _ = translate(language)
    asked = _("With whom do you want to practise?")
    if learner:
        asked = _("With whom shall {name} practise?").replace("{name}", learner)
    understood = []
    if wanted.get("difficulty") in ("easy", "hard"):
        understood.append(difficulty_name(wanted["difficulty"], language))
    if wanted.get("noisy"):
        understood.append(_("in a noisy shop"))
    if wanted.get("help") is False:
        understood.append(_("without help"))
    if wanted.get("minutes"):
        minutes = _("{minutes} minutes at most")
        understood.append(minutes.replace("{minutes}", str(wanted["minutes"])))
    return f"{asked} ({', '.join(understood)})" if understood else asked


def difficulty_name(difficulty: Difficulty, language: str) -> str:
    """In words."""
    _ = translate(language)
    return {"easy": _("easy"), "normal": _("normal"), "hard": _("hard")}[difficulty]


def choices(
    personas: Sequence[Persona], wanted: Mapping[str, Any], language: str, lost_call: bool
) -> tuple[Action, ...]:
    """One button for each shopkeeper, and one for the rep's own lost call."""
    _ = translate(language)
    found = [
        _start(f"{p.name} · {_spoken_in(p.language, language)}", wanted, persona=p.key)
        for p in personas
    ]
    if lost_call:
        label = _("The rep's last lost call") if "learner" in wanted else _("My last lost call")
        found.insert(0, _start(label, wanted, lost_call=True))
    return tuple(found)


def again(practice: Practice, language: str) -> tuple[Action, ...]:
    """The same scene once more, and a harder one for who has passed."""
    _ = translate(language)
    scene = practice.scenario
    same: dict[str, Any] = {
        "persona": scene.persona, "outlet": scene.outlet, "program": scene.program,
        "language": scene.language, "difficulty": scene.difficulty, "noisy": scene.noisy,
        "help": scene.help, "lost_call": bool(scene.lost_call),
    }  # fmt: skip
    if practice.kept.led_by:
        same["learner"] = practice.kept.user
    found = [_start(_("Once more"), same)]
    if practice.card and practice.card.passed and scene.difficulty != "hard":
        harder = "normal" if scene.difficulty == "easy" else "hard"
        found.append(_start(_("With a harder shopkeeper"), same, difficulty=harder))
    return tuple(found)


def _start(label: str, wanted: Mapping[str, Any], **more: Any) -> Action:
    call = ToolCall("start_roleplay", {**wanted, **more})
    return Action("start_roleplay", label, {"message": label}, call)


def _spoken_in(tag: str, reader: str) -> str:
    try:
        return CldrLocale.parse(tag, sep="-").get_language_name(reader.replace("-", "_")) or tag
    except (UnknownLocaleError, ValueError):
        return tag


def introduced(practice: Practice, language: str) -> str:
    """Where the rep stands, what he may use, and the shopkeeper's first words."""
    _ = translate(language)
    scene = practice.scenario
    where = _("You stand in {shop} before {name}. It is about {program}. Speak as in a call.")
    told = _filled(where, scene)
    if scene.lost_call:
        day = Locale(language).date(date.fromisoformat(scene.lost_call))
        again = _("You lost this call on {day}.").replace("{day}", day)
        told = f"{told} {again}"
    how = _("“Stop” ends it and shows the score; “help”, “repeat” and “start over” work too.")
    if not scene.help:
        how = _("“Stop” ends it and shows the score; “repeat” and “start over” work too.")
    parts = (told, _facts(scene, language), f"_{how}_", spoken(practice))
    return "\n\n".join(part for part in parts if part)


def _filled(text: str, scene: Scenario) -> str:
    slots = {"{shop}": scene.outlet_name, "{name}": scene.name, "{program}": scene.program_name}
    for slot, value in slots.items():
        text = text.replace(slot, value)
    return text


def _facts(scene: Scenario, language: str) -> str:
    """What he may say of figures: the reward and the gap first, then what else is the shop's."""
    _ = translate(language)
    told = {k.shown: k for k in reversed(scene.known) if k.figure is not None and k.told}
    best = sorted(told.values(), key=_rank)[:MOST_FACTS]
    if not best:
        return ""
    rows = [f"- **{known.shown}** – {_(_short(known.told))}" for known in best]
    return "\n".join([_("What is true here:"), *rows])


def _short(told: str) -> str:
    """The first sentence; the rest is how it was worked out."""
    return _sentence_end.split(told, maxsplit=1)[0]


def _rank(known: Known) -> tuple[bool, bool]:
    return not (is_reward(known) or is_gap(known)), not known.own


def spoken(practice: Practice) -> str:
    """The shopkeeper's last words, and nothing else."""
    return f"**{practice.scenario.name}:** {practice.last.text}"


def controls(practice: Practice, language: str) -> tuple[Action, ...]:
    """Stop, repeat, help, start over."""
    _ = translate(language)
    labels = {"stop": _("Stop and score"), "repeat": _("Repeat"), "restart": _("Start over")}
    if practice.scenario.help:
        labels["help"] = _("Help")
    return tuple(
        Action(
            "roleplay_turn", label, {"message": label},
            ToolCall("roleplay_turn", {"session": practice.kept.id, "act": act}),
        )
        for act, label in labels.items()
    )  # fmt: skip


def hint(practice: Practice, language: str) -> str:
    """The next thing to do, said by the trainer and never by the shopkeeper."""
    _ = translate(language)
    state = at_first(practice.scenario)
    for turn in turns(practice.scenario, practice.transcript):
        state = turn.after
    tip = _("Tip:")
    return f"> {tip} {_hint(state, practice.scenario, language)}"


def _hint(state: State, scene: Scenario, language: str) -> str:
    _ = translate(language)
    if state.broken:
        return _("He does not believe you any more. Take back what is not so, thank him and go.")
    if not state.revealed:
        return _("What he says may be an excuse. Ask one open question.")
    if not state.heard_out:
        return _("Show him that you heard what holds him back, without “but”.")
    if not state.proven:
        if {"when", "who_pays", "dispute"} & set(scene.moved_by):
            return _("Answer it with the terms: when it is paid, by whom, how to object.")
        return _("Answer it with one true figure of his own shop.")
    return _("Say when it is paid and by whom, then offer one easy step with a day.")

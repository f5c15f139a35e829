"""What the planner may say without a tool: a greeting, what it can do, and one question back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

import yaml

from assistant.language.catalogs import translate
from assistant.models.schemas import BoundTool

FOLDER = Path(__file__).parent
SMALL_TALK = ("greeting", "thanks", "help", "off_topic")


@cache
def examples() -> dict[str, tuple[str, ...]]:
    """What people say that needs no tool, by what it is."""
    return _texts("small_talk.yaml")


@cache
def short_forms() -> dict[str, tuple[str, ...]]:
    """The few words people type for a tool, by tool."""
    more = _texts("wordings.yaml")
    short = _texts("short_forms.yaml")
    return {name: (*short.get(name, ()), *more.get(name, ())) for name in {**short, **more}}


def _texts(file: str) -> dict[str, tuple[str, ...]]:
    raw = yaml.safe_load((FOLDER / file).read_text(encoding="utf-8"))
    return {
        name: tuple(str(text) for texts in languages.values() for text in texts)
        for name, languages in raw.items()
    }


def ability(tool: BoundTool, language: str) -> str:
    """What a tool is for, as a part of a sentence."""
    _ = translate(language)
    words: dict[str, Callable[[], str]] = {
        "todays_route": lambda: _("your route of today"),
        "outlet_brief": lambda: _("a briefing on a shop"),
        "purchases": lambda: _("what a shop buys"),
        "program_progress": lambda: _("how far a shop is from its next tier"),
        "points_balance": lambda: _("points and rewards on a shop's account"),
        "eligibility": lambda: _("whether a shop can join a program"),
        "program_list": lambda: _("which programs there are for a shop"),
        "selling_story": lambda: _("a selling story for a shop"),
        "sign_up": lambda: _("signing a shop up for a program"),
        "leave_program": lambda: _("letting a shop leave a program"),
        "program_qa": lambda: _("what the program papers say"),
        "one_order_away": lambda: _("which of your shops are nearly at a tier"),
        "terms_changes": lambda: _("what changed in a program's terms"),
        "what_if": lambda: _("what more purchases would bring a shop"),
        "peers": lambda: _("how shops like this one do"),
        "objection": lambda: _("an answer to an objection"),
        "shop_return": lambda: _("how a shop's return was worked out"),
    }
    known = words.get(tool.name)
    return known() if known else tool.description.split(".")[0]


def abilities(tools: Iterable[BoundTool], language: str) -> str:
    """A list of what can be asked."""
    return "\n".join(f"- {ability(tool, language)}" for tool in tools)


def talk(kind: str, tools: Sequence[BoundTool], language: str) -> str:
    """Words for a greeting, thanks, a call for help, or what is none of our business."""
    _ = translate(language)
    if kind == "thanks":
        return _("You are welcome. Tell me when you need something else.")
    opening = {
        "greeting": _("Hello! I can show you:"),
        "help": _("I can show you:"),
        "off_topic": _("That is not something I can help with. I can show you:"),
    }[kind]
    return f"{opening}\n{abilities(tools, language)}"


def ask_which(first: BoundTool, second: BoundTool, language: str) -> str:
    """One question with the two likeliest meanings."""
    _ = translate(language)
    question = _("Do you mean {first}, or {second}?")
    return question.replace("{first}", ability(first, language)).replace(
        "{second}", ability(second, language)
    )


def ask_again(language: str) -> str:
    """When nothing was understood."""
    _ = translate(language)
    return _("I did not understand that. Which shop or program is it about, and what about it?")


def ask_for(name: str, language: str) -> str:
    """When a tool cannot run without something."""
    _ = translate(language)
    if name == "outlet":
        return _("Which shop do you mean?")
    if name == "program":
        return _("Which program do you mean?")
    return ask_again(language)

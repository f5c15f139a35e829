"""A reply as the screen shows it: its words, what they stand on, and what may be tapped next."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.chat.origins import explained, kept_in, period_in_words
from assistant.chat.wording import Wording
from assistant.domain import Action, Citation, Fact, Picture, Reply, ToolCall
from assistant.language.currencies import countries_of
from assistant.language.formats import Locale
from knowledge.facts.rendering import Renderer
from knowledge.facts.words import word_languages
from knowledge.facts.words import words as words_of

COUNTED = {
    *("case", "piece", "point", "product", "day", "week", "month", "order", "shop"),
    *("audit", "facing"),
}
"""Units the catalogs have words for."""
READING = {
    *("outlet_brief", "selling_story", "program_qa", "objection", "todays_route", "purchases"),
    *("program_progress", "points_balance", "eligibility", "program_list"),
}
"""Tools that only look."""
SHORTEST_LINK = 3
"""Characters."""


def shown_value(fact: Fact, locale: Locale) -> str:
    """A fact's value as a reader of that locale writes it."""
    value = fact.value
    if isinstance(value, date):
        return locale.date(value)
    if not isinstance(value, Decimal):
        return _phrase(fact, locale)
    if fact.unit in COUNTED:
        return locale.quantity(value, fact.unit)
    if fact.unit == "percent":
        return locale.percent(value)
    if _is_money(fact):
        return locale.money(value, fact.unit)
    return locale.number(value)


def _phrase(fact: Fact, locale: Locale) -> str:
    """`mobile_money|credit_note` → mobile money or a credit note; names stay as they are."""
    value, base = str(fact.value), locale.language.partition("-")[0]
    spoken = base if base in word_languages() else "en"
    if fact.unit != "names" and fact.unit not in words_of(spoken).phrases:
        return value
    renderer = Renderer(spoken, locale.country)
    return renderer.render(fact) if renderer.can(fact) else value.replace("_", " ")


def _is_money(fact: Fact) -> bool:
    return len(fact.unit) == 3 and fact.unit.isupper()


def locales_of(reply: Reply, words: Wording) -> list[Locale]:
    """How figures may stand in a text: as the language has it, or as the shop's country does."""
    currencies = dict.fromkeys(fact.unit for fact in reply.facts if _is_money(fact))
    countries = [country for c in currencies for country in countries_of(c)]
    return [words.locale, *(Locale(words.locale.language, c) for c in countries)]


def sources_card(reply: Reply, words: Wording) -> dict[str, Any] | None:
    """Properties of the element `Sources`, or None when the reply stands on nothing."""
    citations = _not_yet_told(reply)
    if not reply.facts and not citations:
        return None
    _, _n = words.say, words.plural
    count = len(reply.facts) + len(citations)
    title = _n("{count} source", "{count} sources", count)
    return {
        "title": title.replace("{count}", words.locale.number(Decimal(count))),
        "facts": [_fact(fact, _as_told(fact, reply, words), words) for fact in reply.facts],
        "citations": [_citation(c, words) for c in citations if c.kind == "document"],
        "records": [_citation(c, words) for c in citations if c.kind != "document"],
        "texts": {
            "source": _("Source"),
            "period": _("Period"),
            "figures": _("Figures"),
            "papers": _("Quoted"),
            "records": _("From the records"),
        },
    }


def _not_yet_told(reply: Reply) -> list[Citation]:
    """Papers, and records that no figure of the list names as its source."""
    told = {ref for fact in reply.facts for ref in fact.source.split("; ")}
    return [c for c in reply.citations if c.kind == "document" or c.ref not in told]


def _as_told(fact: Fact, reply: Reply, words: Wording) -> Locale:
    """The locale in whose form the figure stands in the text, so that a tap on it finds its row."""
    locales = locales_of(reply, words)
    told = (locale for locale in locales if shown_value(fact, locale) in reply.text)
    return next(told, locales[:2][-1])


def picture_card(picture: Picture) -> dict[str, str]:
    """Properties of the element `Picture`: an SVG as text, so that it takes the page's colors."""
    card = {"title": picture.title, "alt": picture.alt}
    if picture.media_type == "image/svg+xml":
        return {**card, "svg": picture.content.decode()}
    packed = b64encode(picture.content).decode()
    return {**card, "source": f"data:{picture.media_type};base64,{packed}"}


def sign_up_card(reply: Reply, words: Wording) -> dict[str, Any] | None:
    """Properties of the element `SignUp`, or None when the reply shows no card."""
    shown = reply.data.get("sign_up")
    if not shown:
        return None
    _ = words.say
    names = ("draft", "card", "outlet", "rows", "steps", "agreed", "missing", "language")
    return {
        **{name: shown[name] for name in names},
        "texts": {
            "correct": _("Set this right"),
            "sign": _("The owner signs here with a finger"),
            "clear": _("Clear"),
            "agree": _("The owner has signed"),
            "offline": _("No connection. Please try again."),
        },
    }


def figure_notes(reply: Reply, words: Wording) -> list[tuple[str, str]]:
    """Figures as they stand in the text, each with a note on where it comes from.

    A figure that is also a part of a longer one (`8` in `18`) gets none: a link to the wrong
    source is worse than no link. Very short ones are left to the list of sources.
    """
    notes: dict[str, str] = {}
    locales = locales_of(reply, words)
    for fact in reply.facts:
        for shown in dict.fromkeys(shown_value(fact, locale) for locale in locales):
            if len(shown) >= SHORTEST_LINK and _stands_alone(shown, reply.text):
                notes.setdefault(shown, _note(fact, shown, words))
    return list(notes.items())


def _stands_alone(shown: str, text: str) -> bool:
    everywhere = text.count(shown)
    alone = re.findall(rf"(?<![\w.,]){re.escape(shown)}(?![\w]|[.,]\d)", text)
    return everywhere > 0 and everywhere == len(alone)


def _note(fact: Fact, shown: str, words: Wording) -> str:
    _ = words.say
    period = period_in_words(fact.period, words)
    lines = [f"**{shown}**", explained(fact.sentence, words) if fact.sentence else ""]
    lines += [f"{_('Period')}: {period}"] if period else []
    lines += [f"{_('Source')}: {kept_in(fact.source, words)} · `{fact.source}`"]
    return "\n\n".join(line for line in lines if line)


def _fact(fact: Fact, locale: Locale, words: Wording) -> dict[str, str]:
    where = kept_in(fact.source, words)
    return {
        "id": fact.id,
        "value": shown_value(fact, locale),
        "label": where,
        "sentence": explained(fact.sentence, words) if fact.sentence else "",
        "where": where,
        "source": fact.source,
        "period": period_in_words(fact.period, words),
    }


def _citation(citation: Citation, words: Wording) -> dict[str, str]:
    _ = words.say
    kinds = {
        "document": _("Program paper"),
        "record": kept_in(citation.ref, words),
        "graph": _("Connection"),
    }
    return {"kind": kinds[citation.kind], "ref": citation.ref, "quote": citation.quote}


def action_payloads(reply: Reply) -> list[dict[str, Any]]:
    """What a button carries; kept with the message, so that a resumed chat has it again."""
    return [_payload(action, reply) for action in reply.actions]


def _payload(action: Action, reply: Reply) -> dict[str, Any]:
    outlet = action.payload.get("outlet") or reply.outlet
    return {
        "name": action.name,
        "label": action.label,
        "arguments": dict(action.payload),
        "outlet": outlet if isinstance(outlet, str) else None,
        "call": asdict(action.call) if action.call else None,
    }


def tapped_message(payload: dict[str, Any]) -> str:
    """What a tap says, as if the person had typed it."""
    arguments = payload.get("arguments")
    said = arguments.get("message") if isinstance(arguments, dict) else None
    return str(said or payload.get("label") or payload.get("name") or "").strip()


def asked_again_with(outlet: str | None, call: ToolCall | None) -> dict[str, Any]:
    """Kept with a tap's bubble, to answer it when the server was restarted meanwhile.

    What writes is not tapped twice, and what it carries (a signature, a phone number) is not kept.
    """
    reads = call is None or call.name in READING
    return {"outlet": outlet, "call": asdict(call) if call and reads else None, "writes": not reads}


def tapped_call(payload: dict[str, Any]) -> ToolCall | None:
    """What a tap runs; None = its message is asked. The browser may have changed anything in it."""
    match payload.get("call"):
        case {"name": str(name), "arguments": dict(arguments)}:
            return ToolCall(name, arguments)
    return None

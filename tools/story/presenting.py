"""Hands a story over: words for the chat, and the object of `story --json`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from assistant.domain import Citation, Fact, ReplyStatus, ToolResult, Usage
from assistant.language.catalogs import translate
from knowledge.facts.collection import shown
from knowledge.facts.recommendation import Cause
from knowledge.facts.text import plain
from tools.story.draft import Brief, Reason, Story, StoryWithheld
from tools.story.filling import renderer
from tools.story.rubric import score
from tools.story.taps import Reader, actions_of
from tools.story.wording import wording
from tools.story.working import return_json


def present(
    outcome: Story | StoryWithheld, because: str, reader: Reader, milliseconds: int
) -> ToolResult:
    """The result; `because` says how the program was chosen."""
    brief = outcome.brief
    story = outcome if isinstance(outcome, Story) else None
    facts = story.facts if story else ()
    citations = citations_of(brief, facts)
    data = as_json(outcome, facts, citations)
    data["usage"] = _usage(milliseconds)
    data["because"] = because
    return ToolResult(
        status=ReplyStatus.ANSWERED if story else ReplyStatus.REFUSED,
        text=_told(story, because, reader) if story else _withheld(outcome, reader.language),
        facts=facts,
        citations=citations,
        actions=actions_of(outcome, reader),
        outlet=brief.evidence.outlet.code,
        data=data,
    )


def as_json(
    outcome: Story | StoryWithheld, facts: tuple[Fact, ...], citations: tuple[Citation, ...]
) -> dict[str, Any]:
    """The contract's `story --json`, but for `usage`."""
    brief = outcome.brief
    story = outcome if isinstance(outcome, Story) else None
    reasons = () if story else outcome.reasons  # type: ignore[union-attr]
    return {
        "status": "released" if story else "withheld",
        "outlet": brief.evidence.outlet.code,
        "program": brief.evidence.terms.code,
        "terms_version": brief.evidence.terms.terms_version,
        "language": brief.language,
        "framework": outcome.framework,
        "why_framework": story.why if story else "",
        "length": brief.situation.length,
        "story": story.text if story else None,
        "beats": [{"name": b.name, "text": b.text} for b in story.told] if story else [],
        "facts": [_fact(brief, fact) for fact in facts],
        "citations": [{"kind": c.kind, "ref": c.ref, "quote": c.quote} for c in citations],
        "return": return_json(brief.evidence),
        "recommendation": brief.decision.recommendation.value,
        "causes": [_cause(cause) for cause in brief.decision.causes],
        "notes": [_cause(note) for note in brief.decision.notes],
        "review": {"passed": story is not None, "reasons": [_reason(r) for r in reasons]},
        "effectiveness": _effectiveness(story) if story else None,
        "rounds": outcome.rounds,
    }  # fmt: skip


def citations_of(brief: Brief, facts: tuple[Fact, ...]) -> tuple[Citation, ...]:
    """One for each source that is used; the quote is how the figure stands there."""
    found: dict[str, Citation] = {}
    for fact in facts:
        for ref in fact.source.split("; "):
            quote = fact.sentence
            if fact.unit == "text" and isinstance(fact.value, str):
                quote = fact.value
            found.setdefault(ref, Citation("record", ref, quote))
    for cause in brief.decision.causes:
        if cause.ref and cause.message:
            found[cause.ref] = Citation("record", cause.ref, cause.message)
    return tuple(found.values())


def _fact(brief: Brief, fact: Fact) -> dict[str, str]:
    return {
        "id": fact.id,
        "value": shown(fact.value),
        "unit": fact.unit,
        "period": fact.period,
        "source": fact.source,
        "shown": renderer(brief).render(fact),
        "sentence": fact.sentence,
    }


def _effectiveness(story: Story) -> dict[str, Any]:
    found = score(story.brief, story.written)
    return {**asdict(found), "missed": list(found.missed)}


def _cause(cause: Cause) -> dict[str, str]:
    names = ("kind", "key", "effect", "severity", "message", "remedy", "ref", "clause")
    return {name: getattr(cause, name) for name in names}


def _reason(reason: Reason) -> dict[str, str]:
    return {"agent": reason.agent, "key": reason.key, "text": reason.text}


def _usage(milliseconds: int) -> dict[str, Any]:
    usage = Usage(milliseconds=milliseconds)
    return {
        "model": usage.model,
        "model_calls": usage.model_calls,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "milliseconds": usage.milliseconds,
    }


def _told(story: Story, because: str, reader: Reader) -> str:
    brief = story.brief
    language = brief.language
    title = (
        f"**{plain(brief.evidence.outlet.name)} · {brief.evidence.terms.name_in(language)}** · "
        f"{wording(language).headings[brief.decision.recommendation.value]}"
    )
    why = f"*{_why(story, because, reader.language)}*"
    parts = [title, story.text, *_advice(brief, reader.language), why]
    if reader.wanted.partition("-")[0] != language:
        _ = translate(reader.language)
        parts.insert(0, _("I have no words for that language yet, so here it is in English."))
    return "\n\n".join(parts)


def _why(story: Story, because: str, reader: str) -> str:
    """Why this way of telling it, and why this program when nobody named one."""
    _ = translate(reader)
    chosen = {
        "best_return": _("Chosen because it brings this shop the most of all our programs."),
        "nearest_tier": _("Chosen because the shop is in it and nearest to its next step."),
    }.get(because, "")
    if because == "best_return" and story.brief.decision.recommendation.value != "join":
        chosen = ""
    return " ".join(text for text in (_("Why this way:"), story.why, chosen) if text)


def _advice(brief: Brief, reader: str) -> list[str]:
    """What the rules ask of the rep; not for the shopkeeper's ears."""
    _ = translate(reader)
    causes = brief.decision.causes
    ruled = [c.remedy for c in causes if c.remedy and c.ref.startswith("rules")]
    unsaid = [text for c in causes if not c.spoken for text in (c.message, c.remedy) if text]
    noted = [text for note in brief.decision.notes for text in (note.message, note.remedy) if text]
    said = [*ruled, *unsaid, *noted]
    return ["> " + _("For you:") + " " + " ".join(dict.fromkeys(said))] if said else []


def _withheld(outcome: Story | StoryWithheld, reader: str) -> str:
    _ = translate(reader)
    reasons = outcome.reasons if isinstance(outcome, StoryWithheld) else ()
    title = _("I am not giving a story for {outlet}, and here is why:")
    lines = [f"- {text}" for text in dict.fromkeys(reason.text for reason in reasons)]
    name = plain(outcome.brief.evidence.outlet.name)
    return "\n".join([title.replace("{outlet}", name), *lines])

"""Story Generator agent: a writer puts words to the beats; the embedded one has authors' words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from knowledge.facts.slots import SLOTS
from knowledge.facts.text import fill, slots_in
from tools.story.completeness import missing_parts
from tools.story.draft import Brief, Reason, Reasons, StoryDraft, WrittenBeat
from tools.story.filling import renderer
from tools.story.framework import PLAIN
from tools.story.situations import Situation
from tools.story.wording import Alternative, composition, wording

CAUSE_BLOCKS = {"rule": "terms", "unchecked_rule": "unchecked"}
"""Cause kind → name of its words, where they differ."""
FAILURES = ("open_case", "late_payout")
LISTS = frozenset(name for name, slot in SLOTS.items() if slot.kind == "names")


class Writer(Protocol):
    """Whoever writes: templates, or a model. Writes slots, never values."""

    @property
    def name(self) -> str: ...

    def write(self, draft: StoryDraft) -> Sequence[WrittenBeat]:
        """Text with `{slots}` for the beats of the draft; `draft.reasons` say what to mend."""
        ...


@dataclass(frozen=True)
class GeneratorAgent:
    """Has the beats written."""

    writer: Writer
    vetted: Writer
    """Writes the plain story when the writer has failed."""
    name: str = "generator"

    def __call__(self, draft: StoryDraft) -> StoryDraft | Reasons:
        """The draft with words, or the reason why there are none."""
        writer = self.vetted if draft.plain else self.writer
        written = tuple(beat for beat in writer.write(draft) if beat.text.strip())
        if not written:
            return (Reason(self.name, "nothing_written", "The writer wrote nothing."),)
        return replace(draft, written=written, writer=writer.name)


@dataclass(frozen=True)
class TemplateWriter:
    """Takes the words that authors wrote, the same ones for a shop every time."""

    name: str = "templates"

    def write(self, draft: StoryDraft) -> Sequence[WrittenBeat]:
        """A variant of each block whose facts are all known."""
        written: list[WrittenBeat] = []
        for beat in draft.beats:
            before = [b.text for b in written]
            text = self._beat(draft, _blocks(draft.framework, beat.key), before)
            if text:
                written.append(WrittenBeat(beat.key, text))
        return _with_required(draft.brief, self._completed(draft, written))

    def _beat(self, draft: StoryDraft, blocks: Iterable[str], before: Iterable[str] = ()) -> str:
        """The blocks of a beat; `before` is what was said already."""
        tight = _tight(draft)
        wanted = (b.rstrip("*") for b in blocks if not (tight and b.endswith("*")))
        expanded = (name for block in wanted for name in _expanded(draft, block))
        said: list[str] = []
        for name in dict.fromkeys(expanded):
            listed = frozenset(s for t in (*before, *said) for s in slots_in(t) if s in LISTS)
            said.append(_say(draft, name, listed))
        return " ".join(text for text in said if text)

    def _completed(self, draft: StoryDraft, written: list[WrittenBeat]) -> list[WrittenBeat]:
        """A part that the playbook's beats left out is told plainly, before the terms."""
        plain = composition().own[PLAIN]
        for part in missing_parts(draft.brief.situation, written):
            if part not in plain or draft.framework in ("wait", "do_not_join"):
                continue
            text = self._beat(draft, plain[part])
            if text:
                place = min(1, len(written)) if part == "idea" else _place_of_terms(written)
                written = [*written[:place], WrittenBeat(part, text), *written[place:]]
        return written


def _blocks(framework: str, beat: str) -> Sequence[str]:
    own = composition().own
    if framework in own:
        return own[framework].get(beat, ())
    return composition().beats.get(f"{framework}.{beat}", ())


def _expanded(draft: StoryDraft, block: str) -> Iterator[str]:
    """Blocks that are said once for every cause of the recommendation."""
    brief = draft.brief
    kinds = [CAUSE_BLOCKS.get(c.kind, c.kind) for c in brief.decision.causes]
    kinds = [k for k in dict.fromkeys(kinds) if k != "covered"]
    if len(kinds) > 1:  # the others are reason enough
        left_out = ("unchecked", "unknown") if _tight(draft) else ("unchecked",)
        kinds = [k for k in kinds if k not in left_out] or kinds[:1]
        if _tight(draft) and draft.round > 1 and brief.situation.length == "counter":
            kinds = kinds[:1]  # the gravest; all of them are in the result's causes
    if block == "reason":
        yield from (f"{block}_{kind}" for kind in kinds)
    elif block == "change":
        yield from (f"{block}_{kind}" for kind in _changes(brief, kinds))
    elif block == "own_failure":
        yield from (f"own_{k}" if k != "open_case" else block for k in kinds if k in FAILURES)
    elif block == "now":
        declined = brief.situation.recommendation == "do_not_join"
        if any(kind in FAILURES for kind in kinds):
            yield "now_failure"
        elif kinds == ["unknown"]:
            yield "now_ask"
        else:
            yield "now_no" if declined else "now_wait"
    else:
        yield block


def _changes(brief: Brief, kinds: Sequence[str]) -> Iterator[str]:
    """What would change it: the terms' remedies, else time, else nothing."""
    curable = brief.situation.recommendation == "wait"
    for kind in kinds:
        if kind != "terms" or "remedies" in brief.facts:
            yield kind
        else:
            yield "later" if curable else "nothing"


def _say(draft: StoryDraft, block: str, listed: frozenset[str]) -> str:
    """The variant of a block for this shop; empty when its facts are not known.

    `listed` are lists of names that were read out already: nobody wants to hear them twice.
    """
    ways = [
        variants
        for alternative in wording(draft.brief.language).blocks.get(block, ())
        if _applies(alternative, draft.brief.situation)
        and (variants := _variants(draft.brief, alternative, listed))
    ]
    if not ways:
        return ""
    if not _tight(draft):
        return _chosen(ways[0], draft, block)
    # First shorter words for the same thing; only when that was not enough, less of it.
    candidates = ways[0] if draft.round < 2 else [text for way in ways for text in way]
    return min(candidates, key=lambda text: _words(draft.brief, text))


def _tight(draft: StoryDraft) -> bool:
    """The last try was too long; the plain story is short as it is."""
    return draft.framework != PLAIN and any(r.key == "too_long" for r in draft.reasons)


def _variants(brief: Brief, alternative: Alternative, listed: frozenset[str]) -> list[str]:
    sayable = (text for text in alternative.say if _sayable(brief, text))
    return [text for text in sayable if not listed & set(slots_in(text))]


def _words(brief: Brief, text: str) -> int:
    """How long it is when it is said."""
    render = renderer(brief).render
    return len(fill(text, lambda slot: render(brief.facts[slot])).split())


def _applies(alternative: Alternative, situation: Situation) -> bool:
    return all(
        str(getattr(situation, name)).lower() in values for name, values in alternative.when.items()
    )


def _sayable(brief: Brief, text: str) -> bool:
    slots = slots_in(text)
    leaflet = brief.situation.length == "leaflet"
    return all(s in brief.facts and not (leaflet and SLOTS[s].internal) for s in slots)


def _chosen(variants: Sequence[str], draft: StoryDraft, block: str) -> str:
    """The same for a shop every time, another one for its neighbor, another one each round."""
    seed = f"{draft.brief.evidence.outlet.code}:{block}".encode()
    start = int.from_bytes(hashlib.blake2b(seed, digest_size=4).digest())
    return variants[(start + draft.round) % len(variants)]


def _place_of_terms(written: Sequence[WrittenBeat]) -> int:
    names = [beat.name for beat in written]
    return next((names.index(n) for n in ("terms", "next_step") if n in names), len(names))


def _with_required(brief: Brief, written: list[WrittenBeat]) -> list[WrittenBeat]:
    """The wording that the brand guidelines require, at the end of the terms."""
    if "required_wording" not in brief.facts or not written:
        return written
    names = [beat.name for beat in written]
    place = names.index("terms") if "terms" in names else len(names) - 1
    beat = written[place]
    longer = replace(beat, text=f"{beat.text} {{required_wording}}")
    return [*written[:place], longer, *written[place + 1 :]]

"""Who writes: words with slots for a situation. The embedded writer has authors' words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Protocol

from knowledge.facts.slots import SLOTS
from knowledge.facts.text import SLOT, slots_in
from tools.story.commission import FAILURES, Commission, applies
from tools.story.completeness import missing_parts
from tools.story.draft import WrittenBeat
from tools.story.framework import PLAIN
from tools.story.wording import Alternative, composition, wording

LISTS = frozenset(name for name, slot in SLOTS.items() if slot.kind == "names")
WORDS_IN = {"money": 1, "measure": 2, "percent": 1, "quantity": 2, "date": 3, "name": 2,
            "names": 6, "phrase": 3, "text": 14}  # fmt: skip
"""About how many words a slot of a kind becomes."""


class Writer(Protocol):
    """Whoever writes: authors' words, or a model. Writes slots, never values."""

    @property
    def name(self) -> str:
        """With all that changes how he writes: model id, version of the prompt."""
        ...

    def write(self, commission: Commission) -> Sequence[WrittenBeat]:
        """Text with `{slots}` for the beats; `commission.reasons` say what to mend."""
        ...


class LentWords(tuple[WrittenBeat, ...]):
    """What authors wrote, handed on by a writer who could not be reached: it stays theirs."""

    __slots__ = ()


@dataclass
class CountedWriter:
    """A writer, and how often he was asked: what a model's would cost."""

    writer: Writer
    calls: int = 0

    @property
    def name(self) -> str:
        """The writer's own: his words stay his."""
        return self.writer.name

    def write(self, commission: Commission) -> Sequence[WrittenBeat]:
        """As the writer writes."""
        self.calls += 1
        return self.writer.write(commission)


@dataclass(frozen=True)
class TemplateWriter:
    """Takes the words that authors wrote; another variant of them for each variant."""

    name: str = "templates"

    def write(self, commission: Commission) -> Sequence[WrittenBeat]:
        """A variant of each block whose facts are all known."""
        said = _Speaker(commission)
        written: list[WrittenBeat] = []
        for beat in commission.beats:
            before = [b.text for b in written]
            text = said.beat(_blocks(commission.framework, beat.key), before)
            if text:
                written.append(WrittenBeat(beat.key, text))
        return _with_required(commission, _completed(commission, said, written))


def _completed(
    commission: Commission, said: _Speaker, written: list[WrittenBeat]
) -> list[WrittenBeat]:
    """A part that the playbook's beats left out is told plainly, before the terms."""
    plain = composition().own[PLAIN]
    for part in missing_parts(commission.situation, written):
        if part not in plain or commission.framework in ("wait", "do_not_join", "settling"):
            continue
        text = said.beat(plain[part])
        if text:
            place = min(1, len(written)) if part == "idea" else _place_of_terms(written)
            written = [*written[:place], WrittenBeat(part, text), *written[place:]]
    return written


class _Speaker:
    """Says blocks for one commission, and counts them, so that variants differ."""

    def __init__(self, commission: Commission) -> None:
        self._asked = commission
        self._pairs = 0

    def beat(self, blocks: Iterable[str], before: Iterable[str] = ()) -> str:
        """The blocks of a beat; `before` is what was said already."""
        tight = _tight(self._asked)
        wanted = (b.rstrip("*") for b in blocks if not (tight and b.endswith("*")))
        expanded = (name for block in wanted for name in _expanded(self._asked, block))
        said: list[str] = []
        for name in dict.fromkeys(expanded):
            listed = frozenset(s for t in (*before, *said) for s in slots_in(t) if s in LISTS)
            said.append(self._say(name, listed))
        return " ".join(text for text in said if text)

    def _say(self, block: str, listed: frozenset[str]) -> str:
        """The variant of a block; empty when its facts are not known.

        `listed` are lists of names that were read out already: nobody wants to hear them twice.
        """
        asked = self._asked
        ways = [
            variants
            for alternative in wording(asked.language).blocks.get(block, ())
            if applies(alternative, asked.situation)
            and (variants := _variants(asked, alternative, listed))
        ]
        if not ways:
            return ""
        if not _tight(asked):
            return ways[0][self._number(block, len(ways[0]))]
        # First shorter words for the same thing; only when that was not enough, less of it.
        candidates = ways[0] if asked.form == "short" else [text for way in ways for text in way]
        return min(candidates, key=_words)

    def _number(self, block: str, ways: int) -> int:
        """Which way; with two, every other block turns more slowly, so that stories differ."""
        start = int.from_bytes(blake2b(block.encode(), digest_size=4).digest())
        turn = self._asked.variant
        if ways == 2:
            self._pairs += 1
            turn >>= self._pairs % 2
        return (start + turn + self._asked.round) % ways


def _blocks(framework: str, beat: str) -> Sequence[str]:
    own = composition().own
    if framework in own:
        return own[framework].get(beat, ())
    return composition().beats.get(f"{framework}.{beat}", ())


def _expanded(asked: Commission, block: str) -> Iterator[str]:
    """Blocks that are said once for every cause of the recommendation."""
    kinds = list(asked.key.causes)
    if len(kinds) > 1:  # the others are reason enough
        left_out = ("unchecked", "unknown") if _tight(asked) else ("unchecked",)
        kinds = [k for k in kinds if k not in left_out] or kinds[:1]
        if asked.form in ("shorter", "plain") and asked.situation.length == "counter":
            kinds = kinds[:1]  # the gravest; all of them are in the result's causes
    if block == "reason":
        yield from (f"{block}_{kind}" for kind in kinds)
    elif block == "change":
        yield from (f"{block}_{kind}" for kind in _changes(asked, kinds))
    elif block == "own_failure":
        yield from (f"own_{k}" if k != "open_case" else block for k in kinds if k in FAILURES)
    elif block == "now":
        declined = asked.situation.recommendation == "do_not_join"
        if any(kind in FAILURES for kind in kinds):
            yield "now_failure"
        elif kinds == ["unknown"]:
            yield "now_ask"
        else:
            yield "now_no" if declined else "now_wait"
    else:
        yield block


def _changes(asked: Commission, kinds: Sequence[str]) -> Iterator[str]:
    """What would change it: the terms' remedies, else time, else nothing."""
    curable = asked.situation.recommendation == "wait"
    for kind in kinds:
        if kind != "terms" or "remedies" in asked.key.known:
            yield kind
        else:
            yield "later" if curable else "nothing"


def _tight(asked: Commission) -> bool:
    """It was too long; the plain story is short as it is."""
    return asked.framework != PLAIN and asked.form != "full"


def _variants(asked: Commission, way: Alternative, listed: frozenset[str]) -> list[str]:
    known = set(asked.key.known)
    return [t for t in way.say if known.issuperset(slots_in(t)) and not listed & set(slots_in(t))]


def _words(text: str) -> int:
    """About how long it is when it is said."""
    slots = (SLOTS[name].kind for name in SLOT.findall(text))
    return len(SLOT.sub(" ", text).split()) + sum(WORDS_IN[kind] for kind in slots)


def _place_of_terms(written: Sequence[WrittenBeat]) -> int:
    names = [beat.name for beat in written]
    return next((names.index(n) for n in ("terms", "next_step") if n in names), len(names))


def _with_required(asked: Commission, written: list[WrittenBeat]) -> list[WrittenBeat]:
    """The wording that the brand guidelines require, at the end of the terms."""
    if "required_wording" not in asked.key.known or not written:
        return written
    names = [beat.name for beat in written]
    place = names.index("terms") if "terms" in names else len(names) - 1
    beat = written[place]
    longer = replace(beat, text=f"{beat.text} {{required_wording}}")
    return [*written[:place], longer, *written[place + 1 :]]

"""Takes the template of a shop's situation from the shelf, or has it written and reviewed once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b
from typing import Protocol

from knowledge.facts.loose_ends import loose_ends
from knowledge.facts.names import company_names
from knowledge.facts.text import slots_in
from knowledge.pack.schema.brand import BrandGuidelines
from knowledge.pack.schema.playbook import Frameworks
from knowledge.pack.schema.rules import Rules
from knowledge.records.story_templates import (
    StoryTemplate,
    template_id,
    template_place,
)
from tools.story.commission import FORMS, Commission, SituationKey, key_of
from tools.story.draft import Reason, Reasons, StoryDraft, WrittenBeat
from tools.story.filling import told
from tools.story.generator import LentWords, TemplateWriter, Writer
from tools.story.stamps import stands_on

VARIANTS = 3
"""Ways to tell each situation: neighbors must not hear the same words."""
ROUNDS = 3
"""A writer's tries at a template; each sees the reasons of the one before."""
LENGTHY = ("too_long", "long_sentences")
"""What is wrong for one shop, whose names and figures are long, and right for the next."""
OF_THE_SHOP = frozenset({*LENGTHY, "unproven_fact"})
MOST_KEPT = 50_000
LENT_FOR_S = 600.0
"""Seconds until a writer who could not be reached is asked again for a situation."""

Judge = Callable[[StoryDraft], StoryDraft | Reasons]
Guidance = tuple[BrandGuidelines, Rules, Frameworks]


class TemplateStore(Protocol):
    """Where templates are kept for good."""

    def find(self, template_id: str) -> StoryTemplate | None: ...

    def keep(self, template: StoryTemplate) -> None: ...


@dataclass
class MemoryTemplates:
    """Keeps them as long as the process lives."""

    kept: dict[str, StoryTemplate] = field(default_factory=dict)

    def find(self, template_id: str) -> StoryTemplate | None:
        return self.kept.get(template_id)

    def keep(self, template: StoryTemplate) -> None:
        self.kept[template.id] = template


class TemplateShelf:
    """A store with what this process has had of it in hand. Thread-safe."""

    def __init__(
        self,
        store: TemplateStore | None = None,
        one_writes: AbstractContextManager[object] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`one_writes` is a lock, over processes too: a model is not asked twice for the same."""
        self._clock = clock
        self._lent_until: dict[str, float] = {}
        self._store = store or MemoryTemplates()
        self._one_writes = one_writes or threading.Lock()
        self._at_hand: dict[str, StoryTemplate] = {}

    def find(self, template_id: str) -> StoryTemplate | None:
        """The template with this id, if somebody has written it."""
        return self._at_hand.get(template_id) or self._store.find(template_id)

    def get(self, wanted: str, write: Callable[[], StoryTemplate]) -> StoryTemplate:
        """The template with this id, which `write` makes where nobody has yet.

        One that `write` gives under another id is lent: it serves for a while, then `write` is
        asked again.
        """
        found = self._at_hand.get(wanted)
        if found is not None and (found.id == wanted or self._still_lent(wanted)):
            return found
        with self._one_writes:
            template = self._store.find(wanted)
            if template is None:
                template = write().sealed()
                self._store.keep(template)
        if len(self._at_hand) >= MOST_KEPT:
            self._at_hand.clear()
            self._lent_until.clear()
        if template.id != wanted:
            self._lent_until[wanted] = self._clock() + LENT_FOR_S
        self._at_hand[wanted] = template
        return template

    def _still_lent(self, wanted: str) -> bool:
        return self._clock() < self._lent_until.get(wanted, 0.0)


@dataclass(frozen=True)
class GeneratorAgent:
    """Words for the situation this shop is in; which of its variants hangs on the shop."""

    writer: Writer
    guidance: Guidance
    shelf: TemplateShelf
    judges: Sequence[Judge]
    """Brand guidelines, business rules and review; they see each template once."""
    vetted: Writer = field(default_factory=TemplateWriter)
    """Writes the plain story when the writer has failed."""
    name: str = "generator"

    def __call__(self, draft: StoryDraft) -> StoryDraft | Reasons:
        """The draft with words, or all that was wrong with those that were written."""
        template = self._template(draft)
        if not template.passed:
            return tuple(Reason(*reason) for reason in template.reasons)
        return replace(
            draft, written=written_in(template), writer=template.writer, template=template
        )

    def _template(self, draft: StoryDraft) -> StoryTemplate:
        writer = self.vetted if draft.plain else self.writer
        terms, language = draft.brief.evidence.terms, draft.brief.language
        stamp = stands_on(terms, self.guidance, language, writer.name)
        form, variant = FORMS[draft.round], variant_of(draft.brief.evidence.outlet.code)
        key = key_of(draft)
        wanted = id_of(key, form, variant, tuple(stamp.items()))

        def write() -> StoryTemplate:
            asked = Commission(key, terms, draft.beats, draft.why, form, variant)
            return self._written(asked, draft, writer, stamp)

        return self.shelf.get(wanted, write)

    def _written(
        self, asked: Commission, draft: StoryDraft, writer: Writer, stamp: dict[str, str]
    ) -> StoryTemplate:
        """What the writer makes of it in a bounded number of tries, good or bad."""
        reasons: Reasons = draft.reasons
        all_reasons: Reasons = ()
        written: tuple[WrittenBeat, ...] = ()
        for number in range(ROUNDS):
            words = writer.write(replace(asked, round=number, reasons=reasons))
            written = tuple(beat for beat in words if beat.text.strip())
            author = self.vetted.name if isinstance(words, LentWords) else writer.name
            reasons = self._judged(asked.key, draft, written, author)
            if not reasons:
                break
            all_reasons = (*all_reasons, *reasons)
        return StoryTemplate(
            situation=asked.key.as_json(),
            form=asked.form,
            variant=asked.variant,
            beats=tuple((beat.name, beat.text) for beat in written),
            writer=author,
            stands_on={**stamp, "writer": author},
            passed=not reasons,
            reasons=tuple((r.agent, r.key, r.text) for r in dict.fromkeys(all_reasons)),
            rounds=number + 1,
        )

    def _judged(
        self, key: SituationKey, draft: StoryDraft, written: tuple[WrittenBeat, ...], writer: str
    ) -> Reasons:
        """Everything that is wrong with the words, whatever shop they are told to."""
        if not written:
            return (Reason(self.name, "nothing_written", "The writer wrote nothing."),)
        strange = dict.fromkeys(s for b in written for s in slots_in(b.text) if s not in key.known)
        if strange:
            text = "There is no fact for {%s} in this situation."
            return tuple(Reason(self.name, "unknown_slot", text % slot) for slot in strange)
        filled = replace(
            draft, written=written, told=told(draft.brief, written), writer=writer, template=None
        )
        outcomes = (judge(filled) for judge in self.judges)
        found = (r for o in outcomes if not isinstance(o, StoryDraft) for r in o)
        reasons = tuple(r for r in found if r.mendable and r.key not in OF_THE_SHOP)
        return _without_own_name(reasons, filled, self.guidance[0])


def _without_own_name(reasons: Reasons, draft: StoryDraft, brand: BrandGuidelines) -> Reasons:
    """A shop that is called like a word of the story did not put it there: no writer knows it."""
    names = company_names(draft.brief.evidence, brand)
    texts = (*(b.text for b in draft.written),)
    told_of_others = any(
        found.key == "loose_name"
        for text in texts
        for found in loose_ends(text, draft.brief.language, names)
    )
    if told_of_others:
        return reasons
    return tuple(r for r in reasons if r.key not in ("loose_name", "loose_in_told"))


def variant_of(outlet: str) -> int:
    """The same for a shop every time, another one for its neighbor."""
    return int.from_bytes(blake2b(outlet.encode(), digest_size=4).digest()) % VARIANTS


@lru_cache(maxsize=65_536)
def place_of(key: SituationKey, form: str, variant: int) -> str:
    """Where a template stands on the shelf."""
    return template_place(key.as_json(), form, variant)


@lru_cache(maxsize=65_536)
def id_of(key: SituationKey, form: str, variant: int, stamp: tuple[tuple[str, str], ...]) -> str:
    """Its id: where it stands, and what it stands on."""
    return template_id(place_of(key, form, variant), dict(stamp))


def written_in(template: StoryTemplate) -> tuple[WrittenBeat, ...]:
    """A template's beats."""
    return tuple(WrittenBeat(name, text) for name, text in template.beats)

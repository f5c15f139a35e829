"""Story Framework agent: which structure fits this situation, and which beats it tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.language.catalogs import translate
from knowledge.facts.recommendation import Recommendation
from knowledge.pack.schema.playbook import Beat, Framework, Frameworks
from knowledge.programs.expressions import Standing, evaluate
from tools.story.draft import Brief, Reason, Reasons, StoryDraft
from tools.story.situation import situation_inputs
from tools.story.situations import FAILURES, Situation
from tools.story.wording import composition

OWN = {
    Recommendation.WAIT: "wait",
    Recommendation.DO_NOT_JOIN: "do_not_join",
    Recommendation.ALREADY_IN: "standing",
}
"""Where there is nothing to pitch, the playbook has no say: these are told straight."""
SETTLING = "settling"
"""A member to whom we owe something hears that at the counter, and nothing else."""
PLAIN = "plain"


Chooser = Callable[[Situation, Sequence[Framework]], Framework]
"""Of those that fit a situation, at least one, the one that is told."""


def by_priority(_situation: Situation, fitting: Sequence[Framework]) -> Framework:
    """As the playbook orders them."""
    return max(fitting, key=lambda framework: framework.priority)


@dataclass(frozen=True)
class FrameworkAgent:
    """Chooses among those that fit by the playbook's own conditions."""

    frameworks: Frameworks
    asked_for: str | None = None
    """A framework the person named; taken whether it fits or not, if it is in the playbook."""
    choose: Chooser = by_priority
    name: str = "framework"

    def __call__(self, draft: StoryDraft) -> StoryDraft | Reasons:
        """The draft with its framework, the reason for it, and the beats to write."""
        own = _own(draft.brief)
        if draft.plain and own is None:
            own = PLAIN
        language = draft.brief.language
        if own is not None:
            why = explained(own, self.frameworks, language)
            return replace(draft, framework=own, why=why, beats=own_beats(own))
        fitting = [f for f in self.frameworks.frameworks if self._fits(f, draft)]
        if not fitting:
            return (Reason(self.name, "no_framework", "No framework of the playbook fits."),)
        chosen = self.choose(draft.brief.situation, fitting)
        why = explained(chosen.key, self.frameworks, language)
        return replace(draft, framework=chosen.key, why=why, beats=beats_told(chosen, draft))

    def _fits(self, framework: Framework, draft: StoryDraft) -> bool:
        if self.asked_for is not None:
            return framework.key == self.asked_for
        return fits(framework, draft.brief.situation)


def _own(brief: Brief) -> str | None:
    """Which of our own stories; None where the playbook chooses."""
    own = OWN.get(brief.decision.recommendation)
    failed = any(cause.kind in FAILURES for cause in brief.decision.causes)
    if own == "standing" and failed and brief.situation.length == "counter":
        return SETTLING
    return own


def fits(framework: Framework, situation: Situation) -> bool:
    """The playbook offers it here, and somebody has written words for it."""
    met = evaluate(framework.fits, situation_inputs(situation)) is Standing.MET
    return met and _written(framework)


def beats_told(framework: Framework, draft: StoryDraft) -> tuple[Beat, ...]:
    """The beats of this length, without those whose facts are not known."""
    wanted = framework.lengths.get(draft.brief.situation.length)
    return tuple(
        beat
        for beat in framework.beats
        if (wanted is None or beat.key in wanted) and _known(beat, draft.brief.facts)
    )


def own_beats(framework: str) -> tuple[Beat, ...]:
    """The beats of a story of our own."""
    beats = composition().own[framework]
    return tuple(Beat(key=key, purpose=key.replace("_", " ")) for key in beats)


def _known(beat: Beat, facts: Mapping[str, object]) -> bool:
    return all(need in facts for need in beat.needs)


def _written(framework: Framework) -> bool:
    """Somebody has written words for all its beats."""
    beats = composition().beats
    return all(f"{framework.key}.{beat.key}" in beats for beat in framework.beats)


def explained(framework: str, frameworks: Frameworks, language: str) -> str:
    """Why a story is told this way; the playbook's frameworks by the name the trade has for them.

    `language` is the reader's, which need not be the story's.
    """
    _ = translate(language)
    settled_first = _("Something has to be settled first, so there is nothing to pitch.")
    own = {
        "wait": settled_first,
        SETTLING: settled_first,
        "do_not_join": _("Joining would not serve this shop, so we say so."),
        "standing": _("The shop is in already, so we say where it stands."),
        PLAIN: _("Nothing but what to do, what it brings, and when it is paid."),
    }
    for known in frameworks.frameworks:
        if known.key == framework:
            why = known.why.get(language.partition("-")[0]) or known.why["en"]
            return f"{known.name}. {why}"
    return own.get(framework, "")

"""The honest recommendation, decided in code: join, wait, do not join, or already in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from knowledge.facts.evidence import Evidence
from knowledge.pack.schema.rules import BusinessRule, ComplianceWording, Rules, Severity
from knowledge.programs.expressions import Standing, evaluate, fields_of
from knowledge.programs.terms import ProgramTerms, Texts

FAILURES = ("late_delivery", "short_delivery", "claim", "reward_dispute")
"""Open cases that are our failure: nobody is pitched to over one."""
Effect = Literal["withhold", "wait", "do_not_join", "note"]


class Recommendation(StrEnum):
    """What we honestly tell the shop to do."""

    JOIN = "join"
    WAIT = "wait"
    DO_NOT_JOIN = "do_not_join"
    ALREADY_IN = "already_in"


@dataclass(frozen=True)
class Cause:
    """Something that speaks against joining now."""

    kind: str
    """`open_case`, `late_payout`, `negative_return`, `not_active`, `terms`, `unknown`,
    `rule`, `unchecked_rule`, or `covered` for a rule that says again what another cause says."""
    key: str
    effect: Effect
    message: str = ""
    """A sentence, where the pack's own words say it."""
    remedy: str = ""
    """Of `terms`: for the shop. Of a rule: for the rep."""
    ref: str = ""
    fields: tuple[str, ...] = ()
    """The inputs it hangs on: `history.open_cases`."""
    severity: Severity = "warning"
    clause: str = ""
    """The paper and clause it stands on, where there is one."""
    spoken: bool = True
    """False = the pack's words are not in the story's language: for the rep, not for the shop."""


@dataclass(frozen=True)
class Wording:
    """A sentence that a rule of compliance wants told, word by word."""

    key: str
    text: str
    ref: str
    """`rules.yaml#ke-terms-apply`."""


@dataclass(frozen=True)
class Decision:
    """The recommendation with all its causes, and the rules that stop the story itself."""

    recommendation: Recommendation
    causes: tuple[Cause, ...] = ()
    notes: tuple[Cause, ...] = ()
    """What the rep should know; it speaks neither for nor against joining."""
    wordings: tuple[Wording, ...] = ()
    """Sentences that a story of it must hold."""

    @property
    def withholding(self) -> tuple[Cause, ...]:
        """Rules that let no story out."""
        return tuple(c for c in self.causes if c.effect == "withhold")


def decide(evidence: Evidence, rules: Rules | Iterable[BusinessRule]) -> Decision:
    """Collect every cause, then take the gravest; a member is told how he stands instead."""
    held = rules if isinstance(rules, Rules) else Rules(rules=tuple(rules))
    causes = (*_own_causes(evidence), *_terms_causes(evidence))
    first = _gravest(evidence, causes)
    inputs = story_inputs(evidence, first)
    covered = frozenset(name for cause in causes for name in cause.fields)
    broken = tuple(_rule_causes(evidence, held.rules, inputs, covered))
    causes = (*causes, *(c for c in broken if c.effect != "note"))
    last = _gravest(evidence, causes)
    return Decision(
        recommendation=last,
        causes=causes,
        notes=tuple(c for c in broken if c.effect == "note"),
        wordings=tuple(_wordings(evidence, held.wordings, story_inputs(evidence, last))),
    )


def story_inputs(evidence: Evidence, so_far: Recommendation) -> dict[str, Mapping[str, Any]]:
    """The inputs of business rules: the shop, the program, and what the story would say."""
    net = evidence.shop_return.join.net
    story = {
        "net_return": None if net is None else float(net),
        "recommendation": so_far.value,
    }
    return {**evidence.inputs, "story": story}


def _gravest(evidence: Evidence, causes: Iterable[Cause]) -> Recommendation:
    if evidence.enrolled:
        return Recommendation.ALREADY_IN
    effects = {cause.effect for cause in causes}
    if "do_not_join" in effects:
        return Recommendation.DO_NOT_JOIN
    return Recommendation.WAIT if "wait" in effects else Recommendation.JOIN


def _own_causes(evidence: Evidence) -> Iterator[Cause]:
    """What holds in every company: our open failures, and a return that is a loss."""
    for case in evidence.shop.cases:
        if case.kind in FAILURES:
            yield Cause("open_case", case.kind, "wait", ref=f"cases:{case.id}",
                        fields=("history.open_cases",))  # fmt: skip
    if evidence.shop.late_payouts > 0:
        yield Cause("late_payout", "late_payout", "wait", ref=f"ledger:{evidence.outlet.code}",
                    fields=("history.late_payouts",))  # fmt: skip
    held = evidence.enrollment
    if held is not None and held.status in ("pending_kyc", "suspended"):
        yield Cause("not_active", held.status, "wait", ref=f"enrollments:{held.id}")
    net = evidence.shop_return.join.net
    if net is not None and net <= 0:
        yield Cause("negative_return", "return", "do_not_join", ref=f"{evidence.terms.ref}#return",
                    fields=("story.net_return",))  # fmt: skip


def _terms_causes(evidence: Evidence) -> Iterator[Cause]:
    """Conditions of joining; a member has met them."""
    if evidence.enrolled:
        return
    conditions = {r.key: r.requires for r in evidence.terms.eligibility}
    foreign = _not_in(evidence.shop.language, evidence.terms)
    failed = evidence.eligibility.failed
    for check in (*failed, *evidence.eligibility.unknown):
        effect: Effect = "wait" if check.curable else "do_not_join"
        kind = "terms" if check in failed else "unknown"
        fields = fields_of(conditions.get(check.key, ""))
        yield Cause(kind, check.key, effect, check.message, check.remedy, check.ref, fields,
                    clause=check.clause, spoken=check.message not in foreign)  # fmt: skip


def _not_in(language: str, terms: ProgramTerms) -> frozenset[str]:
    """English texts of the terms that nobody has put into the language."""
    conditions = [requirement.message for requirement in terms.eligibility]
    excluded = [exclusion.reason for exclusion in terms.exclusions]
    texts = (*conditions, *excluded, *(pause.reason for pause in terms.blackouts))
    return frozenset(t.get("en", "") for t in texts if language.split("-")[0] not in t)


def _rule_causes(
    evidence: Evidence,
    rules: Iterable[BusinessRule],
    inputs: Mapping[str, Mapping[str, Any]],
    covered: frozenset[str],
) -> Iterator[Cause]:
    """Rules that fail, and rules that cannot be checked: those block as failed ones do."""
    for rule in rules:
        if rule.applies_to and evidence.terms.code not in rule.applies_to:
            continue
        standing = evaluate(rule.requires, inputs)
        if standing is Standing.MET:
            continue
        failed = standing is Standing.FAILED
        effect: Effect = "wait" if not failed and rule.effect == "do_not_join" else rule.effect
        fields = fields_of(rule.requires)
        said = bool(fields) and set(fields) <= covered
        message, remedy = (_say(t, evidence.shop.language) for t in (rule.message, rule.remedy))
        yield Cause(
            kind="covered" if said else "rule" if failed else "unchecked_rule",
            key=rule.key,
            effect=effect,
            message=message,
            remedy=remedy,
            ref=f"rules.yaml#{rule.key}",
            fields=fields,
            severity=rule.severity,
            clause=rule.clause or "",
            spoken=evidence.shop.language.split("-")[0] in rule.message,
        )


def _wordings(
    evidence: Evidence,
    wordings: Iterable[ComplianceWording],
    inputs: Mapping[str, Mapping[str, Any]],
) -> Iterator[Wording]:
    """Where it cannot be known whether a sentence is due, it is told: that does no harm."""
    for wording in wordings:
        if wording.applies_to and evidence.terms.code not in wording.applies_to:
            continue
        if evaluate(wording.when, inputs) is not Standing.FAILED:
            text = _say(wording.say, evidence.shop.language)
            yield Wording(wording.key, text, f"rules.yaml#{wording.key}")


def _say(texts: Texts, language: str) -> str:
    return texts.get(language.split("-")[0]) or texts.get("en", "")

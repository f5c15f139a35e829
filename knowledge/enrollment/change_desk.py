"""What changing a membership offers to the chat, the command line and other systems."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from assistant.domain import Role
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from knowledge.enrollment.card import Money, sha256_of
from knowledge.enrollment.changes import (
    ChangeCard,
    ChangeKind,
    ends_on,
    last_fee,
    points_until,
    rejoin_from,
)
from knowledge.enrollment.draft import NotNowError
from knowledge.enrollment.ports import SignUpRefusedError
from knowledge.enrollment.reading import Records
from knowledge.enrollment.service import Actor
from knowledge.enrollment.words import why_not
from knowledge.facts.evidence import Evidence, evidence_for, shop_evidence
from knowledge.programs.eligibility import Check, check_eligibility
from knowledge.programs.expressions import Standing
from knowledge.programs.membership import Leaving, Requirement, Transfer
from knowledge.programs.terms import ProgramTerms, Texts
from knowledge.records.answers import EnrollmentView, OutletProfile
from knowledge.records.enrollment.changing import Changing, RecordedChanges

WHO = {
    ChangeKind.LEAVE: frozenset({Role.REP, Role.MANAGER}),
    ChangeKind.TRANSFER: frozenset({Role.REP, Role.MANAGER}),
    ChangeKind.SUSPEND: frozenset({Role.MANAGER, Role.SUPPORT}),
    ChangeKind.RESUME: frozenset({Role.MANAGER, Role.SUPPORT}),
}
Stored = dict[str, Any]
"""A receipt as it is kept: plain JSON."""


@dataclass(frozen=True)
class ChangeAsked:
    """One change of one shop's membership; `reason` is a key of the terms for a suspension."""

    kind: ChangeKind
    outlet: str
    program: str
    reason: str = ""


@dataclass(frozen=True)
class ChangeView:
    """What a change would do, or every reason why it cannot be."""

    asked: ChangeAsked
    outlet: OutletProfile
    terms: ProgramTerms
    held: EnrollmentView
    checks: tuple[Check, ...]
    """Conditions of the terms that are not met, with their clause and what would meet them."""
    card: ChangeCard | None
    """None where the terms refuse it."""


def _ignore() -> None:
    """Nobody waits for news."""


@dataclass(frozen=True)
class ChangeDesk:
    """Proposes changes and writes them, once, when a person has tapped."""

    records: Records
    changes: RecordedChanges
    on_news: Callable[[], None] = _ignore

    def propose(self, actor: Actor, asked: ChangeAsked) -> ChangeView:
        """The card, rendered from today's records; nothing is written.

        Raises:
            NotFoundError: the shop is not the user's to see.
            SignUpRefusedError: not in the program, not his to do, not ruled by the terms.
        """
        with _in_words(actor.language):
            if actor.user.role not in WHO[asked.kind]:
                raise NotNowError(f"not_yours_{asked.kind.value}")
            records = self.records
            shop = shop_evidence(records, actor.user, asked.outlet, records.today, actor.language)
            evidence = evidence_for(records, actor.user, shop, asked.program)
            held = _member(evidence)
            terms = records.program(asked.program, held.terms_version)
            return self._view(actor, asked, evidence, held, terms)

    def confirm(self, actor: Actor, asked: ChangeAsked, card_hash: str, key: str) -> dict[str, Any]:
        """Write it, once; the same tap again gives the stored receipt.

        Raises:
            KeyReusedError: the key was used for something else.
            SignUpRefusedError: not possible as things stand; `other_card` = look at it again.
        """
        with _in_words(actor.language):
            if actor.user.role not in WHO[asked.kind]:
                raise NotNowError(f"not_yours_{asked.kind.value}")
            self.records.outlet(actor.user, asked.outlet)
            done = self._done(actor, asked, card_hash, key)
            if done is not None:
                return done
            try:
                receipt = self._written(actor, asked, card_hash, key)
            except (NotNowError, SignUpRefusedError):
                # The first of two taps may have been written while this one was looking.
                done = self._done(actor, asked, card_hash, key)
                if done is None:
                    raise
                return done
        self.on_news()
        return receipt

    def _done(self, actor: Actor, asked: ChangeAsked, card_hash: str, key: str) -> Stored | None:
        done = self.changes.stored(actor.user.id, key, card_hash)
        same = done and (done["outlet"], done["kind"]) == (asked.outlet, asked.kind.value)
        if done is not None and not same:  # whoever may see one shop is told nothing of another
            raise NotNowError("other_card")
        return done

    def _written(self, actor: Actor, asked: ChangeAsked, card_hash: str, key: str) -> Stored:
        view = self.propose(actor, asked)
        if view.card is None:
            raise NotNowError("not_by_terms")
        if view.card.hash != card_hash:
            raise NotNowError("other_card")
        rules = sha256_of(view.terms.model_dump(mode="json"))
        return self.changes.write(Changing(actor.user, view.card, key, {"terms_sha256": rules}))

    def _view(
        self,
        actor: Actor,
        asked: ChangeAsked,
        evidence: Evidence,
        held: EnrollmentView,
        terms: ProgramTerms,
    ) -> ChangeView:
        checks = _checks(asked, evidence, terms, actor.language)
        view = ChangeView(asked, evidence.outlet, terms, held, checks, None)
        if checks:
            return view
        plain = self._plain_card(actor, view)
        today = self.records.today
        if asked.kind is ChangeKind.LEAVE and terms.leaving is not None:
            return replace(view, card=_leaving(plain, view, terms.leaving, today))
        if asked.kind is ChangeKind.TRANSFER and terms.transfer is not None:
            return replace(view, card=_transfer(plain, terms.transfer, today))
        return replace(view, card=plain)

    def _plain_card(self, actor: Actor, view: ChangeView) -> ChangeCard:
        today, terms = self.records.today.isoformat(), view.terms
        return ChangeCard(
            kind=view.asked.kind, user=actor.user.id, thread=actor.thread,
            enrollment=view.held.id, number=self.changes.count(view.held.id),
            outlet=view.outlet.code, outlet_name=view.outlet.name, program=terms.code,
            terms_version=terms.terms_version, asked_on=today, effective_on=today,
            reason=view.asked.reason if view.asked.kind is ChangeKind.SUSPEND else "",
            clause=_clause(view.asked, terms), points="", points_until="", reward="", fee=None,
            fee_days=0, fee_of_days=0, pay_by="", rejoin_from="",
        )  # fmt: skip


def _member(evidence: Evidence) -> EnrollmentView:
    held = evidence.enrollment
    if held is None or held.status == "left":
        raise NotNowError("not_member")
    if held.left_on is not None:
        raise NotNowError("leaves_already")
    return held


def _clause(asked: ChangeAsked, terms: ProgramTerms) -> str:
    if asked.kind is ChangeKind.LEAVE:
        return terms.leaving.clause if terms.leaving else ""
    if asked.kind is ChangeKind.TRANSFER:
        return terms.transfer.clause if terms.transfer else ""
    if terms.suspension is None:
        return ""
    reasons = {reason.key: reason.clause for reason in terms.suspension.reasons}
    return reasons.get(asked.reason, terms.suspension.clause)


def _leaving(plain: ChangeCard, view: ChangeView, leaving: Leaving, today: dt.date) -> ChangeCard:
    terms, end = view.terms, ends_on(leaving, today)
    fee = last_fee(terms, leaving, view.held, view.outlet.currency, end)
    until = points_until(leaving, end) if terms.points else None
    again = rejoin_from(terms, leaving, end)
    return replace(
        plain,
        effective_on=end.isoformat(),
        points=leaving.points if terms.points else "",
        points_until=until.isoformat() if until else "",
        reward=leaving.reward,
        fee=Money(str(fee.amount), view.outlet.currency) if fee else None,
        fee_days=fee.days if fee else 0,
        fee_of_days=fee.of_days if fee else 0,
        pay_by=fee.pay_by.isoformat() if fee else "",
        rejoin_from=again.isoformat() if again else "",
    )


def _transfer(plain: ChangeCard, transfer: Transfer, today: dt.date) -> ChangeCard:
    lost = transfer.points == "lost"
    until = (today - dt.timedelta(days=1)).isoformat() if lost else ""
    return replace(plain, points=transfer.points, points_until=until)


def _checks(
    asked: ChangeAsked, evidence: Evidence, terms: ProgramTerms, language: str
) -> tuple[Check, ...]:
    """What stands in the way; raises where the terms have no rule at all."""
    if asked.kind is ChangeKind.LEAVE:
        if terms.leaving is None:
            raise NotNowError("no_rule")
        return _unmet(terms.leaving.requires, "leaving", evidence, terms, language)
    if asked.kind is ChangeKind.TRANSFER:
        if terms.transfer is None:
            raise NotNowError("no_rule")
        if not terms.transfer.allowed:
            return (_refusal(terms.transfer, terms, language),)
        return _unmet(terms.transfer.requires, "transfer", evidence, terms, language)
    _check_suspension(asked, terms, evidence)
    return ()


def _check_suspension(asked: ChangeAsked, terms: ProgramTerms, evidence: Evidence) -> None:
    held = evidence.enrollment
    if asked.kind is ChangeKind.RESUME:
        if held is None or held.status != "suspended":
            raise NotNowError("not_suspended")
        return
    if terms.suspension is None:
        raise NotNowError("no_rule")
    if held is None or held.status != "active":
        raise NotNowError("suspended_already")
    if asked.reason not in {reason.key for reason in terms.suspension.reasons}:
        raise NotNowError("reason_wanted")


def _unmet(
    rules: tuple[Requirement, ...],
    folder: str,
    evidence: Evidence,
    terms: ProgramTerms,
    language: str,
) -> tuple[Check, ...]:
    """By the same code as the conditions of joining; what is not known is not met."""
    ruled = terms.model_copy(update={"eligibility": rules})
    found = check_eligibility(ruled, evidence.inputs, evidence.shop.today, language).checks
    return tuple(
        replace(check, ref=f"{terms.ref}#{folder}/{check.key}")
        for check in found
        if check.kind == "requirement" and check.standing is not Standing.MET
    )


def _refusal(transfer: Transfer, terms: ProgramTerms, language: str) -> Check:
    _ = translate(language)
    message = in_words(transfer.refusal, language) or _("A new owner cannot take over.")
    remedy = in_words(transfer.remedy, language)
    return Check(
        kind="transfer", key="transfer", standing=Standing.FAILED, message=message,
        remedy=remedy, clause=transfer.clause, ref=f"{terms.ref}#transfer",
    )  # fmt: skip


def in_words(texts: Texts, language: str) -> str:
    """In the language, else in English, else nothing."""
    return texts.get(language.split("-", maxsplit=1)[0]) or texts.get("en", "")


def paused_words(held: EnrollmentView, terms: ProgramTerms, language: str) -> str:
    """Since when and why a shop is suspended, and that it earns nothing; empty = it is not."""
    if held.status != "suspended":
        return ""
    _ = translate(language)
    since, reason, clause = _open_pause(held)
    known = terms.suspension.reasons if terms.suspension else ()
    why = next((in_words(r.text, language) for r in known if r.key == reason), "")
    if not since:
        return _("It is suspended: what the shop buys now earns nothing.")
    told = _("It is suspended since {date}: what the shop buys from that day on earns nothing.")
    day = Locale(language.split("-", maxsplit=1)[0]).date(dt.date.fromisoformat(since))
    said = told.replace("{date}", day)
    return f"{said} {why}" + (f" (§{clause})" if clause else "") if why else said


def _open_pause(held: EnrollmentView) -> tuple[str, str, str]:
    for since, until, reason, clause in reversed(held.paused):
        if until is None:
            return since, reason, clause
    return "", "", ""


@contextmanager
def _in_words(language: str) -> Iterator[None]:
    """A refusal's key becomes a sentence in the reader's language."""
    try:
        yield
    except NotNowError as error:
        raise SignUpRefusedError(error.reason, why_not(error.reason, language)) from error

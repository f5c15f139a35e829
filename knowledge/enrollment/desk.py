"""The service of sign-up: drafts in, one enrollment out. Implements `service.SignUps`."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields, replace
from functools import partial
from secrets import token_hex

from assistant.domain import User
from knowledge.enrollment.card import Card
from knowledge.enrollment.confirming import Confirming
from knowledge.enrollment.draft import (
    OPEN_FOR,
    Canceled,
    CardShown,
    Consented,
    ConsentGiven,
    ConsentMethod,
    Corrected,
    Corrections,
    Event,
    Interrupted,
    NotNowError,
    Restarted,
    Resumed,
    SignUpDraft,
    TermsHeard,
    TimePassed,
)
from knowledge.enrollment.flow import advance
from knowledge.enrollment.ports import Confirmation, ConsentTaken, Receipt, SignUpRefusedError
from knowledge.enrollment.reading import Reader, Reading, named_target, owner_language
from knowledge.enrollment.service import Actor, SignUpView
from knowledge.enrollment.words import why_not
from knowledge.facts.evidence import shop_evidence
from knowledge.programs.expressions import Standing
from knowledge.records.enrollment.audit import Deed
from knowledge.records.enrollment.codes import RecordedCodes
from knowledge.records.enrollment.drafts import Kept, RecordedDrafts

STROKES = re.compile(r"M ?\d[\d., ML-]{30,60000}")
"""SVG path data of what a finger drew: moves and lines only."""
LONGEST_NAME = 80


@dataclass(frozen=True)
class SignUpDesk:
    """Every method checks permission first; see `service.SignUps` for what each does."""

    reader: Reader
    drafts: RecordedDrafts
    codes: RecordedCodes
    confirming: Confirming
    now: Callable[[], dt.datetime]

    def open(
        self, actor: Actor, outlet: str, program: str, corrections: Corrections | None = None
    ) -> SignUpView:
        """Open a draft, or go on with the user's open one; nothing is kept for who cannot join."""
        with _in_words(actor.language):
            terms = self.reader.records.program(program)
            outlet = self.reader.records.outlet(actor.user, outlet).code
            found = self._open_one(actor.user, outlet, terms.code)
            draft = found or self._new(actor, outlet, terms.code, terms.terms_version)
            if found is None:
                reading = self.reader.read(actor.user, draft, actor.language)
                if reading.evidence.eligibility.standing is not Standing.MET or reading.is_member:
                    return _unable(draft, reading)
                draft = self.drafts.open(draft)
            if corrections is not None and corrections != Corrections():
                self._correct(actor, draft, corrections)
            return replace(self._show(actor, draft.id), continued=found is not None)

    def show(self, actor: Actor, draft: str) -> SignUpView:
        """As it stands now; binds the card to the actor's conversation."""
        with _in_words(actor.language):
            return self._show(actor, draft)

    def latest(self, actor: Actor) -> SignUpView | None:
        """The user's newest open draft, any conversation; None = there is none."""
        kept = self.drafts.latest(actor.user)
        if kept is None or kept[0].expires_at <= self.now():
            return None
        return self.show(actor, kept[0].id)

    def waiting(self, user: User, thread: str | None = None) -> SignUpDraft | None:
        """The newest open draft as it is kept, of any conversation or of one; shows nothing."""
        kept = self.drafts.latest(user, thread)
        return kept[0] if kept and kept[0].expires_at > self.now() else None

    def interrupt(self, user: User, thread: str) -> SignUpDraft | None:
        """Something else was asked in that conversation; the draft stays as it is."""
        draft = self.waiting(user, thread)
        if draft is not None and not draft.interrupted:
            draft = self._change(user, draft.id, Interrupted())[0]
        return draft

    def correct(self, actor: Actor, draft: str, corrections: Corrections) -> SignUpView:
        """Set fields right; voids a consent that was given to the card before."""
        with _in_words(actor.language):
            self._correct(actor, self.drafts.get(actor.user, draft)[0], corrections)
            return self._show(actor, draft)

    def restart(self, actor: Actor, draft: str) -> SignUpView:
        """From the terms again."""
        with _in_words(actor.language):
            kept, _card = self.drafts.get(actor.user, draft)
            version = self.reader.records.program(kept.program).terms_version
            self._change(actor.user, draft, Restarted(version, token_hex(16)))
            return self._show(actor, draft)

    def send_code(self, actor: Actor, draft: str, card_hash: str) -> SignUpView:
        """Send a one-time code to the owner's phone; good for ten minutes and five tries."""
        with _in_words(actor.language):
            _kept, card = self._same_card(actor, draft, card_hash)
            if card and card.phone and not self.reader.phones.takes_messages(card.phone):
                raise NotNowError("phone_not_mobile")
            if not self.codes.send(actor.user, draft, card_hash):
                raise NotNowError("too_many_codes")
            self.confirming.on_news()
            return self._show(actor, draft)

    def consent(self, actor: Actor, draft: str, taken: ConsentTaken) -> SignUpView:
        """Record the owner's yes to the card on show."""
        with _in_words(actor.language):
            kept, card = self._same_card(actor, draft, taken.card_hash)
            if card is None or card.missing:
                raise NotNowError("missing")
            self._check_proof(actor, draft, taken)
            reading = self.reader.read(actor.user, kept, actor.language)
            given = ConsentGiven(
                method=taken.method,
                text_version=card.consent_version,
                text_sha256=hashlib.sha256(reading.consent_text.encode()).hexdigest(),
                language=card.consent_language,
                at=self.now(),
                by=actor.user.id,
                card_hash=taken.card_hash,
                evidence=taken.strokes if taken.method is ConsentMethod.SIGNATURE else "",
            )
            said = {"method": given.method.value, "card_hash": given.card_hash}
            deed = Deed(actor.user.id, "consent.given", draft, said)
            self._change(actor.user, draft, Consented(given), deed)
            return self._show(actor, draft)

    def confirm(self, actor: Actor, confirmation: Confirmation) -> Receipt:
        """Write the enrollment, once; the same key gives the stored receipt again."""
        with _in_words(actor.language):
            return self.confirming.confirm(actor, confirmation)

    def cancel(self, actor: Actor, draft: str, reason: str = "") -> SignUpView:
        """Call it off."""
        with _in_words(actor.language):
            self._change(actor.user, draft, Canceled(reason))
            return self._show(actor, draft)

    def _new(self, actor: Actor, outlet: str, program: str, version: str) -> SignUpDraft:
        records, now = self.reader.records, self.now()
        shop = shop_evidence(records, actor.user, outlet, records.today, actor.language)
        return SignUpDraft(
            id=token_hex(12), user=actor.user.id, thread=actor.thread, outlet=outlet,
            program=program, terms_version=version, language=owner_language(shop),
            opened_at=now, expires_at=now + OPEN_FOR, nonce=token_hex(16),
        )  # fmt: skip

    def _open_one(self, user: User, outlet: str, program: str) -> SignUpDraft | None:
        found = self.drafts.find_open(user, outlet, program)
        if found is None:
            return None
        draft, _card = self._change(user, found[0].id, TimePassed())
        return draft if draft.is_open else None

    def _correct(self, actor: Actor, draft: SignUpDraft, corrections: Corrections) -> None:
        records = self.reader.records
        country = records.outlet(actor.user, draft.outlet).country
        phone, name, target = corrections.phone, corrections.owner_name, corrections.target
        if phone is not None:
            if flaw := self.reader.phones.flaw(phone, country):
                raise NotNowError(flaw)
            phone = self.reader.phones.normalize(phone, country)
        if name is not None and not (0 < len(name := " ".join(name.split())) <= LONGEST_NAME):
            raise NotNowError("bad_name")
        if target is not None:
            step = named_target(records.program(draft.program), target)
            if step is None:
                raise NotNowError("bad_target")
            target = step.name
        self._change(actor.user, draft.id, Corrected(Corrections(name, phone, target)))

    def _check_proof(self, actor: Actor, draft: str, taken: ConsentTaken) -> None:
        if taken.method is ConsentMethod.SIGNATURE and not STROKES.fullmatch(taken.strokes):
            raise NotNowError("bad_signature")
        if taken.method is ConsentMethod.CODE and not self.codes.accepts(
            actor.user, draft, taken.card_hash, taken.code
        ):
            raise NotNowError("bad_code")

    def _same_card(self, actor: Actor, draft: str, card_hash: str) -> Kept:
        kept, card = self.drafts.get(actor.user, draft)
        if not kept.is_open:
            raise NotNowError(kept.step.value)
        if kept.thread != actor.thread:
            raise NotNowError("other_session")
        if not kept.card_hash or kept.card_hash != card_hash:
            raise NotNowError("other_card")
        return kept, card

    def _change(self, user: User, draft: str, event: Event, deed: Deed | None = None) -> Kept:
        def move(kept: SignUpDraft, card: Card | None) -> Kept:
            return advance(kept, event, self.now()), card

        return self.drafts.change(user, draft, move, deed)

    def _show(self, actor: Actor, draft: str) -> SignUpView:
        for _attempt in range(3):
            kept, before = self.drafts.get(actor.user, draft)
            reading = self.reader.read(actor.user, kept, actor.language)
            if not kept.is_open:
                return self._final(kept, reading)
            if reading.evidence.eligibility.standing is not Standing.MET or reading.is_member:
                return _unable(kept, reading)
            try:
                display = partial(self._display, rendered=kept, reading=reading, actor=actor)
                moved, card = self.drafts.change(actor.user, draft, display)
            except _MovedError:  # somebody's other device was faster: read again
                continue
            return _view(moved, reading, card, _changed(before, card))
        raise NotNowError("other_card")

    def _display(
        self,
        draft: SignUpDraft,
        _card: Card | None,
        rendered: SignUpDraft,
        reading: Reading,
        actor: Actor,
    ) -> Kept:
        """Through the terms to the card, for the conversation it is shown in."""
        if (draft.corrections, draft.nonce, draft.step) != (
            rendered.corrections, rendered.nonce, rendered.step,
        ):  # fmt: skip
            raise _MovedError
        now = self.now()
        if draft.expires_at <= now:
            return advance(draft, TimePassed(), now), None
        if draft.terms_version != reading.evidence.terms.terms_version:
            draft = advance(
                draft, Restarted(reading.evidence.terms.terms_version, draft.nonce), now
            )
        for event in (
            Resumed(actor.thread),
            TermsHeard(),
            CardShown(reading.card.hash, token_hex(16)),
        ):
            draft = advance(draft, event, now)
        return draft, reading.card

    def _final(self, draft: SignUpDraft, reading: Reading) -> SignUpView:
        receipt = self.confirming.receipt(draft) if draft.enrollment else None
        return replace(_view(draft, reading, None, ()), receipt=receipt)


class _MovedError(Exception):
    """The draft moved while its card was being rendered."""


@contextmanager
def _in_words(language: str) -> Iterator[None]:
    """A refusal's key becomes a sentence in the reader's language."""
    try:
        yield
    except NotNowError as error:
        raise SignUpRefusedError(error.reason, why_not(error.reason, language)) from error


def _view(
    draft: SignUpDraft, reading: Reading, card: Card | None, changed: tuple[str, ...]
) -> SignUpView:
    return SignUpView(
        draft=draft,
        terms=reading.evidence.terms,
        eligibility=reading.evidence.eligibility,
        card=card if draft.is_open else None,
        consent_text=reading.consent_text,
        consent_version=reading.card.consent_version,
        changed=changed,
        reading=reading,
    )


def _unable(draft: SignUpDraft, reading: Reading) -> SignUpView:
    return _view(draft, reading, None, ())


def _changed(before: Card | None, after: Card | None) -> tuple[str, ...]:
    if before is None or after is None:
        return ()
    pairs = zip(fields(Card), astuple(before), astuple(after), strict=True)
    return tuple(f.name for f, old, new in pairs if old != new and f.name != "nonce")

"""Any order of events ends in a legal state: the draft itself, and the desk with its database."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from knowledge.enrollment.card import Card
from knowledge.enrollment.draft import (
    OPEN_FOR,
    Canceled,
    CardShown,
    Confirmed,
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
    Step,
    TermsHeard,
    TimePassed,
    short_code,
)
from knowledge.enrollment.flow import advance

NOW = dt.datetime(2026, 11, 16, 3, tzinfo=dt.UTC)
HASHES = st.sampled_from(["a" * 64, "b" * 64])


def draft() -> SignUpDraft:
    return SignUpDraft(
        id="d", user="budi", thread="t", outlet="A1", program="growth-club", terms_version="3",
        language="id", opened_at=NOW, expires_at=NOW + OPEN_FOR, nonce="n",
    )  # fmt: skip


def consent(card_hash: str) -> ConsentGiven:
    return ConsentGiven(ConsentMethod.SPOKEN, "1", "0" * 64, "id", NOW, "budi", card_hash)


EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.just(TermsHeard()),
    HASHES.map(lambda h: CardShown(h, f"key-{h[0]}")),
    st.sampled_from(["1", "2"]).map(lambda p: Corrected(Corrections(phone=p))),
    HASHES.map(lambda h: Consented(consent(h))),
    HASHES.map(lambda h: Confirmed(h, "app-1")),
    st.just(Canceled("no")),
    st.just(Restarted("3", "n2")),
    st.just(Interrupted()),
    st.just(Resumed("t2")),
    st.just(TimePassed()),
)


@settings(deadline=None)
@given(st.lists(st.tuples(EVENTS, st.integers(0, 8)), max_size=30))
def test_nothing_but_a_tap_on_the_agreed_card_ever_confirms(
    happened: list[tuple[Event, int]],
) -> None:
    now, at = draft(), NOW
    for event, hours in happened:
        at += dt.timedelta(hours=hours)
        before = now
        try:
            now = advance(now, event, at)
        except NotNowError:
            continue
        if now.step is Step.CONFIRMED and before.step is not Step.CONFIRMED:
            assert isinstance(event, Confirmed)
            assert before.step is Step.CONSENT
            assert before.consent is not None
            assert event.card_hash == before.card_hash == before.consent.card_hash
            assert at < before.expires_at
        if now.step is Step.CONSENT:
            assert now.consent is not None
            assert now.consent.card_hash == now.card_hash
        if not before.is_open:
            assert now == before
        assert (now.id, now.user, now.outlet, now.program) == ("d", "budi", "A1", "growth-club")


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=32).map(bytes.hex))
def test_a_short_code_is_four_letters_nobody_mixes_up(card_hash: str) -> None:
    code = short_code(card_hash)
    assert len(code) == 4
    assert not set(code) & set("01IOl")


def test_a_card_without_a_hash_has_no_code() -> None:
    assert short_code("") == ""


def card(**changes: object) -> Card:
    made = Card(
        draft="d", nonce="n", outlet="A1", outlet_name="Toko", program="p", terms_version="1",
        target="", target_value="", target_unit="", base_monthly=None, reward=None, period="2026",
        pay_by="2027-01-20", owner_name="Bu Hartini", phone="+62811", consent_version="1",
        consent_language="id",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


@settings(deadline=None)
@given(st.sampled_from(list(Card.__dataclass_fields__)), st.text(max_size=20))
def test_every_field_of_the_card_is_in_its_hash(field: str, value: str) -> None:
    other = card(**{field: value})
    assert (other.hash == card().hash) is (other == card())


class Flow(RuleBasedStateMachine):
    """A model of the draft beside the real one: what must be true after any step."""

    def __init__(self) -> None:
        super().__init__()
        self.draft, self.now = draft(), NOW
        self.shown = ""
        self.agreed_to = ""
        self.confirmed_by_tap = False

    def do(self, event: Event) -> bool:
        try:
            self.draft = advance(self.draft, event, self.now)
        except NotNowError:
            return False
        return True

    @rule()
    def hear_terms(self) -> None:
        self.do(TermsHeard())

    @rule(card_hash=HASHES)
    def show(self, card_hash: str) -> None:
        if self.do(CardShown(card_hash, "k")):
            if self.shown != card_hash:
                self.agreed_to = ""
            self.shown = card_hash

    @rule()
    def correct(self) -> None:
        if self.do(Corrected(Corrections(owner_name="Bu"))):
            self.shown = self.agreed_to = ""

    @rule(card_hash=HASHES)
    def agree(self, card_hash: str) -> None:
        if self.do(Consented(consent(card_hash))):
            assert card_hash == self.shown
            self.agreed_to = card_hash

    @rule(card_hash=HASHES)
    def tap(self, card_hash: str) -> None:
        if self.do(Confirmed(card_hash, "app-1")):
            assert card_hash == self.shown == self.agreed_to != ""
            self.confirmed_by_tap = True

    @rule()
    def start_again(self) -> None:
        if self.do(Restarted("3", "n2")):
            self.shown = self.agreed_to = ""

    @rule()
    def ask_something_else(self) -> None:
        self.do(Interrupted())

    @rule()
    def come_back(self) -> None:
        self.do(Resumed("t2"))

    @precondition(lambda self: self.draft.is_open)
    @rule()
    def cancel(self) -> None:
        assert self.do(Canceled())

    @rule(hours=st.integers(1, 30))
    def wait(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)
        self.do(TimePassed())

    @invariant()
    def only_a_tap_confirms(self) -> None:
        assert (self.draft.step is Step.CONFIRMED) is self.confirmed_by_tap
        assert bool(self.draft.enrollment) is self.confirmed_by_tap

    @invariant()
    def a_consent_is_to_the_card_on_show(self) -> None:
        if self.draft.consent is not None:
            assert self.draft.consent.card_hash == self.draft.card_hash


TestFlow = Flow.TestCase
TestFlow.settings = settings(
    deadline=None, max_examples=60, stateful_step_count=30, suppress_health_check=list(HealthCheck)
)

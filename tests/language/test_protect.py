"""Nothing that must be kept is lost, added, doubled or changed; nothing is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.direction import isolated_runs
from assistant.language.protect import CLOSE, OPEN, TOKEN, faults, mask, restore, unequal

NAMES = ("Nusa Delta Foods", "Growth Club", "نادي النمو")
TEXT = (
    "{owner_name}, with Growth Club you get Ksh 1,200 (12.5%) for TEA-LEM-1500 within 20 days "
    "from Nusa Delta Foods: WhatsApp +62 811 5550 147. {owner_name}, again 20 days."
)
PIECES = ["{slot}", "{a_b}", "Growth Club", "Nusa Delta Foods", "TEA-LEM-1500", "20", "Rp150.000",
          "Ksh 1,200", "12.5%", "٣٠", "+62 811 5550 147", "a@b.co", "₹12,34,567"]  # fmt: skip
WORDS = ["pays", "within", "hulipa", "يدفع", "จ่าย", "देता", "und", "the", "shop,", "today."]
MIXED = st.lists(st.sampled_from(PIECES + WORDS), min_size=1, max_size=30).map(" ".join)


def kinds(masked_text: str, answer: str) -> set[str]:
    return {fault.kind for fault in faults(mask(masked_text, NAMES), answer)}


def test_everything_to_be_kept_is_masked_and_nothing_else() -> None:
    masked = mask(TEXT, NAMES)
    assert masked.text == (
        "⟦A⟧, with ⟦B⟧ you get ⟦C⟧ (⟦D⟧) for ⟦E⟧ within ⟦F⟧ days "
        "from ⟦G⟧: WhatsApp ⟦H⟧. ⟦A⟧, again ⟦F⟧ days."
    )
    assert list(masked.kept.values()) == [
        "{owner_name}", "Growth Club", "Ksh 1,200", "12.5%", "TEA-LEM-1500", "20",
        "Nusa Delta Foods", "+62 811 5550 147",
    ]  # fmt: skip


def test_the_longest_name_is_kept_whole() -> None:
    assert mask("Gold Plus and Gold", ("Gold", "Gold Plus")).kept == {
        "⟦A⟧": "Gold Plus",
        "⟦B⟧": "Gold",
    }


@given(st.text(max_size=200))
def test_any_text_is_restored_letter_by_letter(text: str) -> None:
    masked = mask(text, NAMES)
    plain = text.replace("\u2068", "").replace("\u2069", "")
    assert restore(masked, masked.text) == plain
    assert not any(c.isdigit() for c in TOKEN.sub("", masked.text) if c.isdecimal())


@given(MIXED)
def test_a_faithful_translation_passes_in_any_order(text: str) -> None:
    masked = mask(text, NAMES)
    answer = " ".join(reversed(masked.text.split()))
    assert faults(masked, answer) == ()
    assert unequal(text, restore(masked, masked.text), NAMES) == ()


@given(MIXED, st.data())
def test_a_lost_piece_is_always_found(text: str, data: st.DataObject) -> None:
    masked = mask(text, NAMES)
    tokens = TOKEN.findall(masked.text)
    if not tokens:
        return
    place = data.draw(st.integers(0, len(tokens) - 1))
    parts = TOKEN.split(masked.text)
    kept = [f"{OPEN}{p}{CLOSE}" if n % 2 else p for n, p in enumerate(parts)]
    del kept[2 * place + 1]
    assert {"lost"} & {fault.kind for fault in faults(masked, "".join(kept) + " x")}


@given(MIXED, st.data())
def test_a_piece_too_many_is_always_found(text: str, data: st.DataObject) -> None:
    masked = mask(text, NAMES)
    extra = data.draw(st.sampled_from([*masked.kept, "⟦ZZ⟧"]))
    kind = "doubled" if extra in masked.kept else "added"
    assert kind in {fault.kind for fault in faults(masked, f"{masked.text} {extra}")}


@given(MIXED, st.sampled_from("0123456789٣५½Ⅳ²๗"))
def test_a_figure_too_many_is_always_found(text: str, figure: str) -> None:
    masked = mask(text, NAMES)
    assert "figure" in {fault.kind for fault in faults(masked, f"{masked.text} {figure}")}


@given(MIXED, st.sampled_from(PIECES))
def test_the_proof_sees_a_piece_written_out_by_hand(text: str, piece: str) -> None:
    assert unequal(text, f"{text} ; {piece}", NAMES) != ()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("⟦A⟧ hulipa siku ⟦B⟧", "lost"),
        ("⟦A⟧ hulipa ⟦B⟧ ⟦C⟧ ⟦C⟧", "doubled"),
        ("⟦A⟧ hulipa ⟦B⟧ ⟦C⟧ ⟦D⟧", "added"),
        ("⟦a⟧ hulipa ⟦B⟧ ⟦C⟧", "changed"),
        ("⟦ A ⟧ hulipa ⟦B⟧ ⟦C⟧", "changed"),
        ("⟦A⟧ hulipa ⟦B⟧ ⟦C⟧ 5", "figure"),
        ("⟦A⟧ hulipa ⟦B⟧ ⟦C⟧ %", "percent"),
        ("⟦A⟧ hulipa ⟦B⟧ ⟦C⟧ ٪", "percent"),
        ("⟦A⟧ hulipa ⟦B⟧ ⟦C⟧ KES", "currency"),
        ("⟦A⟧ hulipa ⟦B⟧ ⟦C⟧ €", "currency"),
        ("", "empty"),
    ],
)
def test_every_fault_has_its_kind(answer: str, kind: str) -> None:
    assert kind in kinds("Nusa Delta Foods pays {reward} within 20 days.", answer)


def test_all_faults_are_told_at_once() -> None:
    found = kinds("Nusa Delta Foods pays {reward} within 20 days.", "⟦A⟧ ⟦A⟧ ⟦Q⟧ 7 % KES ⟦b⟧")
    assert found == {"lost", "doubled", "added", "changed", "figure", "percent", "currency"}


def test_every_fault_is_a_sentence_for_whoever_tries_again() -> None:
    masked = mask("Nusa Delta Foods pays {reward}.", NAMES)
    sentences = [fault.sentence for fault in faults(masked, "7 % KES ⟦b⟧")]
    assert all(text.endswith(".") and len(text) > 10 for text in sentences)


def test_isolates_do_not_count_as_a_change() -> None:
    marked = isolated_runs("يدفع Nusa Delta Foods خلال 20 يوما", "ar")
    assert unequal("يدفع Nusa Delta Foods خلال 20 يوما", marked, NAMES) == ()


def test_the_texts_own_brackets_are_kept_too() -> None:
    masked = mask("odd ⟦A⟧ and ⟦", NAMES)
    assert restore(masked, masked.text) == "odd ⟦A⟧ and ⟦"

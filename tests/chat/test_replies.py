import json
from datetime import date
from decimal import Decimal

from assistant.chat.replies import (
    action_payloads,
    figure_notes,
    picture_card,
    shown_value,
    sign_up_card,
    sources_card,
    tapped_call,
    tapped_message,
)
from assistant.chat.wording import Wording
from assistant.domain import Action, Citation, Fact, Picture, Reply, ReplyStatus, ToolCall
from assistant.language.currencies import countries_of

EN = Wording("en", lambda text: text)
ID = Wording("id", lambda text: text)


def _reply(text: str, *facts: Fact, citations: tuple[Citation, ...] = ()) -> Reply:
    return Reply("t", ReplyStatus.ANSWERED, "en", text, facts=facts, citations=citations)


def _fact(value: Decimal, unit: str) -> Fact:
    return Fact("gap", value, unit, "invoices:1", sentence="how")


def test_a_link_never_leads_from_a_part_of_a_longer_figure() -> None:
    eight = _fact(Decimal(8), "case")
    assert figure_notes(_reply("18 cases and 8 cases", eight), EN) == []
    assert figure_notes(_reply("You need 8 cases.", eight), EN)[0][0] == "8 cases"
    money = _fact(Decimal(435), "USD")
    assert figure_notes(_reply("It pays $435,000.", money), EN) == []
    assert figure_notes(_reply("It pays $435.", money), EN)[0][0] == "$435"


def test_a_note_says_value_sentence_and_source() -> None:
    (_, note), *_rest = figure_notes(_reply("8 cases", _fact(Decimal(8), "case")), EN)
    assert note == "**8 cases**\n\nhow\n\nSource: Invoices · `invoices:1`"


def test_very_short_figures_are_left_to_the_list() -> None:
    assert figure_notes(_reply("1", _fact(Decimal(1), "")), EN) == []


def test_values_are_written_as_the_reader_writes_them() -> None:
    assert shown_value(_fact(Decimal(1500000), "IDR"), ID.locale) == "Rp1.500.000"
    assert shown_value(_fact(Decimal("12.5"), "percent"), EN.locale) == "12.5%"
    assert shown_value(Fact("d", date(2026, 11, 16), "date", "s"), EN.locale) == "16 November 2026"
    assert shown_value(Fact("n", "Growth Club", "name", "s"), EN.locale) == "Growth Club"


def test_a_reply_on_nothing_has_no_sources() -> None:
    assert sources_card(_reply("Hello"), EN) is None


def test_sources_are_counted_and_carry_the_quote_word_for_word() -> None:
    quote = "Points are valid for 12 months."
    citation = Citation("document", "points.md#expiry", quote)
    card = sources_card(_reply("x", _fact(Decimal(8), "case"), citations=(citation,)), EN)
    assert card
    assert card["title"] == "2 sources"
    assert card["citations"][0]["quote"] == quote
    assert card["facts"][0]["value"] == "8 cases"


def test_a_button_keeps_what_a_tap_needs_and_says_its_label() -> None:
    action = Action("selling_story", "Tell the story", {"outlet": "ID-1", "program": "club"})
    reply = Reply("t", ReplyStatus.ANSWERED, "en", "x", actions=(action,))
    (payload,) = action_payloads(reply)
    assert payload["outlet"] == "ID-1"
    assert tapped_message(payload) == "Tell the story"
    assert tapped_message({"arguments": {"message": "say this"}, "label": "x"}) == "say this"
    assert tapped_message({"arguments": "forged", "label": "x"}) == "x"
    assert tapped_message({}) == ""


def test_a_tap_carries_its_call_and_a_forged_one_carries_none() -> None:
    call = ToolCall("eligibility", {"outlet": "ID-1", "program": "club"})
    action = Action("eligibility", "Check", {}, call)
    reply = Reply("t", ReplyStatus.ANSWERED, "en", "x", actions=(action,))
    (payload,) = json.loads(json.dumps(action_payloads(reply)))
    assert tapped_call(payload) == call
    for forged in (None, "eligibility", {"name": 7, "arguments": {}}, {"name": "x"}, [1]):
        assert tapped_call({**payload, "call": forged}) is None


def test_a_drawing_takes_the_colors_of_the_page_and_a_photo_brings_its_own_bytes() -> None:
    drawn = Picture("Path", "Toko A holds Silver", "image/svg+xml", b"<svg></svg>")
    assert picture_card(drawn) == {
        "title": "Path",
        "alt": "Toko A holds Silver",
        "svg": "<svg></svg>",
    }
    photo = picture_card(Picture("Tea", "A bottle of tea", "image/png", b"\x89PNG"))
    assert photo["source"] == "data:image/png;base64,iVBORw=="


def test_money_in_the_way_of_the_shops_country_is_linked_too() -> None:
    fee = _fact(Decimal(100000), "IDR")
    told = _reply("The fee is Rp100.000 a month.", fee)
    assert [shown for shown, _note in figure_notes(told, EN)] == ["Rp100.000"]
    card = sources_card(told, EN)
    assert card is not None
    assert card["facts"][0]["value"] == "Rp100.000"
    english = _reply("The fee is Rp\u00a0100,000 a month.", fee)
    assert [shown for shown, _note in figure_notes(english, EN)] == ["Rp\u00a0100,000"]


def test_a_currency_knows_its_countries() -> None:
    assert countries_of("IDR") == ("ID",)
    assert "KE" in countries_of("KES")
    assert {"CI", "SN"} <= set(countries_of("XOF"))
    assert countries_of("ZZZ") == ()


def test_a_card_to_sign_up_carries_what_its_element_needs_and_no_more() -> None:
    data = {
        "draft": "d", "card": "c", "key": "k", "outlet": "A1", "rows": [], "steps": [],
        "agreed": False, "missing": [], "language": "id", "consent_text": "…",
    }  # fmt: skip
    shown = sign_up_card(
        Reply("t", ReplyStatus.NEEDS_CONFIRMATION, "en", "", data={"sign_up": data}), EN
    )
    assert shown is not None
    assert "key" not in shown
    assert shown["texts"]["agree"] == "The owner has signed"
    assert sign_up_card(_reply("nothing"), EN) is None

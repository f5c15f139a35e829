import pytest

from assistant.chat.origins import explained, kept_in, period_in_words
from assistant.chat.replies import shown_value, sources_card
from assistant.chat.wording import Wording
from assistant.domain import Citation, Fact, Reply, ReplyStatus
from assistant.language.catalogs import translate
from assistant.language.collect import FACTS, ROOT, fact_sentences
from assistant.language.formats import Locale

EN, ID = (Wording(tag, translate(tag)) for tag in ("en", "id"))


def test_a_list_of_codes_is_told_as_people_say_it() -> None:
    paid = Fact("payment_methods", "mobile_money|credit_note", "methods", "growth-club@3#4")
    assert shown_value(paid, Locale("en")) == "mobile money or a credit note"
    assert shown_value(paid, Locale("id")) == "dompet digital atau nota kredit"
    names = Fact("must_sell_missing", "Es Teh|Kopi Susu", "names", "progress:ID-0001:x")
    assert shown_value(names, Locale("en")) == "Es Teh and Kopi Susu"


def test_a_code_nobody_has_words_for_shows_no_underscore() -> None:
    strange = Fact("payment_methods", "gold_dust", "methods", "x@1#1")
    assert shown_value(strange, Locale("en")) == "gold dust"


def test_a_name_with_a_bar_stays_as_the_owner_writes_it() -> None:
    assert shown_value(Fact("outlet_name", "Bar|Grill", "name", "outlets:1"), Locale("en")) == (
        "Bar|Grill"
    )


def test_a_source_is_named_before_its_code() -> None:
    assert kept_in("invoices:ID-0001:2026-05..2026-10", EN) == "Invoices"
    assert kept_in("growth-club@3#4.1", EN) == "Program terms"
    assert kept_in("rules/late.yaml#late; growth-club@3#2", ID) == (
        "Aturan perusahaan, Ketentuan program"
    )


def test_periods_are_days_and_rates_are_words() -> None:
    assert period_in_words("2026-05..2026-10", EN) == "1 May 2026 – 31 October 2026"
    assert period_in_words("2026-Q4", EN) == "1 October 2026 – 31 December 2026"
    assert period_in_words("2024-02", EN) == "1 February 2024 – 29 February 2024"
    assert period_in_words("per month", ID) == "per bulan"
    assert period_in_words("2026-13", EN) == "2026-13"


def test_what_is_known_of_a_figure_is_told_in_the_readers_language() -> None:
    english = "Those purchases times the margin. Rounded to three digits. Margin is 9 percent."
    assert explained(english, EN) == english
    assert explained(english, ID) == "Pembelian itu dikali margin. Dibulatkan ke tiga angka."
    assert explained("Nobody has put this into words.", ID) == "Nobody has put this into words."


@pytest.mark.parametrize("language", ["id", "ms", "vi", "th", "fil", "sw", "ar", "fr", "hi"])
def test_every_sentence_of_a_fact_is_known_in_every_language(language: str) -> None:
    say = translate(language)
    for where in FACTS:
        for sentence in fact_sentences((ROOT / where).read_text(encoding="utf-8")):
            assert say(sentence) != sentence


def test_sentences_of_facts_are_collected_and_docstrings_are_not() -> None:
    code = '"""Of a module."""\nx = Fact("a", sentence="How it came about.")\n"""Of x."""\n'
    assert list(fact_sentences(code)) == ["How it came about."]


def test_a_record_is_not_quoted_beside_the_figure_that_is_taken_from_it() -> None:
    fact = Fact("last_visit_on", "x", "name", "visits:1; outlets:1")
    seen, other = (
        Citation("record", "visits:1", "Last visit: x"),
        Citation("record", "cases:1", "y"),
    )
    paper = Citation("document", "visits:1", "z")
    reply = Reply(
        "t", ReplyStatus.ANSWERED, "en", "x", facts=(fact,), citations=(seen, other, paper)
    )
    card = sources_card(reply, EN)
    assert card is not None
    assert card["title"] == "3 sources"
    assert [c["quote"] for c in card["citations"]] == ["z"]
    assert [(c["kind"], c["quote"]) for c in card["records"]] == [("Cases", "y")]

"""Of what a model says only what tools have said is passed on, and a question back."""

from __future__ import annotations

import pytest

from assistant.domain import Citation, ReplyStatus, ToolResult
from assistant.guardrails.told import SentencesAreTold, asks_back, sentences

GUARD = SentencesAreTold()
TOLD = ToolResult(
    ReplyStatus.ANSWERED,
    "Toko Makmur is 7 products from Gold. Rewards are not paid in cash.\nSign up: Full Shelf.",
    citations=(Citation("document", "terms.md#pay", "You are paid by 20 December."),),
)


def test_decimals_do_not_end_a_sentence() -> None:
    assert sentences("You get 1.75% back. Ask Retail Care!") == [
        "You get 1.75% back.",
        "Ask Retail Care!",
    ]


@pytest.mark.parametrize("said", [
    "Toko Makmur is 7 products from Gold.",
    "rewards are not paid in cash! **Toko Makmur** is 7 products from Gold.",
    "You are paid by 20 December.",
    TOLD.text,
])  # fmt: skip
def test_sentences_of_the_tool_are_said_in_any_order(said: str) -> None:
    assert GUARD.check(said, TOLD, "en").passed


@pytest.mark.parametrize("said", [
    "I have signed the shop up for Full Shelf.",
    "Done.",
    "Rewards are paid in cash.",  # the tool's sentence, without its no
    "Toko Makmur is 7 products from Gold. The owner has agreed.",
    "The tool said: Toko Makmur is 7 products from Gold.",
    "Sudah saya daftarkan.",
    "تم تسجيل المتجر.",
    "สมัครร้านให้แล้ว",
    "Which shop? It has joined.",
    "OK",
    "…",
])  # fmt: skip
def test_a_statement_of_the_models_own_is_not(said: str) -> None:
    verdict = GUARD.check(said, TOLD, "en")
    assert not verdict.passed
    assert verdict.reason


@pytest.mark.parametrize(("language", "question", "claim"), [
    ("en", "Which shop do you mean?", "Did you know that the shop has joined?"),
    ("id", "Toko mana yang Anda maksud?", "Tahukah Anda toko ini sudah ikut?"),
    ("ms", "Kedai mana yang anda maksudkan?", "Tahukah anda kedai ini sudah sertai?"),
    ("vi", "Anh muốn hỏi cửa hàng nào?", "Cửa hàng đã tham gia rồi, phải không?"),
    ("th", "หมายถึงร้านไหนคะ", "ร้านนี้สมัครแล้วใช่ไหมคะ"),
    ("fil", "Aling tindahan ang tinutukoy mo?", "Alam mo bang kasali na ang tindahan?"),
    ("sw", "Unamaanisha duka gani?", "Je, unajua duka limejiunga?"),
    ("ar", "أي متجر تقصد؟", "هل تعلم أن المتجر مسجل؟"),
    ("fr", "De quelle boutique parlez-vous ?", "Savez-vous que la boutique est inscrite ?"),
    ("hi", "आप किस दुकान की बात कर रहे हैं?", "दुकान जुड़ चुकी है, है ना?"),
])  # fmt: skip
def test_a_question_back_leaves_its_answer_open(language: str, question: str, claim: str) -> None:
    assert asks_back(question, language)
    assert GUARD.check(question, None, language).passed
    assert not GUARD.check(claim, None, language).passed


@pytest.mark.parametrize("said", [
    "Which shop, the one that gets Rp5.000.000?",
    "The shop has joined. Which one is next?",
    "Which shop do you mean",
    "Which of the shops " + "that have all joined by now " * 8 + "do you mean?",
])  # fmt: skip
def test_a_question_that_claims_something_is_no_question_back(said: str) -> None:
    assert not asks_back(said, "en")

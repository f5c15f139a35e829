"""The language agent of one company: its protected names, and what only code may say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from assistant.language.agent import LanguageAgent
from assistant.language.model_translator import ModelTranslator
from knowledge.facts.loose_ends import loose_ends
from tools.story.review import promise_words

if TYPE_CHECKING:
    from assistant.ports import TextModel
    from knowledge.records.api import DataAPI


def language_agent(
    records: DataAPI, models: Callable[[str, str], TextModel | None]
) -> LanguageAgent:
    """With a translator where there is a model; without one what people wrote is said."""
    model = models("fast", "translator")
    if model is None:
        return LanguageAgent()
    return LanguageAgent(ModelTranslator(model), _names(records), _only_code_says)


def _names(records: DataAPI) -> tuple[str, ...]:
    programs = records.programs()
    spoken = [name for terms in programs for name in (terms.name, *terms.names.values())]
    products = [product.name for product in records.products()]
    return tuple(dict.fromkeys((*spoken, *products, *records.brand().protected_names)))


def _only_code_says(text: str, language: str) -> Iterable[str]:
    """Number words, money, dates, promises."""
    yield from (found.what for found in loose_ends(text, language, ()))
    yield from promise_words(language).findall(text)

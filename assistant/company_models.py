"""The language models of one company: which there are, who may ask them, what that costs."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import ValidationError

from assistant.errors import CallError
from assistant.models.metering import Meter
from assistant.models.prices import LISTED, Price, price_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.domain import Turn
    from assistant.models.steady import Steady
    from assistant.ports import TextModel
    from assistant.settings import Settings
    from knowledge.records.database import Engine
    from knowledge.records.model_usage import RecordedUsage

EMBEDDED = "embedded"


@dataclass(frozen=True)
class CompanyModels:
    """A fast model that picks tools and does small tasks, a strong one that writes and judges.

    One breaker for each id, however many ask it: what is dead for one is dead for all.
    """

    settings: Settings
    engine: Callable[[], Engine]
    today: Callable[[], date]

    @cached_property
    def is_embedded(self) -> bool:
        """Whether there is no language model, by setting or for want of credentials."""
        from assistant.models.bedrock.credentials import is_available

        wanted = self.settings.model
        return not (wanted == "bedrock" or (wanted == "auto" and is_available()))

    @cached_property
    def prices(self) -> Mapping[str, Price]:
        """The list's, and over it those of the settings.

        Raises:
            CallError: a price that is none.
        """
        try:
            own = {k: Price.model_validate(v) for k, v in self.settings.bedrock_prices.items()}
        except ValidationError as error:
            raise CallError(
                "SHELFTALK_BEDROCK_PRICES needs for each model input, cached, written and output "
                f"in US dollars per million tokens ({error.errors()[0]['msg']})."
            ) from error
        return {**LISTED, **own}

    @cached_property
    def usage(self) -> RecordedUsage:
        """What was asked so far."""
        from knowledge.records.model_usage import RecordedUsage

        return RecordedUsage(self.engine(), self.prices)

    def meter(self, turn: Turn) -> Meter:
        """Counts a turn for the person who takes it, and ends it with his budget."""
        budget = self.settings.budget_usd_per_user_day
        meter = self._meter(turn.user.id, turn.thread, budget, self.settings.turn_tokens)
        return replace(meter, ends_at=time.monotonic() + self.settings.turn_seconds)

    def job_meter(self, user: str) -> Meter:
        """Counts a job that somebody started on purpose: no budget ends it halfway."""
        return self._meter(user, "", None, None)

    def _meter(
        self, user: str, thread: str, budget: Decimal | None, most_tokens: int | None
    ) -> Meter:
        if self.is_embedded:
            return Meter()
        from knowledge.records.model_usage import UserAccount

        account = UserAccount(self.usage, user, thread, self.today(), budget)
        return Meter(account, most_tokens)

    def chat(self, planner: BaseChatModel) -> tuple[BaseChatModel, str]:
        """The model that picks tools, and its name in `usage`; the planner when there is none."""
        if self.is_embedded:
            return planner, EMBEDDED
        from assistant.models.steady import SteadyModel

        return SteadyModel(self._fast, planner), self._id("fast")

    def text(self, tier: str, agent: str) -> TextModel | None:
        """The `fast` or the `strong` model as an agent asks it; None = there is none."""
        if self.is_embedded:
            return None
        from assistant.models.steady import SteadyText

        return SteadyText(self._id(tier), self._of(tier), agent)

    def _id(self, tier: str) -> str:
        fast, strong = self.settings.bedrock_fast_model_id, self.settings.bedrock_model_id
        return fast if tier == "fast" else strong

    def _of(self, tier: str) -> Steady:
        same = self.settings.bedrock_fast_model_id == self.settings.bedrock_model_id
        return self._fast if tier == "fast" or same else self._strong

    @cached_property
    def _fast(self) -> Steady:
        return self._steady(self.settings.bedrock_fast_model_id)

    @cached_property
    def _strong(self) -> Steady:
        return self._steady(self.settings.bedrock_model_id)

    def _steady(self, model_id: str) -> Steady:
        from assistant.models.bedrock.chat import build_model
        from assistant.models.steady import Steady

        budget = self.settings.budget_usd_per_user_day
        if budget is not None and price_of(model_id, self.prices) is None:
            raise CallError(
                f"A budget needs to know what {model_id} costs: "
                "name it in SHELFTALK_BEDROCK_PRICES."
            )
        return Steady(build_model(model_id))

"""What only a person's tap, or the phrase he types, can do to a sign-up. No model is told of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from assistant.domain import Action, Picture, ReplyStatus, Role, ToolCall, ToolResult
from assistant.errors import RefusedError
from assistant.language.catalogs import translate
from assistant.ports import Tool, ToolContext
from knowledge.enrollment.draft import ConsentMethod, Corrections, SignUpDraft
from knowledge.enrollment.ports import Confirmation, ConsentTaken, Receipt, SignUpRefusedError
from knowledge.enrollment.printing import receipt_png
from knowledge.enrollment.receipt import receipt_words
from knowledge.enrollment.service import SignUps, SignUpView
from knowledge.enrollment.telling import masked_phone
from tools.signup.arguments import (
    CancelArguments,
    CardArguments,
    ConfirmArguments,
    ConsentArguments,
    CorrectArguments,
    DraftArguments,
)
from tools.signup.card import show_card
from tools.signup.full_terms import full_terms
from tools.signup.outcome import Outcomes, VisitOutcome, endings
from tools.signup.tool import SIGNS_UP, actor_of

if TYPE_CHECKING:
    from knowledge.records.api import DataAPI

SHOW_AGAIN = frozenset({
    "figures_changed", "other_card", "other_session", "terms_changed", "read_back", "target",
    "terms", "no_consent", "missing", "bad_phone", "phone_short",
    "phone_long", "phone_unknown", "phone_not_mobile", "bad_name", "bad_target", "bad_code",
    "bad_signature", "too_many_codes",
})  # fmt: skip
"""Refusals after which the card as it is now helps."""


@dataclass
class Tap:
    """Implements `assistant.ports.Tool`; refuses whatever is not a person's tap."""

    name: str
    arguments: type[BaseModel]
    do: Callable[[Any, ToolContext], ToolResult]
    description: str = ""
    roles: frozenset[Role] = SIGNS_UP
    examples: Sequence[str] = ()

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Carry the tap out."""
        if not context.tapped:
            _ = translate(context.language)
            raise RefusedError(_("Only a tap on the card can do that."))
        return self.do(arguments, context)


@dataclass(frozen=True)
class Taps:
    """Every tap of the card."""

    records: DataAPI
    desk: SignUps
    outcomes: Outcomes

    def all(self) -> dict[str, Tool]:
        """By name, for the orchestrator."""
        taps: tuple[Tool, ...] = (
            Tap("confirm_signup", ConfirmArguments, self._shown_again(self.confirm)),
            Tap("give_consent", ConsentArguments, self._shown_again(self.consent)),
            Tap("send_consent_code", CardArguments, self._shown_again(self.send_code)),
            Tap("correct_signup", CorrectArguments, self._shown_again(self.correct)),
            Tap("cancel_signup", CancelArguments, self._shown_again(self.cancel)),
            Tap("restart_signup", DraftArguments, self._shown_again(self.restart)),
            Tap("resume_signup", DraftArguments, self._shown_again(self.resume)),
            Tap("signup_terms", DraftArguments, self._shown_again(self.terms)),
            VisitOutcome(self.outcomes, self.records),
        )
        return {tap.name: tap for tap in taps}

    def confirm(self, asked: ConfirmArguments, context: ToolContext) -> ToolResult:
        """Write it, once."""
        tapped = Confirmation(asked.draft, asked.card, asked.key)
        return self._receipt(self.desk.confirm(actor_of(context), tapped), context)

    def consent(self, asked: ConsentArguments, context: ToolContext) -> ToolResult:
        """The owner's yes, as it was given."""
        method = ConsentMethod(asked.method)
        taken = ConsentTaken(method, asked.card, asked.code, asked.strokes)
        return self._show(self.desk.consent(actor_of(context), asked.draft, taken), context)

    def send_code(self, asked: CardArguments, context: ToolContext) -> ToolResult:
        """On its way to the owner's phone."""
        view = self.desk.send_code(actor_of(context), asked.draft, asked.card)
        shown = self._show(view, context)
        _ = translate(context.language)
        told = _("A code is on its way to {phone}. Type the six digits the owner reads to you.")
        phone = masked_phone(view.card.phone) if view.card else ""
        return replace(shown, text=f"{told.replace('{phone}', phone)}\n\n{shown.text}")

    def correct(self, asked: CorrectArguments, context: ToolContext) -> ToolResult:
        """What was set right; with nothing in it, how to."""
        corrections = Corrections(asked.owner_name, asked.phone, asked.target)
        if corrections == Corrections():
            return self._how_to_correct(asked.draft, context)
        view = self.desk.correct(actor_of(context), asked.draft, corrections)
        return self._show(view, context)

    def cancel(self, asked: CancelArguments, context: ToolContext) -> ToolResult:
        """Called off; nothing was written."""
        view = self.desk.cancel(actor_of(context), asked.draft, asked.reason)
        _ = translate(context.language)
        text = _("Canceled. Nothing was written. How did the visit end?")
        draft = view.draft
        ways = endings(draft.outlet, draft.program, context.today, context.language)
        return ToolResult(ReplyStatus.DONE, text, actions=ways, outlet=draft.outlet)

    def restart(self, asked: DraftArguments, context: ToolContext) -> ToolResult:
        """From the terms again."""
        return self._show(self.desk.restart(actor_of(context), asked.draft), context)

    def resume(self, asked: DraftArguments, context: ToolContext) -> ToolResult:
        """The card as it is now, here."""
        return self._show(self.desk.show(actor_of(context), asked.draft), context)

    def terms(self, asked: DraftArguments, context: ToolContext) -> ToolResult:
        """All of them, and back to the card with a tap."""
        view = self.desk.show(actor_of(context), asked.draft)
        outlet = self.records.outlet(context.user, view.draft.outlet)
        told = full_terms(view.terms, view.draft.language, outlet)
        back = resume_action(view.draft, context.language)
        return replace(told, actions=(back,), outlet=view.draft.outlet)

    def _show(self, view: SignUpView, context: ToolContext) -> ToolResult:
        if view.receipt is not None:
            return self._receipt(view.receipt, context)
        if not view.draft.is_open:
            _ = translate(context.language)
            closed = _("This sign-up is closed. Nothing was written.")
            return ToolResult(ReplyStatus.REFUSED, closed, outlet=view.draft.outlet)
        return show_card(view, context)

    def _shown_again(
        self, do: Callable[[Any, ToolContext], ToolResult]
    ) -> Callable[[Any, ToolContext], ToolResult]:
        """A refusal that another look at the card may mend comes with the card."""

        def carefully(asked: DraftArguments, context: ToolContext) -> ToolResult:
            try:
                return do(asked, context)
            except SignUpRefusedError as error:
                if error.reason not in SHOW_AGAIN and error.reason != "confirmed":
                    raise
                shown = self.resume(asked, context)
                text = f"{error}\n\n{shown.text}" if error.reason != "confirmed" else shown.text
                return replace(shown, text=text)

        return carefully

    def _how_to_correct(self, draft: str, context: ToolContext) -> ToolResult:
        _ = translate(context.language)
        view = self.desk.show(actor_of(context), draft)
        restart = Action(
            "restart_signup",
            _("Start again"),
            {"outlet": view.draft.outlet},
            ToolCall("restart_signup", {"draft": draft}),
        )
        phone, name = _("phone"), _("name")
        ways = (
            _("Type what is right, for example:"),
            f"- `{phone} 0812 3456 789`",
            f"- `{name} Hartini Wibowo`",
        )
        return ToolResult(
            ReplyStatus.CLARIFICATION,
            "\n".join(ways),
            actions=(resume_action(view.draft, context.language), restart),
            outlet=view.draft.outlet,
        )

    def _receipt(self, receipt: Receipt, context: ToolContext) -> ToolResult:
        _ = translate(context.language)
        terms = self.records.program(receipt.program, receipt.terms_version)
        country = self.records.outlet(context.user, receipt.outlet).country
        words = receipt_words(receipt, terms, country)
        done = _("Signed up. The receipt is on its way to the owner:")
        quoted = "\n".join(f"> {line}  " for line in words.lines)
        return ToolResult(
            ReplyStatus.DONE,
            f"**{done}**\n\n> **{words.title}**  \n{quoted}",
            facts=words.facts,
            pictures=(Picture(words.title, words.text, "image/png", receipt_png(words)),),
            outlet=receipt.outlet,
            data={"receipt": {"reference": receipt.reference, "enrollment": receipt.enrollment,
                              "text": words.text}},
        )  # fmt: skip


def resume_action(draft: SignUpDraft, language: str) -> Action:
    """Back to the card."""
    _ = translate(language)
    call = ToolCall("resume_signup", {"draft": draft.id})
    return Action("resume_signup", _("Back to the sign-up"), {"outlet": draft.outlet}, call)

"""`leave_program` shows what leaving, a suspension or a new owner would do; a tap does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import BaseModel, Field

from assistant.domain import Action, Citation, ReplyStatus, Role, ToolCall, ToolResult
from assistant.errors import RefusedError
from assistant.language.catalogs import translate
from assistant.ports import ToolContext
from knowledge.enrollment.change_desk import (
    WHO,
    ChangeAsked,
    ChangeDesk,
    ChangeView,
    in_words,
)
from knowledge.enrollment.change_words import button, card_lines, change_lines
from knowledge.enrollment.changes import ChangeCard, ChangeKind
from knowledge.enrollment.ports import SignUpRefusedError
from knowledge.enrollment.reading import owner_language_of
from knowledge.enrollment.telling import Sheet
from knowledge.facts.text import plain
from knowledge.records.answers import EnrollmentView, OutletProfile
from tools.shop_choice import find_shop
from tools.signup.arguments import Asked, Id, Key
from tools.signup.naming import program_named
from tools.signup.tool import actor_of

if TYPE_CHECKING:
    from knowledge.records.api import DataAPI

EXAMPLES = Path(__file__).with_name("leaving.yaml")
DESCRIPTION = (
    "Shows what it means for one shop to leave one loyalty program it is in, to be suspended from "
    "it, or to get a new owner: notice, points, the last fee, joining again. It proposes only: the "
    "person confirms with the button, never you."
)
CHANGES_ROLES = frozenset({Role.REP, Role.MANAGER, Role.SUPPORT})


class ChangeArguments(Asked):
    """A shop, a program, and what is to happen."""

    outlet: str | None = Field(None, max_length=200, description="code or name of the shop")
    program: str | None = Field(None, max_length=200, description="code or name of the program")
    change: ChangeKind | None = Field(None, description="empty = leave")
    reason: str = Field("", max_length=200, description="for a suspension: key of the terms")


class ConfirmChangeArguments(Asked):
    """The tap that writes."""

    outlet: Id
    program: Id
    change: ChangeKind
    reason: str = Field("", max_length=200)
    card: Id = Field(description="hash of the card on show")
    key: Key = Field(description="idempotency key, made with the card")


@cache
def _examples() -> Sequence[str]:
    by_language: dict[str, list[str]] = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    return tuple(text for texts in by_language.values() for text in texts)


@dataclass
class LeaveProgram:
    """Implements `assistant.ports.Tool`; writes nothing."""

    records: DataAPI
    desk: ChangeDesk
    name: str = "leave_program"
    description: str = DESCRIPTION
    arguments: type[BaseModel] = ChangeArguments
    roles: frozenset[Role] = CHANGES_ROLES
    examples: Sequence[str] = field(default_factory=_examples)

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """The card, or the question which shop or program is meant."""
        asked = ChangeArguments.model_validate(arguments.model_dump())
        outlet = find_shop(self.records, context, asked.outlet)
        if isinstance(outlet, ToolResult):
            return outlet
        held = self._held(context, outlet)
        codes = {e.program for e in held}
        meant = None
        if asked.program:
            meant = program_named(self.records.programs(), asked.program)
        if meant is None and len(codes) == 1:
            meant = self.records.program(held[0].program)
        if meant is None:
            return self._which(context, outlet, held, asked)
        kind = asked.change or self._usual(context, meant.code, held)
        return self.show(ChangeAsked(kind, outlet.code, meant.code, asked.reason), context)

    def show(self, asked: ChangeAsked, context: ToolContext) -> ToolResult:
        """What it would do, and the button; or why it cannot be."""
        try:
            view = self.desk.propose(actor_of(context), asked)
        except SignUpRefusedError as error:
            if error.reason == "reason_wanted":
                return self._reasons(asked, context, str(error))
            return ToolResult(ReplyStatus.REFUSED, str(error), outlet=asked.outlet)
        return _card(view, view.card, context) if view.card else _refused(view, context)

    def _held(self, context: ToolContext, outlet: OutletProfile) -> list[EnrollmentView]:
        found = self.records.enrollments(context.user, outlet.code)
        return [e for e in found if e.status != "left"]

    def _usual(self, context: ToolContext, program: str, held: list[EnrollmentView]) -> ChangeKind:
        """Whoever may not let a shop leave has come to suspend it, or to end that."""
        if context.user.role in WHO[ChangeKind.LEAVE]:
            return ChangeKind.LEAVE
        paused = any(e.program == program and e.status == "suspended" for e in held)
        return ChangeKind.RESUME if paused else ChangeKind.SUSPEND

    def _which(
        self,
        context: ToolContext,
        outlet: OutletProfile,
        held: list[EnrollmentView],
        asked: ChangeArguments,
    ) -> ToolResult:
        _ = translate(context.language)
        if not held:
            text = _("The shop is in no program.")
            return ToolResult(ReplyStatus.REFUSED, text, outlet=outlet.code)
        base = context.language.split("-", maxsplit=1)[0]
        actions = tuple(
            self._choice(outlet.code, code, asked, self.records.program(code).name_in(base))
            for code in dict.fromkeys(e.program for e in held)
        )
        question = _("Which program is meant?")
        text = "\n".join([question, *(f"- {action.label}" for action in actions)])
        return ToolResult(ReplyStatus.CLARIFICATION, text, actions=actions, outlet=outlet.code)

    def _choice(self, outlet: str, program: str, asked: ChangeArguments, label: str) -> Action:
        call: dict[str, Any] = {"outlet": outlet, "program": program}
        if asked.change:
            call["change"] = asked.change.value
        return Action(self.name, label, {**call, "message": label}, ToolCall(self.name, call))

    def _reasons(self, asked: ChangeAsked, context: ToolContext, question: str) -> ToolResult:
        """A suspension is for something that the terms name."""
        terms = self.records.program(asked.program)
        language = context.language
        reasons = terms.suspension.reasons if terms.suspension else ()
        base = {"outlet": asked.outlet, "program": asked.program, "change": asked.kind.value}
        actions = tuple(
            Action(
                self.name,
                plain(in_words(reason.text, language), 200),
                {**base, "message": in_words(reason.text, language)},
                ToolCall(self.name, {**base, "reason": reason.key}),
            )
            for reason in reasons
        )
        lines = [f"- {a.label} (§{r.clause})" for a, r in zip(actions, reasons, strict=True)]
        text = "\n".join([question, *lines])
        return ToolResult(ReplyStatus.CLARIFICATION, text, actions=actions, outlet=asked.outlet)


@dataclass
class ConfirmChange:
    """Implements `assistant.ports.Tool`; reached by a tap only."""

    records: DataAPI
    desk: ChangeDesk
    name: str = "confirm_change"
    description: str = ""
    arguments: type[BaseModel] = ConfirmChangeArguments
    roles: frozenset[Role] = CHANGES_ROLES
    examples: Sequence[str] = ()

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Write it, once; where the card is another one now, show that one."""
        _ = translate(context.language)
        if not context.tapped:
            raise RefusedError(_("Only a tap on the card can do that."))
        tapped = ConfirmChangeArguments.model_validate(arguments.model_dump())
        asked = ChangeAsked(tapped.change, tapped.outlet, tapped.program, tapped.reason)
        try:
            done = self.desk.confirm(actor_of(context), asked, tapped.card, tapped.key)
        except SignUpRefusedError as error:
            if error.reason not in ("other_card", "membership_changed", "not_by_terms"):
                raise
            shown = LeaveProgram(self.records, self.desk).show(asked, context)
            again = _("This has changed: please read it to the owner again.")
            return replace(shown, text=f"{again}\n\n{shown.text}")
        return self._receipt(done, context)

    def _receipt(self, done: dict[str, Any], context: ToolContext) -> ToolResult:
        _ = translate(context.language)
        outlet = self.records.outlet(context.user, done["outlet"])
        terms = self.records.program(done["program"], done["terms_version"])
        sheet = Sheet(context.language.split("-", maxsplit=1)[0], outlet.country)
        reference = sheet.name("reference", done["reference"], f"enrollments:{done['enrollment']}")
        head = _("Done. The receipt is on its way to the owner:")
        title = sheet.say("Receipt {reference}", reference=reference)
        quoted = "\n".join(f"> {line}  " for line in change_lines(sheet, terms, done))
        actions: tuple[Action, ...] = ()
        if done["kind"] == "transfer":
            call = {"outlet": outlet.code, "program": done["program"]}
            label = _("Sign the new owner up")
            actions = (
                Action("sign_up", label, {**call, "message": label}, ToolCall("sign_up", call)),
            )
        return ToolResult(
            ReplyStatus.DONE,
            f"**{head}**\n\n> **{title}**  \n{quoted}",
            facts=tuple(sheet.facts),
            actions=actions,
            outlet=outlet.code,
            data={"change": {"reference": done["reference"], "change": done["change"]}},
        )


def _card(view: ChangeView, card: ChangeCard, context: ToolContext) -> ToolResult:
    _ = translate(context.language)
    owner = Sheet(owner_language_of(view.outlet), view.outlet.country)
    reader = Sheet(context.language.split("-", maxsplit=1)[0], view.outlet.country)
    lines = card_lines(owner, view.terms, card)
    own = card_lines(reader, view.terms, card)
    read_out = card.kind in (ChangeKind.LEAVE, ChangeKind.TRANSFER)
    head = _("Read this to the owner:") if read_out else _("This is what it does:")
    shown = lines if read_out else own
    text = [f"**{head}**", *(f"> {line}  " for line in shown)]
    if read_out and owner.language != reader.language:
        text += ["", *(f"- {line}" for line in own)]
    text += ["", _("Nothing is written yet.")]
    facts = [*owner.facts, *(f for f in reader.facts if f not in owner.facts)]
    refs = f"{view.terms.ref}#{card.kind.value}"
    return ToolResult(
        ReplyStatus.NEEDS_CONFIRMATION,
        "\n".join(text),
        facts=tuple(facts),
        citations=(Citation("record", refs, own[0]),),
        actions=_actions(view, card, context),
        outlet=view.outlet.code,
        data={"change": {"card": card.hash, "key": card.key, "kind": card.kind.value}},
    )


def _actions(view: ChangeView, card: ChangeCard, context: ToolContext) -> tuple[Action, ...]:
    """The tap that writes, and the other things the same person may have meant."""
    here = {"outlet": view.outlet.code}
    base = {**here, "program": card.program}
    asked = {**base, "change": card.kind.value}
    call = {**asked, "reason": view.asked.reason, "card": card.hash, "key": card.key}
    write = Action(
        "confirm_change", button(card.kind, context.language), here,
        ToolCall("confirm_change", call),
    )  # fmt: skip
    return (write, *_others(view, card.kind, context))


def _others(view: ChangeView, shown: ChangeKind, context: ToolContext) -> tuple[Action, ...]:
    _ = translate(context.language)
    paused = view.held.status == "suspended"
    labels = {
        ChangeKind.LEAVE: _("The owner wants to leave"),
        ChangeKind.TRANSFER: _("The shop has a new owner"),
        (ChangeKind.RESUME if paused else ChangeKind.SUSPEND): (
            _("End the suspension") if paused else _("Suspend the shop")
        ),
    }
    base = {"outlet": view.outlet.code, "program": view.terms.code}
    return tuple(
        Action(
            "leave_program", label, {**base, "message": label},
            ToolCall("leave_program", {**base, "change": kind.value}),
        )
        for kind, label in labels.items()
        if kind is not shown and context.user.role in WHO[kind]
    )  # fmt: skip


def _refused(view: ChangeView, context: ToolContext) -> ToolResult:
    """Every reason with its clause, and what would make it possible."""
    _ = translate(context.language)
    lines = []
    for check in view.checks:
        clause = f" (§{check.clause})" if check.clause else ""
        remedy = f" → {plain(check.remedy, 500)}" if check.remedy else ""
        lines.append(f"- ✗ {plain(check.message, 500)}{clause}{remedy}")
    text = "\n".join([_("The terms do not allow that now."), *lines])
    return ToolResult(
        ReplyStatus.REFUSED,
        text,
        citations=tuple(Citation("record", c.ref, c.message) for c in view.checks),
        actions=_others(view, view.asked.kind, context),
        outlet=view.outlet.code,
    )

"""The whole way of a message: guardrails in, a model that picks tools, guardrails out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from pydantic import ValidationError

from assistant.domain import (
    Action,
    PastTurn,
    Reply,
    ReplyStatus,
    Step,
    ToolCall,
    ToolResult,
    Turn,
    Usage,
)
from assistant.errors import NotFoundError, RefusedError, RetryableToolError
from assistant.guardrails.runner import check_input, check_output
from assistant.guardrails.told import asks_back
from assistant.language.catalogs import translate
from assistant.language.direction import isolated_runs
from assistant.models.metering import Meter, metered, within_tool
from assistant.models.steady import INSTEAD_KEY, NO_BUDGET
from assistant.ports import InputGuardrail, Names, OutputGuardrail, Threads, Tool, ToolContext
from assistant.prompting import conversation, tool_schema
from assistant.stopping import go_on, settle

log = logging.getLogger(__name__)
MAX_MODEL_CALLS = 4
"""Per turn: choose a tool, mend a bad call, say the answer, and one to spare."""
STATUS_KEY = "shelftalk_status"
"""Where the embedded planner notes what kind of text it answered with."""
CHOICES_KEY = "shelftalk_choices"
"""Where it notes the answers that its question may be given."""


def _ignore(_step: Step) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Orchestrator:
    """Everything a turn needs; built once in `bootstrap`."""

    model: BaseChatModel
    model_name: str
    tools: Mapping[str, Tool]
    input_guardrails: Sequence[InputGuardrail]
    output_guardrails: Sequence[OutputGuardrail]
    threads: Threads
    names: Names
    today: Callable[[], date]
    choose_language: Callable[[Turn, Sequence[PastTurn]], str]
    taps: Mapping[str, Tool] = field(default_factory=dict)
    """Tools that only a person's tap reaches; no model is ever told of them."""
    typed_tap: Callable[[Turn], ToolCall | None] = lambda _turn: None
    """Reads the phrase that counts as a tap; None = an ordinary message."""
    planner: BaseChatModel | None = None
    """Answers when a model's words stand on nothing; None = the model is the planner."""
    meter: Callable[[Turn], Meter] = lambda _turn: Meter()
    """Counts what a turn asks of models, and ends it when the budget does."""

    @cached_property
    def _schemas(self) -> dict[str, dict[str, Any]]:
        """Made once: it takes longer than planning."""
        return {name: tool_schema(tool) for name, tool in self.tools.items()}

    def respond(self, turn: Turn, on_step: Callable[[Step], None] = _ignore) -> Reply:
        """Answer one message and remember it.

        Raises:
            NotFoundError: the thread belongs to somebody else.
        """
        started = time.perf_counter()
        past = self.threads.past(turn.thread, turn.user)
        turn = replace(turn, outlet=turn.outlet or _last_outlet(past))
        language = self.choose_language(turn, past)
        turn = replace(turn, tapped=turn.tapped or self.typed_tap(turn))
        with metered(self.meter(turn)) as meter:
            verdict = check_input(self.input_guardrails, turn, language)
            if not verdict.passed:
                reply = Reply(turn.thread, ReplyStatus.REFUSED, language, verdict.reason)
            elif turn.tapped:
                reply = self._tap(turn, turn.tapped, language, on_step)
            else:
                reply = self._answer(turn, language, past, on_step)
        # Last of all: the guardrails have judged the words, these marks only keep their order.
        reply = replace(reply, text=isolated_runs(reply.text, reply.language))
        reply = replace(reply, usage=self._usage(meter, started))
        settle()
        self.threads.append(turn, reply)
        return reply

    def _usage(self, meter: Meter, started: float) -> Usage:
        """What the turn has cost, the calls of its tools' agents included."""
        asked = meter.calls
        return Usage(
            self.model_name,
            model_calls=len(asked),
            input_tokens=sum(call.input_tokens for call in asked),
            cached_tokens=sum(call.cached_tokens for call in asked),
            output_tokens=sum(call.output_tokens for call in asked),
            milliseconds=round((time.perf_counter() - started) * 1000),
        )

    def _tap(
        self, turn: Turn, tapped: ToolCall, language: str, on_step: Callable[[Step], None]
    ) -> Reply:
        """What was tapped, run as it is: no model chooses, and the tool's own words are said."""
        offered = _offered({**self.tools, **self.taps}, turn)
        call = {"name": tapped.name, "args": tapped.arguments, "id": "tap"}
        if tapped.name in self.taps:
            settle()  # the tap has asked for a write: it happens, and is told
        _message, ran, result = _run(offered, call, self._context(turn, language, on_step))
        calls = [ran] if ran else []
        return self._say(turn, language, AIMessage(""), calls, result)

    def _context(self, turn: Turn, language: str, on_step: Callable[[Step], None]) -> ToolContext:
        return ToolContext(
            turn.user, language, self.today(), turn.message, on_step,
            thread=turn.thread, tapped=turn.tapped is not None,
        )  # fmt: skip

    def _answer(
        self,
        turn: Turn,
        language: str,
        past: Sequence[PastTurn],
        on_step: Callable[[Step], None],
    ) -> Reply:
        messages = conversation(
            turn, language, self.today(), past, self.names.find(turn.message, turn.user)
        )
        context = self._context(turn, language, on_step)
        reply = self._converse(self.model, list(messages), turn, context)
        if self.planner and reply.status is ReplyStatus.REFUSED and not reply.tools:
            return self._converse(self.planner, messages, turn, context)
        return reply

    def _converse(
        self, model: BaseChatModel, messages: list[BaseMessage], turn: Turn, context: ToolContext
    ) -> Reply:
        """Tools are chosen and run until there are words; `messages` grows by all of it."""
        offered, language = _offered(self.tools, turn), context.language
        choosing = model.bind_tools([self._schemas[name] for name in offered])
        calls: list[ToolCall] = []
        result: ToolResult | None = None
        for _round in range(MAX_MODEL_CALLS):
            go_on()
            answer = choosing.invoke(messages)
            messages.append(answer)
            if not answer.tool_calls:
                return self._say(turn, language, answer, calls, result)
            for call in answer.tool_calls:
                message, ran, found = _run(offered, call, context)
                messages.append(message)
                calls += [ran] if ran else []
                result = _merge(result, found)
        log.warning("the model kept calling tools; its last tool's own words are the answer")
        return self._say(turn, language, AIMessage(""), calls, result)

    def _say(
        self,
        turn: Turn,
        language: str,
        answer: BaseMessage,
        calls: Sequence[ToolCall],
        result: ToolResult | None,
    ) -> Reply:
        """The model's words if they pass, else the tool's own, else nothing but a sentence."""
        said = str(answer.text).strip()
        asked_back = "clarification" if asks_back(said, language) else "answered"
        status = ReplyStatus(
            result.status if result else answer.additional_kwargs.get(STATUS_KEY, asked_back)
        )
        reply = Reply(turn.thread, status, language, said, tuple(calls), outlet=turn.outlet)
        if not result:
            reply = replace(reply, actions=_choices(answer))
        if result:
            reply = replace(
                reply,
                facts=result.facts,
                citations=result.citations,
                actions=result.actions,
                pictures=result.pictures,
                data=result.data,
                outlet=result.outlet or turn.outlet,
            )
        evidence = result
        if result is None and STATUS_KEY in answer.additional_kwargs:
            # The planner's own sentences are ours, from the catalogs; no model has written them.
            evidence = ToolResult(status, said)
        refusal = ""
        for text in dict.fromkeys((said, result.text if result else "")):
            if not text:
                continue
            verdict = check_output(self.output_guardrails, text, evidence, language)
            if verdict.passed:
                return replace(reply, text=text + _notice(answer, language))
            refusal = refusal or verdict.reason
        return _withheld(reply, refusal)


def _offered(tools: Mapping[str, Tool], turn: Turn) -> dict[str, Tool]:
    """Those of the person's role."""
    return {name: tool for name, tool in tools.items() if turn.user.role in tool.roles}


def _run(
    offered: Mapping[str, Tool], call: Mapping[str, Any], context: ToolContext
) -> tuple[ToolMessage, ToolCall | None, ToolResult | None]:
    """Validate and run one call; whatever the model did wrong is told to it in words."""

    def told(words: str) -> ToolMessage:
        return ToolMessage(words, tool_call_id=call["id"], name=call["name"])

    def failed(words: str) -> ToolMessage:
        """For the model alone, who may mend it: never words for a person."""
        return ToolMessage(words, tool_call_id=call["id"], name=call["name"], status="error")

    tool = offered.get(call["name"])
    if tool is None:
        return failed(f"There is no tool {call['name']}."), None, None
    try:
        arguments = tool.arguments.model_validate(call["args"])
        ran = ToolCall(tool.name, arguments.model_dump(mode="json", exclude_none=True))
        go_on()
        context.on_step(Step(tool.name))
        with within_tool(tool.name):
            result = tool.run(arguments, context)
    except ValidationError as error:
        _ = translate(context.language)
        asked_back = _("I did not understand that. Please say it another way.")
        words = f"Wrong arguments: {error.errors(include_url=False)}"
        return failed(words), None, ToolResult(ReplyStatus.CLARIFICATION, asked_back)
    except RetryableToolError as error:
        return told(str(error)), None, ToolResult(ReplyStatus.CLARIFICATION, str(error))
    except (NotFoundError, RefusedError) as error:
        return told(str(error)), ran, ToolResult(ReplyStatus.REFUSED, str(error))
    return told(result.text), ran, result


def _merge(before: ToolResult | None, after: ToolResult | None) -> ToolResult | None:
    """Two results of one turn: the later one's words and status, the evidence of both."""
    if before is None or after is None:
        return after or before
    if before.status is ReplyStatus.CLARIFICATION:
        return after  # the model has mended its call; the question is moot
    if after.status is ReplyStatus.CLARIFICATION:
        return before  # what is known is said; the other half can be asked again
    status = before.status if after.status is ReplyStatus.NOT_IN_PAPERS else after.status
    return replace(
        after,
        status=status,
        outlet=after.outlet or before.outlet,
        text=f"{before.text}\n\n{after.text}",
        facts=before.facts + after.facts,
        citations=before.citations + after.citations,
        actions=before.actions + after.actions,
        pictures=before.pictures + after.pictures,
    )


def _choices(answer: BaseMessage) -> tuple[Action, ...]:
    """What may be tapped instead of typing an answer to the planner's question."""
    offered = answer.additional_kwargs.get(CHOICES_KEY, ())
    return tuple(Action("choose", label, {"message": label}) for label in offered)


def _withheld(reply: Reply, refusal: str) -> Reply:
    """Nothing that may be said: a sentence, and none of what stood on it."""
    _ = translate(reply.language)
    text = refusal or _("I have no answer to that. Please say it another way.")
    return Reply(reply.thread, ReplyStatus.REFUSED, reply.language, text, reply.tools)


def _notice(answer: BaseMessage, language: str) -> str:
    """Why the words are plainer than usual, when they are."""
    if INSTEAD_KEY not in answer.additional_kwargs:
        return ""
    _ = translate(language)
    told = _("The language model cannot be reached right now: these are plain words.")
    if answer.additional_kwargs[INSTEAD_KEY] == NO_BUDGET:
        told = _("Today's share of the language model is used up: these are plain words.")
    return f"\n\n_{told}_"


def _last_outlet(past: Sequence[PastTurn]) -> str | None:
    return next((old.outlet for old in reversed(past) if old.outlet), None)

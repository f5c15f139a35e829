"""One line that says what is being done, and opens to all the steps when it is over."""

from __future__ import annotations

from decimal import Decimal
from types import TracebackType

import chainlit as cl
from chainlit.context import context
from chainlit.utils import utc_now

from assistant.chat.wording import Wording
from assistant.chat.work import Quiet
from assistant.domain import Step


class LiveLine:
    """Progress of a turn. Nothing is shown of a turn that has no steps and is quick."""

    def __init__(self, words: Wording) -> None:
        self.words = words
        run = context.current_step
        self.parent = run.id if run else None
        self.line: cl.Step | None = None
        self.done: list[Step] = []

    async def show(self, step: Step | Quiet) -> None:
        """Take in a step, or that nothing has come for a while."""
        if isinstance(step, Quiet):
            await self._wait(step)
            return
        self.done.append(step)
        line = await self._say(self.words.step(step.name))
        child = cl.Step(name=self.words.step(step.name), type="tool", parent_id=line.id)
        child.start = child.end = utc_now()
        child.output = step.detail
        await child.send()

    async def _wait(self, quiet: Quiet) -> None:
        _ = self.words.say
        if quiet is not Quiet.PATIENT:
            await self._say(_("this takes longer than usual; you may stop it"))
        elif self.line is None:
            await self._say(_("working on it"))

    async def _say(self, text: str) -> cl.Step:
        if self.line is None:
            self.line = cl.Step(name=text, type="tool", parent_id=self.parent)
            self.line.start = utc_now()
            await self.line.send()
        elif self.line.name != text:
            self.line.name = text
            await self.line.update()
        return self.line

    async def __aenter__(self) -> LiveLine:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.line is None:
            return
        if error is not None or not self.done:
            await self.line.remove()
            return
        self.line.end = utc_now()
        _n = self.words.plural
        text = _n("done in {count} step", "done in {count} steps", len(self.done))
        count = self.words.locale.number(Decimal(len(self.done)))
        self.line.name = text.replace("{count}", count)
        await self.line.update()

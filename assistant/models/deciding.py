"""Decides what a message wants: a tool with its arguments, some small talk, or a question back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.language.unicode import fold
from assistant.models import small_talk
from assistant.models.decisions import Decision, Wish, Wishes, Words
from assistant.models.lexicon import lexicon
from assistant.models.message import (
    ON_RECORD,
    earlier,
    goes_on,
    masked,
    reads_records,
    split,
    topics,
    unnamed,
    unsupposed,
    within,
)
from assistant.models.reading import Asked
from assistant.models.routing import Route, Router
from assistant.models.schemas import BoundTool
from assistant.models.slots import fill, inherited

FLOOR = 0.16
"""Least score of a route that is taken at all."""
MARGIN = 0.03
"""Least lead over the next route; less is asked back. The smallest at which no message of the
tuning part goes wrong: with more tools to choose from, the leads are smaller."""
STRONG = 0.45
"""A short message with less than this follows up what was asked before."""
SHORT = 4
"""Words."""
FITS, TELLS, MISFITS = 0.06, 0.25, -0.1
"""How much what a message names speaks for or against a tool that could use it or not."""
REPORTED = 0.45
"""For a tool that takes what was said, when a message says that somebody has said it: a complaint
about points is more like a question after points than like any other complaint."""
LIKE = 0.12
"""Of the sayings it knows; below it somebody may have said that he wants to join."""
PAPERS_BEHIND = 0.15
"""How far behind a tool that needs a shop the papers may be, and no shop is known."""
BARE = {"outlet": "outlet_brief", "tier": "program_progress"}
"""What the name alone asks for."""
ORDINALS = ({"1", "first", "pertama", "kwanza", "الاول", "الاولى"},
            {"2", "second", "kedua", "pili", "الثاني", "الثانيه", "الثانية"})  # fmt: skip


@dataclass(frozen=True)
class Decider:
    """A router over the tools of one user."""

    router: Router
    tools: Mapping[str, BoundTool]
    abilities: Sequence[BoundTool] = field(default=())

    def decide(self, asked: Asked) -> Decision:
        """Rules where they know better than likeness, likeness for the rest."""
        if not re.search(r"\w", asked.message):
            return Words(small_talk.ask_again(asked.language), is_question=True)
        return (
            self._chosen(asked)
            or self._follow_up(asked)
            or self._bare_name(asked)
            or self._routed(asked)
        )

    def _chosen(self, asked: Asked) -> Wish | None:
        """An answer to `do you mean this or that?`, carried out for what was asked before it."""
        words = re.findall(r"\w+", fold(asked.message))
        offered = sorted(
            (asked.last_reply.find(label), tool)
            for tool in self.tools.values()
            if (label := small_talk.ability(tool, asked.language)) in asked.last_reply
        ) if asked.last_reply.rstrip().endswith(("?", "؟")) else []  # fmt: skip
        is_tap = asked.message.strip() in {
            small_talk.ability(tool, asked.language) for _place, tool in offered
        }
        if len(offered) != 2 or not (is_tap or len(words) <= 2 * SHORT):
            return None
        tools = [tool for _place, tool in offered]
        for tool, ordinals in zip(tools, ORDINALS, strict=True):
            is_tapped = asked.message.strip() == small_talk.ability(tool, asked.language)
            if is_tapped or ordinals & set(words):
                return self._wish(tool, earlier(asked))
        likely = [r for r in self.router.routes(asked.message) if r.name in {t.name for t in tools}]
        return self._wish(self.tools[likely[0].name], earlier(asked))

    def _follow_up(self, asked: Asked) -> Wish | None:
        """`and for Silver?`, `kalau Gold?`, `in Indonesian please`, `shorter`, `why?`."""
        last = asked.last_call
        tool = self.tools.get(last.name) if last else None
        if last is None or tool is None or lexicon().left_over(unsupposed(tool, asked)):
            return None
        text = fold(asked.message)
        waits = asked.last_reply.rstrip().endswith(("?", "؟"))
        only_a_name = asked.mentions and lexicon().onward.first(text) is None
        if only_a_name and not waits and asked.mentioned("outlet"):
            return None
        usable = {m.kind for m in asked.mentions} & set(tool.properties)
        arguments = fill(tool, asked, last.arguments)
        changed = {k: v for k, v in arguments.items() if v != last.arguments.get(k)}
        if asked.mentions and not usable:
            return None
        if not (usable or changed or goes_on(tool, text)):
            return None
        return Wish(tool, arguments)

    def _bare_name(self, asked: Asked) -> Wish | None:
        """Nothing but a name: a shop is briefed on, a tier is measured against."""
        text = unnamed(asked, "")
        if not asked.mentions or lexicon().left_over(text) or lexicon().length.first(text):
            return None
        if self._asked_papers(asked) and lexicon().onward.pattern.match(fold(asked.message)):
            return None  # `and Silver?` asks for the same clause
        for kind, name in BARE.items():
            if asked.mentioned(kind) and name in self.tools:
                return self._wish(self.tools[name], asked)
        return None

    def _asked_papers(self, asked: Asked) -> bool:
        """The papers were asked in the turn before."""
        papers = self._papers
        return bool(papers and asked.last_call and asked.last_call.name == papers.name)

    def _routed(self, asked: Asked) -> Decision:
        routes = self._routes(asked)
        best, second = routes[0], routes[1]
        known = self._sticky(best, asked) or self._both(asked) or self._paper(asked, routes)
        if known is not None:
            return known
        in_doubt = best.score - second.score < MARGIN
        if best.name in small_talk.SMALL_TALK and not in_doubt:
            return self._talk(best.name, asked)
        tools = [self.tools[r.name] for r in routes if r.name in self.tools]
        if best.score < FLOOR or not tools:
            return self._talk("off_topic", asked)
        if in_doubt and len(tools) > 1:
            return _which(tools[0], tools[1], asked.language)
        if best.name not in self.tools:  # a tool for other roles
            return self._talk("off_topic", asked)
        return self._wish_or_question(self.tools[best.name], asked)

    def _both(self, asked: Asked) -> Wishes | None:
        """`how far is he, and when is it paid?`: the shop's figures and a clause, joined by ids."""
        papers = self._papers
        halves = split(asked.message)
        if papers is None or len(halves) != 2:
            return None
        parts = [replace(asked, message=h, mentions=within(asked, h)) for h in halves]
        named = [n for n, part in enumerate(parts) if part.mentioned("outlet")]
        if len(named) != 1 and not (asked.outlet and not named):
            return None
        shop = named[0] if named else 0
        question = halves[1 - shop]
        alone = len(question.split()) == 1
        if not alone and self._routes(parts[1 - shop])[0].name != papers.name:
            return None
        record = self._record_tool(replace(parts[shop], mentions=asked.mentions))
        if record is None:
            return None
        wish = self._wish(record, asked)
        known = {k: v for k, v in wish.arguments.items() if k in ("outlet", "program")}
        words = asked.message if alone else question
        return Wishes((wish, Wish(papers, {**known, str(papers.wants_words): words})))

    def _record_tool(self, part: Asked) -> BoundTool | None:
        """The likeliest tool that reads a shop's records, in a program where one is named."""
        wanted = {"outlet", "program"} if part.mentioned("program") else {"outlet"}
        for route in self._routes(part):
            tool = self.tools.get(route.name)
            if tool and reads_records(tool, part) and wanted <= set(tool.properties):
                return tool
        return None

    @property
    def _papers(self) -> BoundTool | None:
        return next((t for t in self.tools.values() if t.wants_words == "question"), None)

    def _paper(self, asked: Asked, routes: Sequence[Route]) -> Wish | None:
        """What no shop is needed for is looked up in the papers before anything is asked back."""
        papers = self._papers
        if papers is None or asked.outlet or asked.mentioned("outlet"):
            return None
        best = routes[0]
        behind = best.score - next((r.score for r in routes if r.name == papers.name), 0.0)
        if best.name == papers.name:
            is_meant = True
        elif best.name == "off_topic" or best.score < FLOOR:
            is_meant = bool(topics(asked))
        elif best.name in small_talk.SMALL_TALK:
            is_meant = False
        else:
            tool = self.tools.get(best.name)
            needs_shop = tool is None or "outlet" in tool.properties
            rules = topics(asked) - ON_RECORD
            near = behind < PAPERS_BEHIND * (2 if asked.mentioned("program") else 1)
            is_meant = near or bool(rules) if needs_shop else near and bool(rules)
        return self._wish(papers, asked) if is_meant else None

    def _talk(self, kind: str, asked: Asked) -> Words:
        words = small_talk.talk(kind, self.abilities, asked.language)
        return Words(words, is_question=kind == "off_topic")

    def _routes(self, asked: Asked) -> list[Route]:
        """The likeliest first.

        A program's name both misleads (`Full Shelf`) and tells (`Star Points`), so the message
        counts with and without it.
        """
        # A name makes a short English message look Indonesian, so English masks are tried too.
        texts = dict.fromkeys((masked(asked), masked(replace(asked, language="en"))))
        tried = [{r.name: r.score for r in self.router.routes(text)} for text in texts]
        found = {name: max(scores[name] for scores in tried) for name in tried[0]}
        if asked.mentioned("program"):
            # The guardrails before this have embedded the message as it is: it costs nothing.
            with_name = {r.name: r.score for r in self.router.routes(asked.message)}
            found = {name: (score + with_name[name]) / 2 for name, score in found.items()}
        weighed = [self._weighed(Route(name, score), asked) for name, score in found.items()]
        return sorted(weighed, key=lambda route: -route.score)

    def _sticky(self, best: Route, asked: Asked) -> Wish | None:
        """A short message without a strong wish of its own goes on with what was asked before."""
        last = asked.last_call
        tool = self.tools.get(last.name) if last else None
        if last is None or tool is None:
            return None
        text = fold(asked.message)
        opens = lexicon().onward.pattern.match(text)
        left = len(lexicon().left_over(unnamed(asked, "")))
        on_papers = tool.wants_words == "question" and not asked.mentioned("outlet")
        chats = best.name in small_talk.SMALL_TALK and asked.message.rstrip().endswith(("?", "؟"))
        if on_papers and left <= SHORT and (opens or (chats and best.score < STRONG)):
            return Wish(tool, fill(tool, asked, last.arguments))
        if best.score >= STRONG:
            return None
        short = left <= 1
        if not (opens and short and {m.kind for m in asked.mentions} & set(tool.properties)):
            return None
        return Wish(tool, fill(tool, asked, last.arguments))

    def _weighed(self, route: Route, asked: Asked) -> Route:
        """A route's score with what the message names taken into account."""
        tool = self.tools.get(route.name)
        if tool is None:
            named = bool(asked.mentions) and route.name in small_talk.SMALL_TALK
            return Route(route.name, route.score + (MISFITS if named else 0))
        score = route.score
        is_question = tool.wants_words == "question"
        if asked.mentioned("outlet"):
            score += MISFITS if is_question or "outlet" not in tool.properties else 0
        elif not asked.outlet and "outlet" in tool.properties:
            score += 0 if is_question else MISFITS / 2
        if asked.mentioned("tier") and "tier" in tool.properties:
            score += FITS
        if asked.mentioned("program") and asked.mentioned("outlet") and not is_question:
            score += FITS if "program" in tool.properties else MISFITS
        if set(tool.name.split("_")) & topics(asked):
            score += FITS
        if "length" in tool.properties and lexicon().length.first(fold(asked.message)):
            score += TELLS
        if "said" in tool.properties and route.score >= LIKE and _is_reported(asked.message):
            score += REPORTED
        return Route(route.name, score)

    def _wish(self, tool: BoundTool, asked: Asked) -> Wish:
        return Wish(tool, fill(tool, asked, {}) | inherited(tool, asked))

    def _wish_or_question(self, tool: BoundTool, asked: Asked) -> Decision:
        wish = self._wish(tool, asked)
        missing = sorted(tool.required - set(wish.arguments))
        if missing:
            return Words(small_talk.ask_for(missing[0], asked.language), is_question=True)
        return wish


def _is_reported(message: str) -> bool:
    """`he says his reward never came`; not a question about it."""
    text = message.strip()
    return text[-1:] not in "?؟" and lexicon().reports.pattern.match(fold(text)) is not None


def _which(first: BoundTool, second: BoundTool, language: str) -> Words:
    choices = tuple(small_talk.ability(tool, language) for tool in (first, second))
    return Words(small_talk.ask_which(first, second, language), is_question=True, choices=choices)

"""`objection`: what a shopkeeper says, the approved answer, and what proves it for his shop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain import Citation, Fact, ReplyStatus, Role, ToolResult
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from assistant.ports import ToolContext
from graphrag.objection_path import ObjectionPath, in_language, objection_path
from graphrag.paths import FactPath, Hop, Tone
from graphrag.pictures import draw, pieces_of
from knowledge.documents.sentences import split_sentences
from knowledge.facts.collection import facts_of
from knowledge.facts.evidence import ShopEvidence, evidence_for, shop_evidence
from knowledge.facts.recommendation import decide
from knowledge.facts.rendering import Renderer
from knowledge.pack.schema.playbook import Objection
from knowledge.records.answers import OutletProfile
from tools.objections.recognizing import Recognized, Recognizer
from tools.shop_choice import find_shop

if TYPE_CHECKING:
    from knowledge.documents.papers import Papers
    from knowledge.records.api import DataAPI


class ObjectionArguments(BaseModel):
    """What he said, and where."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)
    said: str = Field("", max_length=2_000, description="what the shopkeeper said, in his words")
    outlet: str | None = Field(None, max_length=200, description="code or name of the shop")
    program: str | None = Field(None, max_length=200, description="program it is about, if named")


@dataclass
class ObjectionAnswer:
    """Implements `assistant.ports.Tool`."""

    records: DataAPI
    papers: Papers
    folder: Path
    """Where what is learned of the playbook is kept."""
    name: str = "objection"
    description: str = (
        "The approved answer to something a shopkeeper says against joining or buying (no space, "
        "margin too low, late rewards …), with this shop's own facts and the clause it stands on."
    )
    arguments: type[BaseModel] = ObjectionArguments
    roles: frozenset[Role] = frozenset(Role)

    @cached_property
    def examples(self) -> Sequence[str]:
        """How shopkeepers say it, from the company's playbook."""
        playbook = self.records.objections().objections
        return [text for o in playbook for texts in o.says.values() for text in texts]

    @cached_property
    def _recognizer(self) -> Recognizer:
        return Recognizer(self.papers.embedder, self.folder)

    def warm(self) -> None:
        """Learn the playbook before somebody waits for it."""
        self._recognizer.recognize("warm", self.records.objections())

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Recognize, answer, prove; ask back when two objections are as likely."""
        asked = ObjectionArguments.model_validate(arguments.model_dump())
        _ = translate(context.language)
        # A tap on "He says no" has not said yet what he says.
        said = asked.said or ("" if context.tapped else context.message)
        if not said.strip():
            return ToolResult(ReplyStatus.CLARIFICATION, _("What did the shopkeeper say?"))
        found = self._recognizer.recognize(said, self.records.objections())
        if not found.is_sure:
            return _which(found, context.language)
        outlet: OutletProfile | None = None
        if asked.outlet:
            shop = find_shop(self.records, context, asked.outlet)
            if isinstance(shop, ToolResult):
                return shop
            outlet = shop
        way = self._way(found.candidates[0], outlet, asked.program, context)
        return self._told(way, outlet, context.language)

    def _way(
        self,
        objection: Objection,
        outlet: OutletProfile | None,
        program: str | None,
        context: ToolContext,
    ) -> ObjectionPath:
        """With the first program whose facts the answer can stand on."""
        country = outlet.country if outlet else None
        words = Renderer(context.language, country)
        ways = [
            objection_path(objection, facts, words.render, context.language)
            for facts in self._facts(objection, outlet, program, context, words)
        ]
        return min(ways, key=lambda way: len(way.missing))

    def _facts(
        self,
        objection: Objection,
        outlet: OutletProfile | None,
        program: str | None,
        context: ToolContext,
        words: Renderer,
    ) -> Iterator[dict[str, Fact]]:
        """Of each program that may be meant, what is known and can be said."""
        yield {}
        if outlet is None or not (objection.answer_needs or "{" in str(objection.answer)):
            return
        shop = shop_evidence(
            self.records, context.user, outlet.code, context.today, context.language
        )
        rules, brand = self.records.rules(), self.records.brand()
        for code in _programs(shop, objection, program):
            evidence = evidence_for(self.records, context.user, shop, code)
            facts = facts_of(evidence, decide(evidence, rules), brand)
            known = {name: fact for name, fact in facts.items() if words.can(fact)}
            yield known
            if all(need in known for need in objection.answer_needs):
                return

    def _told(self, way: ObjectionPath, outlet: OutletProfile | None, language: str) -> ToolResult:
        _ = translate(language)
        objection = way.objection
        says = _says(objection, language)
        parts = (
            (_("Say"), in_language(objection.acknowledge, language)),
            (_("Ask"), in_language(objection.explore, language)),
            (_("Answer"), way.answer),
            (_("Then"), in_language(objection.next_step, language)),
        )
        lines = [f"**“{says}”**", *(f"- {name}: {text}" for name, text in parts if text)]
        if objection.handling == "case":
            lines.append("- " + _("This is for support: open a case, and do not persuade."))
        path = _path(way, outlet, says, language)
        title = _("What the answer stands on")
        return ToolResult(
            ReplyStatus.ANSWERED,
            "\n".join(lines),
            facts=way.facts,
            citations=(path.citation(language), *self._quotes(way)),
            pictures=(draw(title, pieces_of(path), language),),
            outlet=outlet.code if outlet else None,
            data={"objection": objection.key, "handling": objection.handling},
        )

    def _quotes(self, way: ObjectionPath) -> Iterator[Citation]:
        """The first sentence of each paper it stands on, as it is there now."""
        for ref in way.proof:
            passage = self.papers.resolve(ref)
            sentences = split_sentences(passage.text) if passage else []
            if sentences:
                yield Citation("document", ref, sentences[0])


def _programs(shop: ShopEvidence, objection: Objection, said: str | None) -> list[str]:
    """The one named, then those whose terms it cites, then those the shop is in."""
    papers = {ref.split("#", maxsplit=1)[0] for ref in objection.proof}
    held = {e.program for e in shop.enrollments if e.status == "active"}
    ordered = sorted(
        shop.programs,
        key=lambda p: (
            said not in (p.code, p.name, *p.names.values()),
            p.document not in papers,
            p.code not in held,
        ),
    )
    return [program.code for program in ordered]


def _which(found: Recognized, language: str) -> ToolResult:
    """One question with what he may have said."""
    _ = translate(language)
    choices = Locale(language).list(
        [f"“{_says(objection, language)}”" for objection in found.candidates]
    )
    question = _("I am not sure what he means. Is it like one of these: {choices}?")
    return ToolResult(ReplyStatus.CLARIFICATION, question.replace("{choices}", choices))


def _says(objection: Objection, language: str) -> str:
    """How a shopkeeper of the reader's language would say it."""
    says = objection.says
    texts = says.get(language.split("-", maxsplit=1)[0]) or says.get("en") or ()
    return texts[0] if texts else objection.name


def _path(way: ObjectionPath, outlet: OutletProfile | None, says: str, language: str) -> FactPath:
    """`(Toko Makmur) –[says “no space”]→ (approved answer) –[proved by]→ (…) –[on]→ (paper)`."""
    _ = translate(language)
    words = Renderer(language, outlet.country if outlet else None)
    facts = Locale(language).list([words.render(fact) for fact in way.facts])
    hops = [Hop(_("says “{words}”").replace("{words}", says), way.answer or way.objection.name)]
    if facts:
        hops.append(Hop(_("proved by"), facts, Tone.GOOD))
    if way.proof:
        hops.append(Hop(_("stands on"), Locale(language).list(way.proof)))
    start = outlet.name if outlet else _("a shop")
    ref = way.proof[0] if way.proof else f"playbook/objections.yaml#{way.objection.key}"
    return FactPath(start, tuple(hops), ref)

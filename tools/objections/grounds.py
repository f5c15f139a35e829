"""What an answer can stand on at one shop: a program, its facts, and the honest recommendation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.domain import Citation, Fact
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from assistant.ports import ToolContext
from graphrag.objection_path import ObjectionPath, objection_path
from graphrag.paths import FactPath, Hop, Tone
from knowledge.documents.sentences import split_sentences
from knowledge.facts.collection import facts_of
from knowledge.facts.evidence import ShopEvidence, evidence_for, shop_evidence
from knowledge.facts.recommendation import Decision, Recommendation, decide
from knowledge.facts.rendering import Renderer
from knowledge.pack.schema.playbook import Objection
from knowledge.records.answers import OutletProfile

if TYPE_CHECKING:
    from knowledge.documents.papers import Papers
    from knowledge.records.api import DataAPI

HONEST_TO_SELL = frozenset({Recommendation.JOIN, Recommendation.ALREADY_IN})


@dataclass(frozen=True)
class Ground:
    """The way from an objection to its answer, for one program of one shop."""

    way: ObjectionPath
    program: str | None = None
    """Code; None = the answer is about no program in particular."""
    decision: Decision | None = None

    @property
    def may_persuade(self) -> bool:
        """False where our own figures or failures speak against joining."""
        return self.decision is None or self.decision.recommendation in HONEST_TO_SELL


def ground_for(
    records: DataAPI,
    objection: Objection,
    outlet: OutletProfile | None,
    program: str | None,
    context: ToolContext,
) -> Ground:
    """With the program that is named; else the first that is honest to sell and whose facts do."""
    words = Renderer(context.language, outlet.country if outlet else None)
    plain = Ground(objection_path(objection, {}, words.render, context.language))
    if outlet is None:
        return plain
    grounds = list(_grounds(records, objection, outlet, program, context, words))
    if not grounds:
        return plain
    if program:
        return grounds[0]
    return min(grounds, key=lambda g: (not g.may_persuade, len(g.way.missing)))


def _grounds(
    records: DataAPI,
    objection: Objection,
    outlet: OutletProfile,
    program: str | None,
    context: ToolContext,
    words: Renderer,
) -> Iterator[Ground]:
    """One per program, the likeliest to be meant first; ends with the first that serves whole."""
    shop = shop_evidence(records, context.user, outlet.code, context.today, context.language)
    rules, brand = records.rules(), records.brand()
    for code in _programs(shop, objection, program):
        evidence = evidence_for(records, context.user, shop, code)
        decision = decide(evidence, rules)
        facts = {n: f for n, f in facts_of(evidence, decision, brand).items() if words.can(f)}
        way = objection_path(objection, facts, words.render, context.language)
        ground = Ground(way, code, decision)
        yield ground
        if ground.may_persuade and not way.missing:
            return


def _programs(shop: ShopEvidence, objection: Objection, said: str | None) -> Sequence[str]:
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


def quotes_of(papers: Papers, way: ObjectionPath) -> Iterator[Citation]:
    """The first sentence of each paper it stands on, as it is there now."""
    for ref in way.proof:
        passage = papers.resolve(ref)
        sentences = split_sentences(passage.text) if passage else []
        if sentences:
            yield Citation("document", ref, sentences[0])


def path_of(way: ObjectionPath, outlet: OutletProfile | None, says: str, language: str) -> FactPath:
    """`(Toko Makmur) –[says “no space”]→ (approved answer) –[proved by]→ (…) –[on]→ (paper)`."""
    _ = translate(language)
    words = Renderer(language, outlet.country if outlet else None)
    facts: Mapping[str, Fact] = {fact.id: fact for fact in way.facts}
    told = Locale(language).list([words.render(fact) for fact in facts.values()])
    hops = [Hop(_("says “{words}”").replace("{words}", says), way.answer or way.objection.name)]
    if told:
        hops.append(Hop(_("proved by"), told, Tone.GOOD))
    if way.proof:
        hops.append(Hop(_("stands on"), Locale(language).list(way.proof)))
    start = outlet.name if outlet else _("a shop")
    ref = way.proof[0] if way.proof else f"playbook/objections.yaml#{way.objection.key}"
    return FactPath(start, tuple(hops), ref)

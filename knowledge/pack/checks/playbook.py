"""Playbook, brand and rules: keys are unique and what they name exists."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.pack.contents import Contents, Place
from knowledge.pack.images import FOLDER, fault_of
from knowledge.pack.schema.brand import BrandGuidelines
from knowledge.pack.schema.company import Company
from knowledge.pack.schema.guardrails import GuardrailPolicy
from knowledge.pack.schema.playbook import Framework, Frameworks, Objections, Personas, Rubric
from knowledge.pack.schema.rules import Rules


def check_playbook(contents: Contents) -> None:
    """All of them; a file that is missing or broken is passed over."""
    _check_brand(contents)
    _check_rules(contents)
    _check_frameworks(contents)
    _check_objections(contents)
    _check_personas(contents)
    _check_keys(contents)


def _place(contents: Contents, name: str) -> Place:
    return Place(contents, name, contents.sheets[name][0])


def unique(place: Place, path: str, keys: Iterable[str], field: str = "key") -> None:
    """No key twice in a list."""
    seen: set[str] = set()
    for number, key in enumerate(keys):
        if key in seen:
            place.error((path, number, field), key, "each one once in the list")
        seen.add(key)


def _check_brand(contents: Contents) -> None:
    guidelines = contents.model("brand/guidelines.yaml", BrandGuidelines)
    if guidelines is None:
        return
    place = _place(contents, "brand/guidelines.yaml")
    for number, image in enumerate(guidelines.images):
        here = ("images", number)
        place.code((*here, "file"), "images", image.file)
        place.code((*here, "program"), "programs", image.program)
        place.code((*here, "product"), "products", image.product)
        _check_image(place, (*here, "file"), contents, image.file)
    approved = {image.file for image in guidelines.images}
    for file in sorted(contents.codes.get("images", set()) - approved):
        place.warn(("images",), file, "every image of brand/images/ in this list; it is not shown")


def _check_image(place: Place, path: tuple[int | str, ...], contents: Contents, file: str) -> None:
    """It is what its ending says, small enough to load, and only draws."""
    if file not in contents.codes.get("images", set()):
        return
    fault = fault_of(contents.pack / FOLDER / file)
    if fault:
        place.error(path, f"{file} ({fault})", "a sound image that only draws")


def _check_rules(contents: Contents) -> None:
    rules = contents.model("rules.yaml", Rules)
    if rules is None:
        return
    place = _place(contents, "rules.yaml")
    unique(place, "rules", [r.key for r in rules.rules])
    for number, rule in enumerate(rules.rules):
        for program in rule.applies_to:
            place.code(("rules", number, "applies_to"), "programs", program)
        _check_paper(place, ("rules", number, "clause"), rule.clause)
    for number, goods in enumerate(rules.regulated):
        _check_paper(place, ("regulated", number, "clause"), goods.clause)
    unique(place, "wordings", [w.key for w in rules.wordings])
    for number, wording in enumerate(rules.wordings):
        for program in wording.applies_to:
            place.code(("wordings", number, "applies_to"), "programs", program)
        _check_paper(place, ("wordings", number, "clause"), wording.clause)


def _check_paper(place: Place, path: tuple[int | str, ...], ref: str | None) -> None:
    """`paper.md#anchor` must be a paper; a bare clause number is none."""
    if ref and "#" in ref:
        place.code(path, "papers", ref.split("#", 1)[0])


def _check_frameworks(contents: Contents) -> None:
    name = "playbook/frameworks.yaml"
    frameworks = contents.model(name, Frameworks)
    if frameworks is None:
        return
    place = _place(contents, name)
    unique(place, "frameworks", [f.key for f in frameworks.frameworks])
    for number, framework in enumerate(frameworks.frameworks):
        _check_beats(place, number, framework)


def _check_beats(place: Place, number: int, framework: Framework) -> None:
    beats = [beat.key for beat in framework.beats]
    known = ", ".join(beats)
    for length, told in framework.lengths.items():
        for beat in told:
            if beat not in beats:
                path = ("frameworks", number, "lengths", length)
                place.error(path, beat, f"one of its beats: {known}")
    for beat in {b for b in beats if beats.count(b) > 1}:
        place.error(("frameworks", number, "beats"), beat, "each beat once")


def _check_objections(contents: Contents) -> None:
    name = "playbook/objections.yaml"
    objections = contents.model(name, Objections)
    if objections is None:
        return
    place = _place(contents, name)
    unique(place, "objections", [o.key for o in objections.objections])
    for number, objection in enumerate(objections.objections):
        for ref in objection.proof:
            _check_paper(place, ("objections", number, "proof"), ref)
        if objection.answer_needs and not objection.fallback:
            path = ("objections", number, "answer_needs")
            needs = ", ".join(objection.answer_needs)
            place.error(path, needs, "a fallback for shops where these are unknown")


def _check_personas(contents: Contents) -> None:
    name = "playbook/personas.yaml"
    personas = contents.model(name, Personas)
    if personas is None:
        return
    place = _place(contents, name)
    unique(place, "personas", [p.key for p in personas.personas])
    for number, persona in enumerate(personas.personas):
        place.code(("personas", number, "concern"), "objections", persona.concern)
        for key in persona.says_first:
            place.code(("personas", number, "says_first"), "objections", key)


def _check_keys(contents: Contents) -> None:
    rubric = contents.model("playbook/rubric.yaml", Rubric)
    if rubric:
        place = _place(contents, "playbook/rubric.yaml")
        unique(place, "criteria", [c.key for c in rubric.criteria])
        best = sum(c.points for c in rubric.criteria)
        if rubric.pass_points > best:
            place.error(
                ("pass_points",), rubric.pass_points, f"at most {best}, all points together"
            )
    policy = contents.model("guardrails.yaml", GuardrailPolicy)
    if policy:
        place = _place(contents, "guardrails.yaml")
        unique(place, "denied_topics", [t.key for t in policy.denied_topics])
    company = contents.model("company.yaml", Company)
    if company:
        place = _place(contents, "company.yaml")
        for language in {t for t in company.languages if company.languages.count(t) > 1}:
            place.error(("languages",), language, "each language once")

"""CEL expressions compile, and name only inputs that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator

import cel

from knowledge.pack.contents import Contents, Place, ProgramFile
from knowledge.pack.schema.playbook import Frameworks
from knowledge.pack.schema.rules import Rules

_OUTLET = (
    "code channel outlet_class country currency status months_active overdue credit_lock "
    "kyc_level has_cooler area_m2 credit_days enrolled stacking_groups"
)
_HISTORY = (
    "months_billed_6 net_6m base_monthly days_since_order trend_percent must_sell_bought "
    "must_sell_listed open_cases late_payouts"
)
_SITUATION = "recommendation state program_kind outlet_class length enrolled was_member trust"
FACTS = {"outlet": _OUTLET, "history": _HISTORY, "program": "code kind period"}
ELIGIBILITY_INPUTS = {name: frozenset(keys.split()) for name, keys in FACTS.items()}
RULE_INPUTS = ELIGIBILITY_INPUTS | {"story": frozenset({"net_return", "recommendation"})}
FRAMEWORK_INPUTS = {"situation": frozenset(_SITUATION.split())}

Inputs = dict[str, frozenset[str]]
_LITERAL = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_MEMBER = re.compile(r"\b([a-z]\w*)\.([A-Za-z_]\w*)\b(?!\s*\()")


def check_expressions(contents: Contents) -> None:
    """Check all of a pack."""
    for program in contents.programs:
        _check_program(program, contents)
    rules = contents.model("rules.yaml", Rules)
    if rules:
        place = Place(contents, "rules.yaml", contents.sheets["rules.yaml"][0])
        for number, rule in enumerate(rules.rules):
            check(place, ("rules", number, "requires"), rule.requires, RULE_INPUTS)
        for number, wording in enumerate(rules.wordings):
            check(place, ("wordings", number, "when"), wording.when, RULE_INPUTS)
    name = "playbook/frameworks.yaml"
    frameworks = contents.model(name, Frameworks)
    if frameworks:
        place = Place(contents, name, contents.sheets[name][0])
        for number, framework in enumerate(frameworks.frameworks):
            check(place, ("frameworks", number, "fits"), framework.fits, FRAMEWORK_INPUTS)


def _check_program(program: ProgramFile, contents: Contents) -> None:
    place = Place(contents, program.name, program.sheet)
    for number, requirement in enumerate(program.terms.eligibility):
        path = ("eligibility", number, "requires")
        check(place, path, requirement.requires, ELIGIBILITY_INPUTS)


def check(place: Place, path: tuple[int | str, ...], expression: str, inputs: Inputs) -> None:
    """One expression."""
    try:
        variables = cel.compile(expression).variables()
    except (ValueError, RuntimeError) as error:
        place.error(path, expression, f"a CEL expression ({_reason(error)})")
        return
    known = ", ".join(inputs)
    for name in variables:
        if name not in inputs:
            place.error(path, expression, f"only the inputs {known}, not {name}")
    for name, key in _members(expression, inputs):
        place.error(
            path, expression, f"one of {', '.join(sorted(inputs[name]))} after `{name}.`, not {key}"
        )


def _members(expression: str, inputs: Inputs) -> Iterator[tuple[str, str]]:
    """`outlet.clas`: compiling does not notice, and it would be unknown for ever."""
    for name, key in _MEMBER.findall(_LITERAL.sub("''", expression)):
        if name in inputs and key not in inputs[name]:
            yield name, key


def _reason(error: Exception) -> str:
    text = str(error).split("ERROR:")[-1].split("\n")[0]
    return re.sub(r"^\s*<input>:", "at ", text).split(", expecting")[0].strip()

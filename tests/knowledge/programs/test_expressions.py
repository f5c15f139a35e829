"""Null means unknown, never false or zero."""

from typing import Any

import pytest

from knowledge.programs.expressions import Standing, evaluate, unknown_fields

INPUTS: dict[str, dict[str, Any]] = {
    "outlet": {"outlet_class": "C", "overdue": None, "credit_lock": None, "enrolled": []},
    "history": {"months_billed_6": 5, "net_6m": 120.5},
}


@pytest.mark.parametrize(
    ("expression", "standing"),
    [
        ("history.months_billed_6 >= 4", Standing.MET),
        ("history.months_billed_6 >= 5.5", Standing.FAILED),
        ("outlet.overdue == 0", Standing.UNKNOWN),
        ("outlet.overdue <= 0.0", Standing.UNKNOWN),
        ("outlet.credit_lock in ['none', 'soft']", Standing.UNKNOWN),
        # What is unknown does not matter where the rest decides, whichever side it stands on.
        ("outlet.outlet_class in ['A'] && outlet.overdue == 0", Standing.FAILED),
        ("outlet.overdue == 0 && outlet.outlet_class in ['A']", Standing.FAILED),
        ("outlet.overdue == 0 || history.net_6m > 100", Standing.MET),
        # An author who asks for null has said what unknown means.
        ("outlet.overdue == null || outlet.overdue <= 0.0", Standing.MET),
        ("outlet.credit_lock == null || outlet.credit_lock != 'hard'", Standing.MET),
        ("!('growth-club' in outlet.enrolled)", Standing.MET),
        # What cannot be read decides nothing.
        ("outlet.no_such_field > 3", Standing.UNKNOWN),
        ("outlet.outlet_class > ", Standing.UNKNOWN),
        ("history.months_billed_6", Standing.UNKNOWN),
    ],
)
def test_an_expression_is_met_failed_or_unknown(expression: str, standing: Standing) -> None:
    assert evaluate(expression, INPUTS) is standing


def test_the_unknown_inputs_of_an_expression_are_named() -> None:
    expression = "outlet.overdue == 0 && history.net_6m > 1 && outlet.credit_lock == 'none'"
    assert unknown_fields(expression, INPUTS) == ("outlet.overdue", "outlet.credit_lock")

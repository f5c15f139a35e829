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


@pytest.mark.parametrize(
    ("expression", "first", "second"),
    [
        ("outlet.kyc_level == 1", 1, 2),
        ("outlet.kyc_level == 1", 2, 1),
        ("outlet.kyc_level > 1.5", 2, 1),
        ("outlet.kyc_level == true", True, 1),
        ("outlet.kyc_level == true", 1, True),
        ("'a' in outlet.kyc_level", ["a"], ["b"]),
        ("'a' in outlet.kyc_level", [], ["b", "a"]),
        ("outlet.kyc_level == null || outlet.kyc_level > 0", None, 0),
        ("outlet['kyc_level'] == 1", 1, 2),
    ],
)
def test_what_was_worked_out_for_one_shop_is_not_told_of_another(
    expression: str, first: Any, second: Any
) -> None:
    """Against an engine that remembers nothing, in both orders."""
    import cel

    def afresh(value: Any) -> Standing:
        outlet = {} if value is None and "null" not in expression else {"kyc_level": value}
        try:
            found = cel.evaluate(expression, {"outlet": outlet})
        except (KeyError, TypeError, ValueError, RuntimeError):
            return Standing.UNKNOWN
        return {True: Standing.MET, False: Standing.FAILED}[found]

    for value in (first, second, first):
        assert evaluate(expression, {"outlet": {"kyc_level": value}}) is afresh(value)


def test_an_input_that_is_missing_is_not_one_that_is_unknown() -> None:
    expression = "outlet.area_m2 == null || outlet.area_m2 > 10.0"
    assert evaluate(expression, {"outlet": {"area_m2": None}}) is Standing.MET
    assert evaluate(expression, {"outlet": {}}) is Standing.UNKNOWN
    assert evaluate(expression, {}) is Standing.UNKNOWN

"""An owner is struck out of texts as people write him, and others are left alone."""

from __future__ import annotations

import base64
import json

import pytest

from knowledge.records.privacy.traces import STRUCK, traces_of

HIM = traces_of(["Quintus Zebedäus", None, ""], ["+628115550147", None])


@pytest.mark.parametrize(
    "said",
    [
        "Quintus Zebedäus", "quintus  zebedäus", "QUINTUS ZEBEDÄUS",
        "Quintus Zebeda\u0308us",  # a letter and its mark apart
        "+628115550147", "08115550147", "0811 555 0147", "0811-555-0147", "+62 (811) 555-0147",
        "٠٨١١٥٥٥٠١٤٧", "628115550147",
    ],
)  # fmt: skip
def test_his_name_and_number_are_found_however_they_are_written(said: str) -> None:
    assert HIM.strike(f"call {said} today", about_him=False) == f"call {STRUCK} today"


def test_in_json_and_in_notes_too() -> None:
    for ascii_only in (True, False):
        kept = json.dumps({"owner": "Quintus Zebedäus", "n": 1}, ensure_ascii=ascii_only)
        assert json.loads(HIM.strike(kept, about_him=False)) == {"owner": STRUCK, "n": 1}
    note = base64.b64encode("for Quintus Zebedäus, 0811 555 0147".encode()).decode()
    left = HIM.strike(f"data:text/plain;charset=utf-8;base64,{note}", about_him=False)
    told = base64.b64decode(left.rpartition(",")[2]).decode()
    assert told == f"for {STRUCK}, {STRUCK}"


def test_part_of_a_name_counts_only_where_it_is_about_his_shop() -> None:
    text = "Quintus agreed, …0147"
    assert HIM.strike(text, about_him=True) == f"{STRUCK} agreed, {STRUCK}"
    assert HIM.strike(text, about_him=False) == text


@pytest.mark.parametrize("text", ["Quintussen", "+62 811 555 01478", "Rp5.550.148", "550 0147"])
def test_others_are_left_alone(text: str) -> None:
    assert HIM.strike(text, about_him=False) == text


def test_one_of_whom_nothing_is_known_is_nowhere() -> None:
    nobody = traces_of([None, " ", "Ed"], ["12"])
    assert not nobody
    assert nobody.strike("Ed 12", about_him=True) == "Ed 12"

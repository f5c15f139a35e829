"""The question over a whole route, on the sample company."""

from __future__ import annotations

from assistant.bootstrap import Services
from assistant.domain import Role, User
from assistant.ports import ToolContext
from tools.fact_graph.one_order_away import OneOrderAway, OneOrderAwayArguments


def test_toko_makmur_is_one_lemon_tea_from_gold(sample: Services) -> None:
    rep = sample.user("rep01")
    result = OneOrderAway(sample.records).run(
        OneOrderAwayArguments(tier="Emas"), ToolContext(rep, "en", sample.today, "")
    )
    line = next(x for x in result.text.splitlines() if "Toko Makmur" in x)
    assert "[Silver]" in line
    assert "Gold needs 8" in line
    assert "Lemon Tea 1.5 L" in line


def test_every_path_leads_to_a_shop_of_the_users_own(sample: Services) -> None:
    for user in ("rep01", "rep02", "rep05", "rep07"):
        rep = sample.user(user)
        own = {o.code for o in sample.records.visible_outlets(rep)}
        result = OneOrderAway(sample.records).run(
            OneOrderAwayArguments(), ToolContext(rep, "en", sample.today, "")
        )
        assert {a.payload["outlet"] for a in result.actions} <= own


def test_a_trainer_without_territory_sees_no_shop(sample: Services) -> None:
    nobody = User("x", "X", Role.TRAINER, ("en",), ())
    result = OneOrderAway(sample.records).run(
        OneOrderAwayArguments(), ToolContext(nobody, "en", sample.today, "")
    )
    assert result.actions == ()

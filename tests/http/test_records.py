"""Outlets, programs, eligibility as other systems read them."""

from __future__ import annotations

import httpx

from tests.http.conftest import House


def test_a_list_of_shops_has_pages(house: House) -> None:
    with house.client("maya") as client:
        seen, after = [], None
        for _ in range(4):
            params = {"limit": 2} | ({"after": after} if after else {})
            page = client.get("/outlets", params=params).json()
            seen += [o["code"] for o in page["outlets"]]
            after = page["next"]
            if after is None:
                break
    assert seen == ["A1", "A2", "A3", "B1", "B2", "N1"]


def test_a_shop_is_found_by_name(rep: httpx.Client) -> None:
    found = rep.get("/outlets", params={"query": "makmur"}).json()["outlets"]
    assert found[0]["code"] == "A1"
    assert all(o["code"] != "B1" for o in found)


def test_a_phone_number_shows_only_how_it_ends(rep: httpx.Client) -> None:
    shown = rep.get("/outlets/A1").json()
    assert shown["name"] == "Toko Makmur"
    assert shown["phone_masked"].endswith("417")
    assert "34565417" not in str(shown).replace("-", "")


def test_programs_are_those_of_the_country(rep: httpx.Client) -> None:
    everywhere = {p["code"] for p in rep.get("/programs").json()}
    assert everywhere == {"growth-club", "star-points"}
    kenya = {p["code"] for p in rep.get("/programs", params={"country": "KE"}).json()}
    assert kenya == {"growth-club"}
    slabs = rep.get("/programs/growth-club").json()["slabs"]
    assert [s["at_least"] for s in slabs] == ["5", "10", "20"]
    older = rep.get("/programs/growth-club", params={"terms_version": "2"}).json()
    assert [s["at_least"] for s in older["slabs"]] == ["8"]
    assert rep.get("/programs/none").status_code == 404


def test_eligibility_has_every_condition_with_its_clause(rep: httpx.Client) -> None:
    found = rep.get("/eligibility", params={"outlet": "A1", "program": "growth-club"}).json()
    assert found["outlet"] == "A1"
    (standing,) = found["programs"]
    assert (standing["standing"], standing["already_in"]) == ("met", False)
    assert {c["standing"] for c in standing["conditions"]} == {"met"}
    every = rep.get("/eligibility", params={"outlet": "A1"}).json()["programs"]
    assert {p["program"]: p["already_in"] for p in every} == {
        "growth-club": False, "star-points": True,
    }  # fmt: skip
    assert rep.get("/eligibility", params={"outlet": "A1", "program": "x"}).status_code == 404

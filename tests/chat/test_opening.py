from datetime import date, timedelta

from assistant.chat.opening import found_card, greeting, route_card, why_to_look
from assistant.chat.wording import Wording
from knowledge.records.answers import OutletMatch, RouteStop

TODAY = date(2026, 11, 16)
EN = Wording("en", lambda text: text)


def _stop(name: str, sequence: int | None, days: int | None, cases: int = 0) -> RouteStop:
    last = None if days is None else TODAY - timedelta(days=days)
    return RouteStop(f"ID-{name}", name, "warung", "A", sequence, "Monday", last, cases)


def test_the_route_is_in_call_order_and_shops_without_a_place_come_last() -> None:
    stops = [_stop("c", None, 1), _stop("b", 2, 1), _stop("a", 1, 1)]
    rows = route_card(stops, TODAY, EN)["rows"]
    assert [row["name"] for row in rows] == ["a", "b", "c"]


def test_never_ordered_is_not_ordered_long_ago() -> None:
    assert why_to_look(0, None, EN) == "no order yet"
    assert why_to_look(0, 0, EN) == "ordered today"
    assert why_to_look(0, 1, EN) == "last order 1 day ago"
    assert why_to_look(0, 12, EN) == "last order 12 days ago"


def test_an_open_case_comes_first_and_marks_the_row() -> None:
    assert why_to_look(2, 3, EN) == "2 open cases · last order 3 days ago"
    row = route_card([_stop("a", 1, 3, cases=1)], TODAY, EN)["rows"][0]
    assert row["alert"]
    assert row["why"].startswith("1 open case ·")


def test_an_empty_route_says_what_can_be_done() -> None:
    assert "no calls" in greeting("Sari", [], EN)
    assert greeting("Sari", [_stop("a", 1, 1)], EN) == (
        "Hello Sari. 1 shop is on your route today."
    )


def test_hits_of_a_search_are_not_numbered() -> None:
    card = found_card([OutletMatch("ID-1", "Toko Makmur", "Surabaya", 1.0)], EN)
    assert not card["numbered"]
    assert card["rows"][0]["why"] == "Surabaya"

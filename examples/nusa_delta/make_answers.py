"""Questions that the records answer, alone or with a paper, and their answers from the tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any

import yaml
from babel.dates import format_date

from examples.nusa_delta.make_tables import PACK, TODAY, Row, Tables

Asked = dict[str, Any]
GROUPED = (",", ".", "\u066c", "\u202f", "\u00a0", " ", "")
READERS = ("en", "id", "sw", "ar", "ms", "vi", "fil", "fr")


def figure(value: Decimal | int) -> list[str]:
    """Every way the languages group an amount, without decimals where there are none."""
    exact = Decimal(value)
    whole, _, rest = f"{exact:,}".partition(".")
    rest = rest.rstrip("0")
    forms = [whole.replace(",", mark) for mark in GROUPED]
    return list(dict.fromkeys(f"{form}{mark}{rest}" for form in forms
                              for mark in ((".", ",", "\u066b") if rest else ("",))))  # fmt: skip


def day(value: dt.date) -> list[str]:
    """A date as the languages write it."""
    return list(dict.fromkeys(format_date(value, "d MMMM y", locale=tag) for tag in READERS))


class RecordQuestions:
    """Wordings of `questions_records.yaml` over shops drawn from the tables."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._tables = Tables()
        raw = (PACK / "sources" / "questions_records.yaml").read_text("utf-8")
        self._wordings: Mapping[str, Sequence[Any]] = yaml.safe_load(raw)

    def all(self) -> Iterator[Asked]:
        """Every wording once, each about another shop of its kind."""
        for name, wordings in self._wordings.items():
            kind, _, what = name.partition(" ")
            find: Callable[[], list[tuple[str, dict[str, Any]]]] = getattr(self, f"_{what}")
            found = find()
            self._random.shuffle(found)
            for number, (language, say) in enumerate(wordings):
                yield self._asked(kind, what, language, say, found[number % len(found)])

    def _asked(
        self, kind: str, what: str, language: str, say: str, found: tuple[str, dict[str, Any]]
    ) -> Asked:
        subject, expected = found
        expected = self._in_language(dict(expected), language)
        is_rep = subject in self._tables.users
        user = subject if is_rep else self._tables.rep_of(subject)
        shop = "" if is_rep else self._tables.outlets[subject]["name"]
        named = "{shop}" in say or is_rep
        turn = {
            "say": say.replace("{shop}", shop),
            "expect": {"status": ["answered"], **expected},
        }
        return {
            "group": f"{what} {subject}",
            "kind": kind,
            "language": language,
            "user": user,
            "outlet": None if named else subject,
            "turns": [turn],
        }

    def _in_language(self, expected: dict[str, Any], language: str) -> dict[str, Any]:
        """Products by the first of the names that the company has for them in a language."""
        for key, field in (("products", "contains"), ("one_product", "contains_any")):
            if key in expected:
                names = expected.pop(key)
                expected[field] = [self._tables.product_name(n, language) for n in names]
        return expected

    def _shops(self, fits: Callable[[str, Row], bool]) -> list[str]:
        """Open shops with a name that no other shop's begins with."""
        names = [row["name"].casefold() for row in self._tables.outlets.values()]
        return [
            code
            for code, row in self._tables.outlets.items()
            if row["status"] == "active"
            and row["name"].isascii()
            and sum(row["name"].casefold() in other for other in names) == 1
            and fits(code, row)
        ]

    def _member(self, program: str) -> Callable[[str, Row], bool]:
        return lambda code, _row: program in self._tables.members[code]

    def _last_order(self) -> list[tuple[str, dict[str, Any]]]:
        codes = self._shops(lambda code, _row: bool(self._tables.lines[code]))
        return [(c, {"contains_any": day(self._tables.last_order(c))}) for c in codes]

    def _orders(self) -> list[tuple[str, dict[str, Any]]]:
        since = dt.date(2026, 5, 1)
        found = ((c, self._tables.orders(c, since)) for c in self._shops(lambda c, _row: True))
        return [(c, {"contains_any": [f"{n} "]}) for c, n in found if n > 9]

    def _points(self) -> list[tuple[str, dict[str, Any]]]:
        tables = self._tables
        codes = self._shops(self._member("star-points"))
        simple = [c for c in codes if tables.has_simple_points(c, "star-points")]
        return [
            (c, {"contains_any": figure(tables.usable_points(c, "star-points"))}) for c in simple
        ]

    def _waiting(self) -> list[tuple[str, dict[str, Any]]]:
        codes = self._shops(self._member("star-points"))
        found = ((c, self._tables.waiting_points(c, "star-points")) for c in codes)
        simple = ((c, n) for c, n in found if self._tables.has_simple_points(c, "star-points"))
        return [(c, {"contains_any": figure(n)}) for c, n in simple if n]

    def _late(self) -> list[tuple[str, dict[str, Any]]]:
        known = set(self._shops(lambda _code, _row: True))
        late = [r for r in self._tables.late_payouts() if r["outlet"] in known]
        return [(r["outlet"], {"contains_any": figure(Decimal(r["amount"]))}) for r in late]

    def _overdue(self) -> list[tuple[str, dict[str, Any]]]:
        codes = self._shops(lambda _code, row: Decimal(row["overdue"] or 0) > 0)
        due = ((c, Decimal(self._tables.outlets[c]["overdue"])) for c in codes)
        return [(c, {"contains_any": figure(amount)}) for c, amount in due]

    def _case(self) -> list[tuple[str, dict[str, Any]]]:
        known = set(self._shops(lambda _code, _row: True))
        cases = [r for r in self._tables.open_cases() if r["outlet"] in known]
        return [(r["outlet"], {"contains": [r["subject"]]}) for r in cases]

    def _missing(self) -> list[tuple[str, dict[str, Any]]]:
        """Between one and four names of the list, all to be named."""
        codes = self._shops(self._member("growth-club"))
        found = ((c, self._tables.must_sell(c)[1]) for c in codes)
        return [(c, {"products": names}) for c, names in found if 1 <= len(names) <= 4]

    def _base(self) -> list[tuple[str, dict[str, Any]]]:
        codes = self._shops(self._member("growth-club"))
        bases = ((c, self._tables.members[c]["growth-club"]["base_value"]) for c in codes)
        return [(c, {"contains_any": figure(Decimal(base))}) for c, base in bases if base]

    def _bought(self) -> list[tuple[str, dict[str, Any]]]:
        codes = self._shops(self._member("growth-club"))
        return [(c, {"contains_any": figure(self._tables.quarter_net(c))}) for c in codes]

    def _route(self) -> list[tuple[str, dict[str, Any]]]:
        reps = [u["id"] for u in self._tables.users.values() if u["role"] == "rep"]
        return [(r, {"contains_any": [f"{len(self._tables.on_route(r))} "]}) for r in reps]

    def _too_small_class(self) -> list[tuple[str, dict[str, Any]]]:
        codes = self._shops(
            lambda _c, row: row["outlet_class"] == "C" and row["channel"] == "general_trade"
        )
        return [(c, {"tool": ["eligibility"], "contains": ["2.2"]}) for c in codes]

    def _owes(self) -> list[tuple[str, dict[str, Any]]]:
        codes = self._shops(
            lambda _c, row: Decimal(row["overdue"] or 0) > 0 and row["channel"] == "general_trade"
        )
        return [(c, {"tool": ["eligibility"], "contains": ["2.4"]}) for c in codes]

    def _wholesaler(self) -> list[tuple[str, dict[str, Any]]]:
        codes = self._shops(lambda _c, row: row["channel"] == "wholesale")
        return [(c, {"tool": ["eligibility"], "contains": ["2.6"]}) for c in codes]

    def _no_document(self) -> list[tuple[str, dict[str, Any]]]:
        codes = self._shops(
            lambda _c, row: (
                row["kyc_level"] in ("0", "1")
                and row["outlet_class"] in ("A", "B")
                and row["channel"] == "general_trade"
            )
        )
        free = [c for c in codes if "eye-level" not in self._tables.members[c]]
        return [(c, {"tool": ["eligibility"], "contains": ["2.5"]}) for c in free]

    def _stacked(self) -> list[tuple[str, dict[str, Any]]]:
        """Members of Growth Club who ask for Star Points."""
        codes = self._shops(self._member("growth-club"))
        only = [c for c in codes if "star-points" not in self._tables.members[c]]
        says = ["Growth Club", "Klub Tumbuh", "Klabu ya Ukuaji", "نادي النمو"]
        return [(c, {"tool": ["eligibility"], "contains_any": says}) for c in only]

    def _one_order(self) -> list[tuple[str, dict[str, Any]]]:
        """Reps with shops on their routes that lack one product for Gold."""
        tables = self._tables
        found: dict[str, list[str]] = {}
        for code in tables.members:
            row = tables.outlets.get(code)
            is_member = "growth-club" in tables.members[code]
            if row and row["status"] == "active" and is_member:
                if len(tables.must_sell(code)[0]) != 7:
                    continue
                found.setdefault(tables.rep_of(code), []).append(row["name"].strip())
        return [
            (rep, {"tool": ["one_order_away"], "contains": names}) for rep, names in found.items()
        ]

    def _to_gold(self) -> list[tuple[str, dict[str, Any]]]:
        """Names one of the products that would close the gap."""
        codes = self._shops(self._member("growth-club"))
        found = ((c, *self._tables.must_sell(c)) for c in codes)
        return [(c, {"one_product": lacks}) for c, has, lacks in found if 5 <= len(has) < 8]

    def _reward_and_day(self) -> list[tuple[str, dict[str, Any]]]:
        """Members of Growth Club: the base on record, and the clause on the day of payment."""
        days = ["20 days", "20 hari", "siku 20", "20 يوما"]
        return [
            (c, {"contains_any": days, "contains_figure": e["contains_any"],
                 "cites_any": ["growth-club-terms.md#5-1", "growth-club-short.", "payouts-and",
                               "growth-club-leaflet"]})
            for c, e in self._base()
        ]  # fmt: skip

    def _class_and_rule(self) -> list[tuple[str, dict[str, Any]]]:
        says = ["class A and", "kelas A dan B", "daraja A na B", "الفئتين A و B"]
        places = ["growth-club-terms.md#2-2", "growth-club-short.", "faq.", "growth-club-leaflet"]
        return [
            (c, {"contains": ["2.2"], "contains_any": says, "cites_any": places})
            for c, _e in self._too_small_class()
        ]

    def _points_and_expiry(self) -> list[tuple[str, dict[str, Any]]]:
        says = ["12 months", "12 bulan", "miezi 12"]
        places = ["star-points-terms.md#4-3", "star-points-leaflet", "support-handbook.docx#4-2",
                  "payouts-and"]  # fmt: skip
        return [
            (c, {"contains_figure": e["contains_any"], "contains_any": says, "cites_any": places})
            for c, e in self._points()
        ]


__all__ = ["TODAY", "RecordQuestions"]

"""Nobody is told of a shop outside his territories: search, graph tools, peers, follow-ups.

Every probe asks as a random person, in a random language, for a random tool, with his own shops,
other people's, misspelled ones, several at once, or nothing. Whatever comes back (words, facts,
citations, buttons, pictures, data) may hold no code, name or owner of a shop that is not his.
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest

from assistant.bootstrap import Services, build
from assistant.domain import Role, Turn, User
from assistant.errors import ShelftalkError
from assistant.ports import ToolContext
from tests.conftest import SAMPLE, load_sample

PEOPLE = ("rep01", "rep02", "rep03", "rep04", "rep05", "rep06", "rep07", "rep08")
PROGRAMS = ("growth-club", "star-points", "full-shelf", "eye-level", "cool-corner", "Klub Tumbuh")
LANGUAGES = ("en", "id", "sw", "ar")
CODE = re.compile(r"\b(?:ID|KE|EG)-\d{4}\b")
SAID = ("he has no space", "untungnya tipis", "zawadi zilichelewa", "الهدف عالي")
QUESTIONS = ("how does {shop} do", "brief me on {shop}", "and {shop}?", "what about {shop}?",
             "shops like {shop}", "can {shop} join Growth Club?", "points of {shop}",
             "why?", "and for Gold?", "what if {shop} buys 5 % more?")  # fmt: skip
TALKED = 40
"""One probe in so many is a conversation: it takes as long as many tools."""


@dataclass(frozen=True)
class Shops:
    """What must not be told to whom."""

    rows: tuple[dict[str, str], ...]

    def names_of_others(self, allowed: frozenset[str]) -> list[str]:
        """Names and owners of shops that are not his, unless one of his is called so too."""
        own = " ".join(
            f"{row['name']} {row['owner_name']}" for row in self.rows if row["code"] in allowed
        )
        others = {
            row[kind]
            for row in self.rows
            for kind in ("name", "owner_name")
            if row["code"] not in allowed and len(row[kind]) > 6
        }
        return sorted(name for name in others if name not in own)


@dataclass
class Prober:
    """Asks, and looks at everything that comes back."""

    services: Services
    shops: Shops
    chance: random.Random

    def __post_init__(self) -> None:
        self.seen: dict[str, frozenset[str]] = {}
        self.hidden: dict[str, re.Pattern[str]] = {}
        for user_id in PEOPLE:
            user = self.services.user(user_id)
            allowed = frozenset(o.code for o in self.services.records.visible_outlets(user))
            names = map(re.escape, self.shops.names_of_others(allowed))
            self.seen[user_id] = allowed
            self.hidden[user_id] = re.compile(r"(?<!\w)(?:" + "|".join(names) + r")(?!\w)")
        self.told: Counter[str] = Counter()

    @cached_property
    def all_rows(self) -> tuple[dict[str, str], ...]:
        return self.shops.rows

    def probe(self, number: int) -> list[str]:
        """What leaked."""
        user = self.services.user(self.chance.choice(PEOPLE))
        language = self.chance.choice(LANGUAGES)
        if number % TALKED == 0:
            return self._talk(user, language)
        kind = self.chance.choice(["search", *self.services.tools])
        if kind == "search":
            asked = self._shop(user)
            found = self.services.records.find_outlets(user, asked, 10)
            self.told["search"] += bool(found)
            return self._leaks(user, repr(found), asked)
        return self._run(kind, user, language)

    def _run(self, name: str, user: User, language: str) -> list[str]:
        tool = self.services.tools[name]
        arguments = dict(self._arguments(tool.arguments.model_fields, user))
        message = " ".join(str(value) for value in arguments.values())
        if user.role not in tool.roles:
            return []
        try:
            result = tool.run(
                tool.arguments.model_validate(arguments),
                ToolContext(user, language, self.services.today, message),
            )
        except ShelftalkError as error:
            return self._leaks(user, str(error), message)
        self.told[name] += 1
        return self._leaks(user, repr(result), message)

    def _talk(self, user: User, language: str) -> list[str]:
        """Two or three turns of one thread; the later ones lean on what was said before."""
        thread, so_far = f"leak-{self.chance.random()}", ""
        found = []
        for _ in range(3):
            shop = self._shop(user)
            said = self.chance.choice(QUESTIONS).replace("{shop}", shop)
            outlet = self.chance.choice([None, self.chance.choice(self.all_rows)["code"]])
            reply = self.services.respond(Turn(said, user, thread, outlet, language))
            self.told["conversation"] += reply.status.value == "answered"
            so_far += f" {said} {outlet}"  # a follow-up may repeat what he said before
            found += self._leaks(user, repr(reply), so_far)
        return found

    def _arguments(self, fields: Any, user: User) -> Iterator[tuple[str, Any]]:
        values: dict[str, Callable[[], Any]] = {
            "outlet": lambda: self._shop(user),
            "program": lambda: self.chance.choice(PROGRAMS),
            "while_in": lambda: self.chance.choice(PROGRAMS),
            "tier": lambda: self.chance.choice(["Gold", "Perak", "Slab 1"]),
            "more_percent": lambda: self.chance.choice([5, 20, -5]),
            "question": lambda: f"what are the rules for {self._shop(user)}",
            "said": lambda: self.chance.choice(SAID),
        }
        for name, value in values.items():
            if name in fields and (name in ("question", "said") or self.chance.random() < 0.8):
                yield name, value()

    def _shop(self, user: User) -> str:
        """Mostly somebody else's."""
        row = self.chance.choice(self.all_rows)
        own = self.chance.choice(sorted(self.seen[user.id]))
        return self.chance.choice(
            [own, own, row["code"], row["name"], row["name"][1:], row["owner_name"] or "x",
             f"{own}|{row['code']}", row["code"].lower(), f" {row['code']} ", "%", "' OR 1=1 --"]
        )  # fmt: skip

    def _leaks(self, user: User, told: str, asked: str) -> list[str]:
        """Codes and names of others, unless the person himself has just said them."""
        codes = {code for code in CODE.findall(told) if code not in self.seen[user.id]}
        names = set(self.hidden[user.id].findall(told))
        echoed = asked.casefold()
        return [
            f"{user.id}: {leak!r} in the answer to {asked!r}"
            for leak in sorted(codes | names)
            if leak.casefold() not in echoed
        ]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Services:
    """One of its own: what the probes say a shopkeeper said is kept with the calls of today."""
    return build(load_sample(tmp_path_factory.mktemp("probed")))


@pytest.fixture(scope="module")
def shops() -> Shops:
    with (SAMPLE / "data" / "outlets.csv").open(encoding="utf-8-sig", newline="") as file:
        return Shops(tuple(csv.DictReader(file)))


def probed(services: Services, shops: Shops, probes: int, seed: int) -> Prober:
    prober = Prober(services, shops, random.Random(seed))  # noqa: S311 - repeatable, not secret
    leaks = [leak for number in range(1, probes + 1) for leak in prober.probe(number)]
    assert leaks == []
    return prober


def test_the_probe_itself_sees_a_leak(sample: Services, shops: Shops) -> None:
    prober = Prober(sample, shops, random.Random(1))  # noqa: S311 - repeatable, not secret
    rep = sample.user("rep01")
    assert prober._leaks(rep, "KE-0001 buys tea", "?")
    assert prober._leaks(rep, next(r["name"] for r in shops.rows if r["code"] == "KE-0005"), "?")
    assert not prober._leaks(rep, "ID-0001, Toko Makmur", "?")
    assert not prober._leaks(rep, "There is no shop KE-0001", "brief me on KE-0001")


def test_a_few_probes_leak_nothing(sample: Services, shops: Shops) -> None:
    probed(sample, shops, 39, seed=11)  # no conversation: the planner need not be learned


@pytest.mark.slow
def test_ten_thousand_probes_leak_nothing(sample: Services, shops: Shops) -> None:
    prober = probed(sample, shops, 10_000, seed=20261116)
    # The probes really were answered: a run of refusals would prove nothing.
    of_reps = {name for name, tool in sample.tools.items() if Role.REP in tool.roles}
    asked = {"search", "conversation", *of_reps}
    assert {name for name in asked if prober.told[name] < 50} == set()

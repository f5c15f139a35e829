"""Shops in every situation, for the tests of the story."""

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from assistant.ports import ToolContext
from knowledge.facts.choice import Choice
from knowledge.facts.evidence import evidence_for, shop_evidence
from knowledge.facts.recommendation import decide
from knowledge.records.answers import VisitView
from tests.fakes.records import (
    MUST_SELL,
    REP,
    TODAY,
    FakeRecords,
    FakeShop,
    balance,
    buys,
    case,
    enrolled,
    outlet,
    steady_shop,
)
from tools.story.arguments import StoryArguments
from tools.story.draft import Brief, Story, StoryWithheld
from tools.story.generator import TemplateWriter, Writer
from tools.story.pipeline import Desk
from tools.story.situations import Length
from tools.story.templates import TemplateShelf
from tools.story.tool import SellingStory

SHELF = TemplateShelf()
"""One for all tests, as a process has it: what a template stands on is part of its name."""
PROGRAMS = ("growth-club", "full-shelf", "eye-level", "cool-corner", "star-points")
LENGTHS: tuple[Length, ...] = ("counter", "talk", "sitdown", "leaflet")


def world() -> FakeRecords:
    """A shop for every situation."""
    records = FakeRecords()
    records.add(steady_shop("STEADY"))
    claim = records.add(steady_shop("CLAIM", name="Toko Jaya"))
    claim.cases.append(case("CLAIM"))
    owed = records.add(steady_shop("OWED", name="Warung Tini"))
    owed.enrollments.append(
        enrolled("OWED", "star-points", status="left", left_on=dt.date(2026, 8, 1))
    )
    late = balance("OWED", "star-points", late_payouts=Decimal(250_000))
    owed.ledgers["star-points"] = late
    records.add(steady_shop("SMALL", name="Toko Sinar", outlet_class="C", kyc_level=0))
    records.add(steady_shop("UNSURE", name="Toko Baru Sinar", overdue=None))
    records.add(steady_shop("GROSIR", name="Grosir Abadi", channel="wholesale"))
    member = records.add(steady_shop("MEMBER", name="Toko Anggota"))
    member.enrollments.append(
        enrolled("MEMBER", "growth-club", tier="Silver", base_value=Decimal(4_000_000))
    )
    points = records.add(steady_shop("POINTS", name="Toko Poin"))
    points.enrollments.append(enrolled("POINTS", "star-points", tier="Bronze"))
    points.ledgers["star-points"] = balance(
        "POINTS",
        "star-points",
        active_points=1_240,
        expiring_points=200,
        next_expiry_on=dt.date(2026, 12, 31),
        points_value=Decimal(124_000),
    )
    lapsed = records.add(
        FakeShop(outlet("LAPSED", name="Toko Sepi"), buys([6, 6, 6, 6, 6, 3, 2, 2, 0, 0]))
    )
    lapsed.enrollments.append(
        enrolled("LAPSED", "star-points", status="left", left_on=dt.date(2026, 8, 1))
    )
    falling = outlet("FALLING", name="Toko Turun")
    records.add(FakeShop(falling, buys([6, 6, 6, 6, 4, 4, 5, 3])))
    doubter = records.add(steady_shop("DOUBTER", name="Toko Curiga"))
    doubter.visits.append(
        VisitView(dt.date(2026, 11, 2), "rina", "declined", None, "rewards-late", None, None, None)
    )
    records.add(steady_shop("PHARMACY", name="Apotek Sehat", channel="pharmacy", status="closed"))
    tiny = outlet("TINY", name="Toko Kecil")
    records.add(FakeShop(tiny, buys([1] * 8, MUST_SELL[:2])))
    newcomer = outlet("NEW", name="Toko Muda", opened_on=dt.date(2026, 8, 5))
    records.add(FakeShop(newcomer, buys([2, 3, 3])))
    blank = outlet(
        "BLANK", name="Toko Kosong", owner_name=None, opened_on=None, outlet_class=None,
        overdue=None, credit_lock=None, kyc_level=None, has_cooler=None, area_m2=None,
    )  # fmt: skip
    records.add(FakeShop(blank, []))
    kenya = outlet("KENYA", name="Duka la Amani", owner_name="Grace", country="KE",
                   currency="KES", language="sw")  # fmt: skip
    records.add(FakeShop(kenya, buys([4] * 8, currency="KES")))
    return records


def desk(records: FakeRecords, writer: Writer | None = None) -> Desk:
    """The sample company's guidance."""
    return Desk(records.frameworks(), records.brand(), records.rules(), writer or TemplateWriter())


def context(language: str = "en") -> ToolContext:
    """Rina is asking."""
    return ToolContext(REP, language, TODAY, "")


def told(
    records: FakeRecords,
    code: str,
    program: str,
    length: Length = "talk",
    language: str = "en",
    writer: Writer | None = None,
) -> Story | StoryWithheld:
    """The story of a shop, as the tool makes it."""
    shelf = SHELF if writer is None else TemplateShelf()
    tool = SellingStory(records, writer or TemplateWriter(), shelf)
    shop = shop_evidence(records, REP, code, TODAY, language)
    evidence = evidence_for(records, REP, shop, program)
    choice = Choice(evidence, decide(evidence, records.rules()), "named")
    asked = StoryArguments(outlet=code, program=program, length=length)
    return tool.tell(choice, asked, language, context(language))


def released(
    records: FakeRecords,
    code: str,
    program: str,
    length: Length = "talk",
    language: str = "en",
) -> Story:
    """The same, when it must come out."""
    story = told(records, code, program, length, language)
    assert isinstance(story, Story), story.reasons
    return story


@lru_cache(maxsize=1)
def everything() -> tuple[FakeRecords, tuple[Story | StoryWithheld, ...]]:
    """The world, and every shop, program, length and language in it."""
    records = world()
    return records, tuple(
        told(records, code, program, length, language)
        for code, shop in records.shops.items()
        for program in PROGRAMS
        if shop.profile.country in next(
            p.countries for p in records.terms if p.code == program
        )
        for length in LENGTHS
        for language in ("en", "id")
    )  # fmt: skip


def brief_of(story: Story | StoryWithheld) -> Brief:
    """What it was told from."""
    return story.brief

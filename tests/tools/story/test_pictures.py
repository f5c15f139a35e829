"""Approved images come with a story: the program's and its products', never an expired one."""

import datetime as dt
from dataclasses import replace

import pytest

from knowledge.pack.schema.brand import ApprovedImage, BrandGuidelines
from tests.fakes.records import MUST_SELL, FakeRecords, sample_brand
from tests.tools.story.shops import context, released, world
from tools.story.arguments import StoryArguments
from tools.story.draft import Story
from tools.story.pictures import pictures_of
from tools.story.tool import SellingStory

TODAY = dt.date(2026, 11, 16)
MISSING = MUST_SELL[7]


def brand(*images: ApprovedImage) -> BrandGuidelines:
    return sample_brand().model_copy(update={"images": images})


def image(file: str = "full-shelf.svg", **more: object) -> ApprovedImage:
    return ApprovedImage.model_validate(
        {"file": file, "alt": {"en": f"Picture of {file}", "id": f"Gambar {file}"}} | more
    )


def story(program: str = "full-shelf", code: str = "STEADY") -> tuple[FakeRecords, Story]:
    records = world()
    return records, released(records, code, program)


def test_the_programs_image_and_those_of_the_products_named_are_shown_in_that_order() -> None:
    records, told = story()
    images = (
        image("lemon-tea.svg", product=MISSING),
        image("guava-juice.svg", product="TEA-LEM-1500"),  # bought already, not in the story
        image("eye-level.svg", program="eye-level"),
        image("ramadan-2026.svg"),
        image(program="full-shelf"),
    )
    shown = pictures_of(told, brand(*images), records, "id-ID")
    assert [p.alt for p in shown] == ["Gambar full-shelf.svg", "Gambar lemon-tea.svg"]
    assert shown[0].title == "Rak Lengkap"
    assert shown[0].content.startswith(b"<svg")


@pytest.mark.parametrize(
    ("expires_on", "count"),
    [(TODAY - dt.timedelta(1), 0), (TODAY, 1), (TODAY + dt.timedelta(1), 1), (None, 1)],
)
def test_an_image_is_shown_up_to_its_last_day(expires_on: dt.date | None, count: int) -> None:
    records, told = story()
    guidelines = brand(image(program="full-shelf", expires_on=expires_on))
    assert len(pictures_of(told, guidelines, records, "en")) == count


def test_a_shop_that_had_better_wait_is_shown_no_advertisement() -> None:
    records, told = story("growth-club", "CLAIM")
    assert pictures_of(told, brand(image(program="growth-club")), records, "en") == ()


def test_an_image_whose_file_is_gone_is_left_out() -> None:
    records, told = story()
    assert pictures_of(told, brand(image("gone.svg", program="full-shelf")), records, "en") == ()


def test_the_tool_hands_them_over_in_the_readers_language() -> None:
    records = replace(world(), guidelines=brand(image(program="full-shelf")))
    asked = StoryArguments(outlet="STEADY", program="full-shelf")
    result = SellingStory(records).run(asked, context("id"))
    assert [(p.title, p.media_type) for p in result.pictures] == [("Rak Lengkap", "image/svg+xml")]

"""Approved images of the program and products that a story is about; expired ones never."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from assistant.domain import Picture
from knowledge.pack.schema.brand import ApprovedImage, BrandGuidelines
from tools.story.draft import Story

MOST = 3
"""More than that nobody looks at on a phone."""
SHOWN_FOR = ("join", "already_in")
"""Nothing is advertised to a shop that had better wait."""


class Images(Protocol):
    """Who has the files."""

    def image(self, file: str) -> tuple[str, bytes] | None:
        """Media type and bytes of an image under `brand/images/`; None where there is none."""
        ...


def pictures_of(
    story: Story, brand: BrandGuidelines, images: Images, language: str
) -> tuple[Picture, ...]:
    """The program's first, then those of products the story names; `language` is the reader's."""
    if story.brief.situation.recommendation not in SHOWN_FOR:
        return ()
    approved = _approved(story, brand, story.brief.evidence.shop.today)
    found = (_picture(story, image, images, language) for image in approved)
    return tuple(picture for picture in found if picture is not None)[:MOST]


def _approved(story: Story, brand: BrandGuidelines, today: date) -> Iterator[ApprovedImage]:
    current = [i for i in brand.images if i.expires_on is None or today <= i.expires_on]
    program, products = story.brief.evidence.terms.code, products_told(story)
    # An image may be of a product within another program: both must fit.
    yield from (i for i in current if i.program == program and not i.product)
    for code in (c for c in products if c not in story.brief.evidence.shop.unpromoted):
        yield from (i for i in current if i.product == code and i.program in (None, program))


def products_told(story: Story) -> tuple[str, ...]:
    """Codes of the products that the story names, in that order."""
    codes = {p.name: p.code for p in story.brief.evidence.shop.products.values()}
    values = (f.value for f in story.facts if f.unit in ("name", "names"))
    names = (name for v in values if isinstance(v, str) for name in v.split("|"))
    return tuple(dict.fromkeys(codes[name] for name in names if name in codes))


def _picture(story: Story, image: ApprovedImage, images: Images, language: str) -> Picture | None:
    found = images.image(image.file)
    if found is None:
        return None
    base = language.partition("-")[0]
    product = story.brief.evidence.shop.products.get(image.product or "")
    title = product.name if product else story.brief.evidence.terms.name_in(base)
    return Picture(title, image.alt.get(base, image.alt["en"]), found[0], found[1])

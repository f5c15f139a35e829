"""What else may be tapped under a story: another way to tell it, or another language."""

from __future__ import annotations

from collections.abc import Sequence

from babel import Locale as CldrLocale
from babel.languages import get_official_languages

from knowledge.pack.schema.playbook import Frameworks
from tools.story.draft import Story
from tools.story.framework import fits
from tools.story.wording import story_languages


def next_way(story: Story, frameworks: Frameworks) -> str:
    """Key of the framework after this one among those that fit, round and round; "" = none."""
    situation = story.brief.situation
    fitting = [f for f in frameworks.frameworks if fits(f, situation)]
    keys = [f.key for f in sorted(fitting, key=lambda f: -f.priority)]
    if story.framework not in keys or len(keys) == 1:
        return ""
    return keys[(keys.index(story.framework) + 1) % len(keys)]


def other_languages(story: Story, offered: Sequence[str], reader: str) -> tuple[str, ...]:
    """The reader's language, those of the shop's country and English, without this one's.

    Only those of the company, `offered`, that stories are written in.
    """
    country = story.brief.evidence.outlet.country
    spoken = (reader, *get_official_languages(country, de_facto=True), "en")
    bases = dict.fromkeys(tag.partition("-")[0].partition("_")[0] for tag in spoken)
    known = {tag.partition("-")[0] for tag in offered} & set(story_languages())
    return tuple(b for b in bases if b in known and b != story.brief.language)


def own_name(language: str) -> str:
    """`Kiswahili`: as its own readers call it."""
    name = CldrLocale.parse(language).get_display_name() or language
    return name[:1].upper() + name[1:]

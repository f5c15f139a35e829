"""What one company's stories are told with outside a conversation."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from tools.catalog import TextModels, framework_chooser, story_writer
from tools.story.generator import CountedWriter
from tools.story.pipeline import Desk
from tools.story.templates import TemplateShelf

if TYPE_CHECKING:
    from knowledge.records.api import DataAPI
    from knowledge.records.story_templates import RecordedTemplates


def story_desk(
    records: DataAPI,
    templates: RecordedTemplates,
    writing: TextModels,
    choosing: TextModels,
    one_writes: AbstractContextManager[Any] | None,
) -> tuple[Desk, CountedWriter]:
    """The desk, and its writer, who counts; a batch job writes with another model than chooses.

    `one_writes` is a lock that keeps two processes from having the same template written.
    """
    writer = CountedWriter(story_writer(records, writing))
    shelf = TemplateShelf(templates, one_writes)
    choose = framework_chooser(choosing, shelf)
    desk = Desk(records.frameworks(), records.brand(), records.rules(), writer, shelf, choose)
    return desk, writer

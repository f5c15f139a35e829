"""`shelftalk load`: records, papers and insights brought in line with a company pack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.bootstrap import Services, build
from assistant.company_papers import BUILT_IN
from assistant.company_records import open_records
from assistant.errors import CallError
from assistant.settings import Settings
from knowledge.records.database import is_loaded, open_if_readable

if TYPE_CHECKING:
    from knowledge.pack.loading import LoadReport, PaperChange

Progress = Callable[[str, int, int], None]


class PaperIndex:
    """Indexes papers inside the load's transaction, and takes it back when that fails."""

    def __init__(self, services: Services, pack: Path, progress: Progress) -> None:
        self._services = services
        self._root = pack / "documents"
        self._progress = progress
        self._undo: Callable[[], None] | None = None

    def __call__(self, changes: list[PaperChange], removed: list[str]) -> None:
        """Called by the loader once the records are written and before they are committed."""
        report = self._services.papers.index_papers(
            self._root,
            [(meta.path, meta, digest) for _file, meta, digest in changes],
            removed,
            lambda done, total: self._progress("Embedding papers", done, total),
        )
        self._undo = report.undo

    def take_back(self) -> None:
        """The records were not committed: the papers must not know more than they."""
        if self._undo is not None:
            self._undo()


def load_pack(
    pack: Path, settings: Settings, progress: Progress, *, check: bool, if_empty: bool
) -> str:
    """Validate and load a company pack, all or nothing; train its insights.

    Returns:
        What was done, in a few lines.

    Raises:
        CallError: there is no such folder.
        ShelftalkError: the pack has errors, or nothing could be written; nothing was loaded.
    """
    if not pack.is_dir():
        raise CallError(f"There is no folder {pack} to load a company pack from.")
    url = settings.records_url
    engine = open_if_readable(url) if check else open_records(settings, upgrade_schema=True)
    services = build(settings, engine)
    if if_empty and is_loaded(engine) and _is_indexed(services):
        return f"{services.records.company().name} is loaded already."
    # Imported here: `make run` asks every time, and mostly something is loaded already.
    from knowledge.documents.parsing import parse_paper
    from knowledge.pack.loading import LoadOptions, load

    index = PaperIndex(services, pack, progress)
    options = LoadOptions(
        index_papers=index,
        read_paper=parse_paper,
        on_progress=progress,
        check=check,
        # The records remember what was loaded, the index may be gone: moved, deleted, renewed.
        reindex_papers=not check and is_loaded(engine) and services.papers.count() == 0,
    )
    try:
        report = load(pack, engine, options)
    except BaseException:
        index.take_back()
        raise
    done = _told(report, services, progress)
    if not check:
        # Learned here, with a bar, so that the first question does not wait for it.
        progress("Learning examples", 0, 1)
        services.warm()
        progress("Learning examples", 1, 1)
    return done


def _is_indexed(services: Services) -> bool:
    """Whether the papers are there by the embedder of the settings; ours are as the records are."""
    return services.settings.embedder == BUILT_IN or services.papers.count() > 0


def _told(report: LoadReport, services: Services, progress: Progress) -> str:
    from knowledge.insights.training import train

    lines = [*(f"Warning: {line}" for line in report.warnings), report.summary()]
    if not report.checked_only:
        progress("Training insights", 0, 1)
        lines.append(train(services.engine, services.today).as_text())
        progress("Training insights", 1, 1)
    return "\n".join(lines)

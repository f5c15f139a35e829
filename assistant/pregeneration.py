"""`shelftalk pregenerate`: stories for every outlet before anybody asks, on all cores.

Work is cut into chunks of outlets, in order of their codes. A chunk is read with a handful of
queries and its stories are kept in one transaction; then the run notes how far all before it are
done. So a run that is killed goes on where it stopped, and one that is run again finds everything
as it was and changes nothing.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.bootstrap import Services, build
from assistant.domain import Role, User
from assistant.memory import peak_mib
from assistant.models.metering import metered, within_tool
from assistant.settings import Settings

if TYPE_CHECKING:
    from knowledge.records.bulk import BulkRecords, Selection
    from tools.story.preparing import Tally, Wish

Progress = Callable[[str, int, int], None]
CHUNK = 200
AHEAD = 3
"""Chunks that wait for each process."""
OPERATIONS = User("", "operations", Role.MANAGER, ("en",), ())
"""Whoever may run commands on the company's own database may read all of it."""
LABEL = "Preparing stories"


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    user: str | None = None
    """Only this user's outlets; None = the company's."""
    route: str | None = None
    """Code of a route, or of any territory."""
    program: str | None = None
    """None = the best for each shop."""
    language: str | None = None
    """None = each owner's."""
    length: str = "talk"
    processes: int | None = None
    """None = one for each core."""
    answers: Path | None = None
    """Of a batch job, that the writer has at hand; None = he is asked on demand."""


@dataclass
class Part:
    """What a worker made of a chunk."""

    tally: Tally
    last: str
    """Code of its last outlet."""
    written: int
    """Times a writer was asked for words."""
    peak_mib: float
    """Most memory its process has had."""
    cpu_s: float
    """Processor time of this chunk."""


@dataclass
class Report:
    """What a run did."""

    tally: Tally
    resumed: bool
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    """Processor time of all chunks: on a machine that others use, the steadier figure."""
    writer_calls: int = 0
    peak_mib_per_process: float = 0.0
    processes: int = 1
    templates: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "outlets": self.tally.outlets,
            **asdict(self.tally),
            "resumed": self.resumed,
            "writer_calls": self.writer_calls,
            "templates": self.templates,
            "processes": self.processes,
            "seconds": round(self.seconds, 2),
            "cpu_seconds": round(self.cpu_seconds, 2),
            "outlets_per_s": round(self.tally.outlets / max(self.seconds, 0.001), 1),
            "peak_mib_per_process": round(self.peak_mib_per_process, 1),
        }

    def as_text(self) -> str:
        """In a few sentences."""
        tally = self.tally
        lines = []
        if self.resumed:
            lines.append("Went on where the last run was stopped.")
        if not tally.outlets:
            lines.append("There are no outlets to prepare stories for.")
        elif tally.told + tally.withheld == 0:
            lines.append(f"Nothing has changed: all {tally.unchanged} stories are up to date.")
        else:
            lines.append(
                f"Prepared {tally.told} stories; {tally.withheld} are withheld, "
                f"{tally.unchanged} were up to date."
            )
        if tally.not_offered:
            lines.append(f"The program does not run for {tally.not_offered} outlets.")
        return "\n".join(lines)


def pregenerate(settings: Settings, asked: Asked, progress: Progress) -> Report:
    """Prepare the stories that are asked for.

    Raises:
        CallError: a language that is not offered.
        NotFoundError: no such user, route or program.
    """
    from knowledge.records.bulk import BulkRecords, Selection
    from knowledge.records.prepared import RecordedPreparations
    from tools.story.preparing import Tally

    started = time.perf_counter()
    services = build(settings)
    wish, selection = understood(services, asked, Selection)
    bulk = BulkRecords(services.engine, services.today)
    runs = RecordedPreparations(services.engine)
    total = bulk.count(selection)
    run = _name(selection, wish)
    after = runs.begin(run, (services.today,))
    left = bulk.count(selection, after) if after else total
    report = Report(Tally(), resumed=bool(after))
    chunks = bulk.pages(selection, CHUNK, after)
    job = Job(settings, selection.user, wish, services.today, asked.answers)
    report.processes = _processes(asked, left)
    with _workers(job, report.processes) as work:
        progress(LABEL, total - left, total)
        for part in work(chunks):
            report.tally.add(part.tally)
            report.writer_calls += part.written
            report.cpu_seconds += part.cpu_s
            report.peak_mib_per_process = max(report.peak_mib_per_process, part.peak_mib)
            runs.reached(run, part.last)
            progress(LABEL, total - left + report.tally.outlets, total)
    runs.finish(run)
    report.templates = services.templates.counts()
    report.seconds = time.perf_counter() - started
    return report


def understood(
    services: Services, asked: Asked, selection: type[Selection]
) -> tuple[Wish, Selection]:
    """What is wanted, and of which outlets; raises as `pregenerate` does."""
    from tools.story.preparing import Wish

    services.check_language(asked.language)
    if asked.program is not None:
        services.records.program(asked.program)
    user = OPERATIONS if asked.user is None else services.records.user(asked.user)
    wish = Wish(
        length=asked.length,  # type: ignore[arg-type]  # the command line offers only these
        program=asked.program,
        language=asked.language,
        offered=services.languages(),
    )
    return wish, selection(user, asked.route)


def _name(selection: Selection, wish: Wish) -> str:
    """Of what is asked for: the same for the same call."""
    from knowledge.records.story_templates import digest_of

    user = selection.user
    return digest_of([user.id, user.territories, selection.territory, asdict(wish)])


def _processes(asked: Asked, outlets: int) -> int:
    """A core has to be worth starting a process for."""
    cores = asked.processes or len(os.sched_getaffinity(0))
    return max(1, min(cores, outlets // (2 * CHUNK)))


@dataclass(frozen=True)
class Job:
    """What a worker process needs to know."""

    settings: Settings
    user: User
    wish: Wish
    today: date
    answers: Path | None = None


class Worker:
    """Prepares chunks, one after another."""

    def __init__(self, job: Job, one_writes: AbstractContextManager[Any] | None = None) -> None:
        from assistant.batch_pregeneration import with_answers
        from knowledge.records.bulk import BulkRecords
        from knowledge.records.prepared import RecordedPreparations

        services = build(job.settings)
        self._job = job
        self._bulk: BulkRecords = BulkRecords(services.engine, job.today)
        self._prepared = RecordedPreparations(services.engine)
        models = with_answers(services.models.text, job.answers)
        self._desk, self._writer = services.story_desk(one_writes, models)
        self._models = services.models

    def __call__(self, codes: Sequence[str]) -> Part:
        """Read, tell, keep."""
        from tools.story.preparing import prepare

        job, before, started = self._job, self._writer.calls, time.process_time()
        known = self._prepared.fingerprints(codes, job.wish.program or "", job.wish.length)
        chunk = self._bulk.chunk(job.user, codes)
        with metered(self._models.job_meter(job.user.id)), within_tool("pregenerate"):
            made, tally = prepare(chunk, job.user, self._desk, job.wish, job.today, known)
        self._prepared.keep(made)
        spent = time.process_time() - started
        return Part(tally, codes[-1], self._writer.calls - before, peak_mib(), spent)


_worker: Worker | None = None


def _start(job: Job, one_writes: AbstractContextManager[Any]) -> None:
    # A parent that is killed closes nothing: without this its workers would wait for ever.
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # What is loaded stays, and stories hold no circles: looking for garbage is mostly in vain.
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    global _worker
    _worker = Worker(job, one_writes)


def _end_with_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


def _work(codes: Sequence[str]) -> Part:
    assert _worker is not None  # noqa: S101 - the pool has started it
    return _worker(codes)


@contextmanager
def _workers(job: Job, processes: int) -> Iterator[Callable[[Iterator[list[str]]], Iterator[Part]]]:
    """Something that turns chunks into parts, in their order."""
    if processes == 1:
        worker = Worker(job)
        yield lambda chunks: map(worker, chunks)
        return
    # Spawned, not forked: a fork would share the database connection.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _start, (job, context.Lock())) as pool:
        try:
            yield lambda chunks: _in_order(pool, chunks, processes * AHEAD)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _in_order(pool: ProcessPoolExecutor, chunks: Iterator[list[str]], ahead: int) -> Iterator[Part]:
    """Never many more chunks at work than processes: a million codes need not be in memory."""
    waiting: deque[Future[Part]] = deque()
    for codes in chunks:
        waiting.append(pool.submit(_work, codes))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()

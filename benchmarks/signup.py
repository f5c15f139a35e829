"""Sign-up happens exactly once: killed at every point, on the last place, tapped again and again.

`python -m benchmarks.signup [kill|slot|taps]… [--database URL] [--points N] [--times N]
[--rounds N] [--writers N] [--taps N]`; SQLite in a temporary folder unless a URL of an empty
PostgreSQL database is given. The last line on stdout is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from multiprocessing.connection import Connection
from typing import Any

from sqlalchemy import Engine, event, func, select

from benchmarks import signup_company as company
from knowledge.enrollment.draft import ConsentMethod, Step
from knowledge.enrollment.ports import Confirmation, ConsentTaken
from knowledge.records.database import open_database, reading
from knowledge.records.enrollment.audit import RecordedAudit
from knowledge.records.enrollment.joining import CannotJoinError, Joining
from knowledge.records.tables.enrollments import Consent, Enrollment, LedgerEntry
from knowledge.records.tables.signups import (
    AuditEntry,
    IdempotencyKey,
    OutboxRow,
    SignUpDraftRow,
)

Told = Callable[[dict[str, str]], None]
COLD_STARTS = 5
_CLEAN = multiprocessing.get_context("forkserver")
"""A fork of a process with threads may inherit a lock that nobody will ever open again."""
_CLEAN.set_forkserver_preload(["benchmarks.signup"])


# Killed at a point


@dataclass
class DiesAt:
    """Counts what reaches the database, and kills its own process at the n-th such event."""

    at: int
    seen: int = 0

    def listen(self, engine: Engine) -> None:
        """Before each statement, before and after each commit."""
        event.listen(engine, "before_cursor_execute", self._passes)
        event.listen(engine, "commit", self._passes)
        event.listen(engine, "after_cursor_execute", self._passes)
        event.listen(engine.pool, "checkin", self._passes)

    def _passes(self, *_arguments: Any) -> None:
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def flow(engine: Engine, number: int, tell: Told) -> None:
    """A rep signs a shop up; `tell` is what his screen has shown."""
    desk, who = company.desk_over(engine), company.actor(number)
    view = desk.open(who, company.shop(number), company.PROGRAM)
    taken = ConsentTaken(ConsentMethod.SPOKEN, view.draft.card_hash)
    view = desk.consent(who, view.draft.id, taken)
    tell(asdict(company.tap(view)))
    receipt = desk.confirm(who, company.tap(view))
    tell({"receipt": receipt.reference})


def go_on(engine: Engine, number: int, screen: dict[str, str]) -> str:
    """After a restart: the same tap if there was a card to tap, else from where the draft is."""
    desk, who = company.desk_over(engine), company.actor(number)
    if "key" in screen:
        tapped = Confirmation(screen["draft"], screen["card_hash"], screen["key"])
        return desk.confirm(who, tapped).reference
    view = desk.open(who, company.shop(number), company.PROGRAM)
    if view.draft.step is not Step.CONSENT:
        taken = ConsentTaken(ConsentMethod.SPOKEN, view.draft.card_hash)
        view = desk.consent(who, view.draft.id, taken)
    return desk.confirm(who, company.tap(view)).reference


def events_of(url: str, number: int) -> int:
    """How many points there are to die at."""
    engine = open_database(url)
    counter = DiesAt(0)
    counter.listen(engine)
    flow(engine, number, lambda _shown: None)
    engine.dispose()
    return counter.seen


def killed(url: str, number: int, at: int) -> dict[str, str]:
    """A process that dies at a point; what its screen had shown by then."""
    shown, tell = _CLEAN.Pipe(duplex=False)
    child = _CLEAN.Process(target=_die, args=(url, number, at, tell))
    child.start()
    tell.close()
    screen: dict[str, str] = {}
    with shown, suppress(EOFError):
        while True:
            screen |= shown.recv()
    child.join()
    if child.exitcode not in (-signal.SIGKILL, 0):
        raise RuntimeError(f"the flow failed by itself at point {at}")
    return screen


def _die(url: str, number: int, at: int, tell: Connection) -> None:
    engine = open_database(url)
    DiesAt(at).listen(engine)
    flow(engine, number, tell.send)


def kill_proof(url: str, points: int, times: int) -> dict[str, Any]:
    """`points` × `times` processes killed, each followed by a restart that goes on."""
    trials = points * times
    _fresh(url, trials + 1, company.terms())
    total = events_of(url, trials)
    spots = sorted({round(1 + n * (total - 1) / (points - 1)) for n in range(points)})
    lost, slowest, started = 0, 0.0, time.perf_counter()
    for number in range(trials):
        screen = killed(url, number, spots[number % len(spots)])
        restarted = time.perf_counter()
        engine = open_database(url)
        reference = go_on(engine, number, screen)
        engine.dispose()
        slowest = max(slowest, time.perf_counter() - restarted)
        lost += "receipt" in screen and screen["receipt"] != reference
    counted = _counted(url, trials + 1)
    cold = [_cold_start(url, number) for number in range(COLD_STARTS)]
    return {
        "killed": trials,
        "points": len(spots),
        "of_points": total,
        "receipts_lost": lost,
        **counted,
        "slowest_restart_s": round(slowest, 3),
        "cold_start_s": round(max(wall for wall, _ in cold), 2),
        "cold_start_cpu_s": round(max(busy for _, busy in cold), 2),
        "seconds": round(time.perf_counter() - started, 1),
    }


def _cold_start(url: str, number: int) -> tuple[float, float]:
    """A new interpreter until the same tap has its receipt again: by the clock, and of CPU."""
    engine = open_database(url)
    with reading(engine) as session:
        key = session.scalars(
            select(IdempotencyKey.key)
            .join(Enrollment, Enrollment.id == IdempotencyKey.subject)
            .where(Enrollment.outlet == company.shop(number))
        ).one()
        row = session.scalars(
            select(SignUpDraftRow).where(SignUpDraftRow.outlet == company.shop(number))
        ).one()
        tapped = {"draft": row.id, "card_hash": row.card_hash, "key": key}
    engine.dispose()
    started, before = time.perf_counter(), _children_busy()
    command = [sys.executable, "-m", "benchmarks.signup", "--database", url]
    command += ["--tap", json.dumps(tapped), "--shop", str(number)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own module
    return time.perf_counter() - started, _children_busy() - before


def _children_busy() -> float:
    """CPU seconds of the child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _counted(url: str, shops: int) -> dict[str, Any]:
    """Every table against the number of shops: one of each, no more, no less."""
    engine = open_database(url)
    one_each: dict[str, Any] = {
        "enrollments": Enrollment.outlet,
        "ledger_openings": LedgerEntry.outlet,
        "consents": Consent.enrollment,
        "keys": IdempotencyKey.subject,
    }
    found: dict[str, Any] = {}
    with reading(engine) as session:
        for name, column in one_each.items():
            rows = Counter(session.scalars(select(column)))
            found[f"{name}_missing"] = shops - len(rows)
            found[f"{name}_twice"] = sum(number > 1 for number in rows.values())
        for kind in ("enrollment.joined", "owner.receipt"):
            told = Counter(session.scalars(select(OutboxRow.subject).where(OutboxRow.kind == kind)))
            found[f"{kind}_missing"] = shops - len(told)
            found[f"{kind}_twice"] = sum(number > 1 for number in told.values())
        joined = select(func.count()).where(AuditEntry.kind == "enrollment.joined")
        found["audited"] = session.scalar(joined)
        confirmed = select(func.count()).where(SignUpDraftRow.step == "confirmed")
        found["drafts_confirmed"] = session.scalar(confirmed)
    found["audit_flaws"] = len(RecordedAudit(engine).verify()[1])
    engine.dispose()
    return found


# Many writers on the last place


def slot_proof(url: str, writers: int, rounds: int) -> dict[str, Any]:
    """In each round so many writers want the one place that is left."""
    _fresh(url, writers + rounds, company.terms(slots=1))
    engine = open_database(url)
    desk = company.desk_over(engine)
    waiting = {n: _joining(desk, n) for n in range(writers)}
    oversold = unsold = 0
    started, cpu = time.perf_counter(), time.process_time()
    for number in range(rounds):
        slots = number + 1
        winners = _race(desk, waiting, slots)
        oversold += max(0, len(winners) - 1)
        unsold += not winners
        for winner in winners:
            del waiting[winner]
            waiting[writers + number] = _joining(desk, writers + number)
    with reading(engine) as session:
        inside = session.scalar(select(func.count()).select_from(Enrollment))
    flaws = len(RecordedAudit(engine).verify()[1])
    engine.dispose()
    return {
        "rounds": rounds,
        "writers": writers,
        "oversold": oversold,
        "places_left_empty": unsold,
        "enrollments": inside,
        "audit_flaws": flaws,
        "seconds": round(time.perf_counter() - started, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
    }


def _joining(desk: Any, number: int) -> Joining:
    """Everything decided; only the write is missing. The race is for that."""
    view = company.agreed(desk, number)
    confirming = desk.confirming
    draft, _card = confirming.drafts.get(company.REP, view.draft.id)
    read = confirming.reader.read(company.REP, draft, "en")
    joining: Joining = confirming.joining(company.actor(number), company.tap(view), draft, read)
    return joining


def _race(desk: Any, waiting: dict[int, Joining], slots: int) -> list[int]:
    """Who has got in."""
    start, winners = threading.Barrier(len(waiting)), []

    def want(number: int, joining: Joining) -> None:
        ceilings = replace(joining.ceilings, slots=slots)
        start.wait()
        try:
            desk.confirming.joinings.join(replace(joining, ceilings=ceilings))
        except CannotJoinError as error:
            if error.reason != "no_place":
                raise
        else:
            winners.append(number)

    with ThreadPoolExecutor(len(waiting)) as pool:
        for done in [pool.submit(want, *item) for item in waiting.items()]:
            done.result()
    return winners


# Tapped again and again


def taps_proof(url: str, taps: int, shops: int = 50, writers: int = 20) -> dict[str, Any]:
    """Every card is tapped many times at once, from connections that come and go."""
    _fresh(url, shops, company.terms())
    engine = open_database(url)
    desk = company.desk_over(engine)
    cards = [company.agreed(desk, n) for n in range(shops)]
    answers: dict[int, set[str]] = {n: set() for n in range(shops)}

    def once(number: int) -> None:
        card = cards[number % shops]
        if number % 100 == 0:
            with engine.connect() as connection:
                connection.invalidate()  # it broke: the next one to ask connects anew
        receipt = desk.confirm(company.actor(number % shops), company.tap(card))
        answers[number % shops].add(receipt.reference)

    started = time.perf_counter()
    with ThreadPoolExecutor(writers) as pool:
        for done in [pool.submit(once, n) for n in range(taps)]:
            done.result()
    engine.dispose()
    different = sum(len(receipts) != 1 for receipts in answers.values())
    return {
        "taps": taps,
        "cards": shops,
        "cards_with_two_receipts": different,
        **_counted(url, shops),
        "seconds": round(time.perf_counter() - started, 1),
    }


# Around it


def _fresh(url: str, shops: int, program: Any) -> None:
    engine = open_database(url, upgrade_schema=True)
    company.fill(engine, shops, program)
    engine.dispose()


@contextmanager
def databases(url: str | None) -> Iterator[Callable[[], str]]:
    """Gives empty databases: files, or databases beside the one that is named."""
    if url is None:
        with tempfile.TemporaryDirectory() as folder:
            names = iter(range(100))
            yield lambda: f"sqlite:///{folder}/{next(names)}.db"
        return
    from tests.postgres import ServerDatabases

    server = ServerDatabases(url)
    yield server.new
    server.drop_all()


def main() -> None:
    """Run what is asked for; everything if nothing is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("proofs", nargs="*", help="kill, slot, taps; all of them if none")
    parser.add_argument("--database")
    parser.add_argument("--points", type=int, default=25)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--writers", type=int, default=50)
    parser.add_argument("--taps", type=int, default=10_000)
    parser.add_argument("--tap", help=argparse.SUPPRESS)
    parser.add_argument("--shop", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.tap:
        print(go_on(open_database(asked.database), asked.shop, json.loads(asked.tap)))
        return
    found: dict[str, Any] = {"database": "postgresql" if asked.database else "sqlite"}
    with databases(asked.database) as new:
        for proof in asked.proofs or ("kill", "slot", "taps"):
            run: dict[str, Callable[[], dict[str, Any]]] = {
                "kill": lambda: kill_proof(new(), asked.points, asked.times),
                "slot": lambda: slot_proof(new(), asked.writers, asked.rounds),
                "taps": lambda: taps_proof(new(), asked.taps),
            }
            found[proof] = run[proof]()
            print(proof, json.dumps(found[proof]), file=sys.stderr)
    print(json.dumps(found))


if __name__ == "__main__":
    main()

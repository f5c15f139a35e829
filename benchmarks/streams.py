"""`make bench-streams`: many streamed turns at once in one process, as the chat runs them.

The stand-in for Bedrock is a process of its own and takes its time like a model: `OWN` seconds to
the first piece of an answer and as long again to its end. Two calls a turn: choose a tool, say what
it said. What is counted is what a turn takes beyond the stand-in's own seconds: the way in, the
checks, the tool, the records, the thread. `STREAMS` turns begin within `SPREAD` seconds.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.sample import load_sample

STREAMS = int(os.environ.get("STREAMS", "200"))
SPREAD = float(os.environ.get("SPREAD", "10"))
OWN = float(os.environ.get("OWN", "2.5"))
QUESTION = "How far is Toko Makmur from Gold?"
CALLS = 2
TICK = 0.01


def serve(address: Any) -> None:
    """The stand-in, until its process is ended."""
    from assistant.models.reading import read
    from tests.wire.bedrock_server import serving
    from tests.wire.minds import read_body
    from tests.wire.steps import Answer, Slow, Step

    def brain(_operation: str, body: dict[str, Any]) -> Step:
        messages = read_body(body)
        if messages[-1].type == "tool":
            return Slow(Answer("OK"), OWN, OWN)
        meant = read(messages).mentioned("outlet")
        call = {"outlet": meant.ids[0] if meant else "", "program": "growth-club"}
        return Slow(Answer("Let me look.", calls=(("program_progress", call),)), OWN, OWN)

    with serving(brain) as server:
        address.put(server.url)
        time.sleep(3600)


@dataclass
class Seen:
    """Of one turn, in seconds."""

    first: float
    whole: float
    answered: bool


async def one(services: Any, number: int) -> Seen:
    """One turn, begun at its own time."""
    from assistant.chat.work import Quiet, RunningTurn
    from assistant.domain import Reply, Turn

    await asyncio.sleep(SPREAD * number / STREAMS)
    turn = Turn(QUESTION, services.user("rep01"), f"stream-{number}-{time.time()}")
    started, first, reply = time.monotonic(), 0.0, None
    async for piece in RunningTurn(services, turn).pieces():
        if not isinstance(piece, Quiet):
            first = first or time.monotonic() - started
        if isinstance(piece, Reply):
            reply = piece
    tools = [tool.name for tool in reply.tools] if reply else []
    instead = reply is None or "plain words" in reply.text
    return Seen(first, time.monotonic() - started, tools == ["program_progress"] and not instead)


async def lag(ticks: list[float], held: list[int]) -> None:
    """How much later than asked the event loop comes back, and KiB held at the same time."""
    while True:
        held.append(_resident())
        started = time.monotonic()
        await asyncio.sleep(TICK)
        ticks.append(time.monotonic() - started - TICK)


async def play(services: Any) -> dict[str, Any]:
    """All turns, and how the process was meanwhile."""
    ticks: list[float] = []
    held = [_resident()]
    watch = asyncio.create_task(lag(ticks, held))
    cpu = time.process_time()
    seen = await asyncio.gather(*(one(services, number) for number in range(STREAMS)))
    cpu = time.process_time() - cpu
    watch.cancel()
    first = [turn.first - 2 * OWN for turn in seen]
    whole = [turn.whole - CALLS * 2 * OWN for turn in seen]
    return {
        "streams": STREAMS,
        "begun_within_s": SPREAD,
        "own_s_per_call": 2 * OWN,
        "answered": sum(turn.answered for turn in seen),
        **_spread("first_step_over_own", first),
        **_spread("answer_over_own", whole),
        "loop_lag_p99_ms": round(1000 * statistics.quantiles(ticks, n=100)[-1], 1),
        "loop_lag_max_ms": round(1000 * max(ticks), 1),
        "cpu_ms_per_turn": round(1000 * cpu / STREAMS, 1),
        "kib_per_session": round((max(held) - held[0]) / STREAMS),
    }


def _spread(name: str, values: list[float]) -> dict[str, float]:
    return {
        f"{name}_p50_s": round(statistics.median(values), 3),
        f"{name}_p95_s": round(statistics.quantiles(values, n=20)[-1], 3),
    }


def _resident() -> int:
    """KiB in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() // 1024


def main() -> None:
    """One run; the last line on stdout has the figures."""
    from assistant.bootstrap import build
    from assistant.settings import Settings

    spawn = multiprocessing.get_context("spawn")
    address = spawn.Queue()
    server = spawn.Process(target=serve, args=(address,), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        load_sample(home)
        os.environ |= {
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": address.get(timeout=60),
            "AWS_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "example",
        }
        services = build(Settings(home=home, model="bedrock", _env_file=None))
        services.warm()
        sys.stderr.write("playing …\n")
        print(json.dumps(asyncio.run(play(services))))
    server.terminate()


if __name__ == "__main__":
    main()

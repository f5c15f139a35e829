"""`make bench-tokens`: what a turn and a story send to Bedrock, and what a cache keeps of it.

Counted on the wire with the embedder's own tokenizer, a stand-in: a vendor's tokenizer cuts
otherwise, so shares and ratios hold and tokens are an estimate. The cached part is what stands
before the cache points of a request, and reading it costs a tenth.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from assistant.bootstrap import Services, build
from assistant.domain import Turn
from assistant.evaluation import run_suite
from assistant.settings import Settings
from benchmarks.sample import load_sample
from benchmarks.wire import SUITE, over_the_wire, part_of
from knowledge.documents.e5.engine import engine
from tests.wire.bedrock_server import BedrockServer, Request
from tests.wire.minds import Planned

EVERY = int(os.environ.get("WIRE_EVERY", "12"))
SHOPS = 40
READ = 0.1
"""Of the price of a token that is not cached."""


def main() -> None:
    """Turns of the suite, then stories of a route; the last line on stdout has the figures."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        planner = load_sample(home).planner
        suite = part_of(SUITE, EVERY, Path(folder))
        with over_the_wire(Planned(planner, reads=True)) as server:
            services = build(Settings(home=home, model="bedrock", _env_file=None))
            turns = run_suite(suite, services, lambda *_: None).turns
            figures = {"turns": turns, **_per("turn", server.requests, turns)}
            figures |= _stories(services, server)
    print(json.dumps(figures))


def _stories(services: Services, server: BedrockServer) -> dict[str, Any]:
    """Calls for the first stories of a route, told twice; the writer is asked once a situation."""
    user = services.user("rep01")
    shops = [shop.code for shop in services.records.visible_outlets(user)][:SHOPS]
    asked = []
    for _round in range(2):
        server.requests.clear()
        for shop in shops:
            services.respond(
                Turn(f"selling story for {shop} in English", user, f"t-{shop}-{_round}")
            )
        asked.append(sum("toolConfig" not in request.body for request in server.requests))
    return {
        "stories": len(shops),
        "writer_critic_and_judge_calls_first_time": asked[0],
        "writer_critic_and_judge_calls_again": asked[1],
    }


def _per(name: str, requests: Sequence[Request], count: int) -> dict[str, Any]:
    kept = [_tokens(_before_cache_points(request.body)) for request in requests]
    fresh = [_tokens(_behind(request.body)) for request in requests]
    plain = sum(kept) + sum(fresh)
    warm = sum(fresh) + READ * sum(kept)
    return {
        f"calls_per_{name}": round(len(requests) / count, 2),
        f"tokens_per_{name}": round(plain / count),
        "largest_cached_part": max(kept),
        "smallest_cached_part": min(kept),
        "cached_percent": round(100 * sum(kept) / plain, 1),
        "price_with_a_warm_cache_percent": round(100 * warm / plain, 1),
    }


def _before_cache_points(body: dict[str, Any]) -> list[Any]:
    tools = body.get("toolConfig", {}).get("tools", [])
    return [*_until_point(tools), *_until_point(body.get("system", []))]


def _behind(body: dict[str, Any]) -> list[Any]:
    system = body.get("system", [])
    return [*system[len(_until_point(system)) :], *body["messages"]]


def _until_point(parts: Sequence[dict[str, Any]]) -> list[Any]:
    """Nothing when there is no point: then nothing is kept."""
    places = [n for n, part in enumerate(parts) if "cachePoint" in part]
    return list(parts[: places[-1]]) if places else []


def _tokens(parts: Iterable[Any]) -> int:
    return sum(engine().pieces(json.dumps(part, ensure_ascii=False)) for part in parts)


if __name__ == "__main__":
    main()

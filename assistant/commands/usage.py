"""The command on what language models were asked and cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from assistant.commands.shell import command, print_json, services

if TYPE_CHECKING:
    from knowledge.records.model_usage import GroupedBy, UsageRow

GROUPS = click.Choice(["user", "tool", "agent", "model", "day"])
HEADS = ("calls", "input", "of it cached", "of it written", "output", "US dollars")


@command()
@click.option("--by", type=GROUPS, default="agent", show_default=True, help="Whose sums.")
@click.option("--days", type=click.IntRange(1, 3_650), default=30, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def usage(by: GroupedBy, days: int, as_json: bool) -> None:
    """Tokens and US dollars of language models, by user, tool, agent, model or day."""
    served = services()
    rows = served.models.usage.sums(by, served.today - dt.timedelta(days=days - 1))
    if as_json:
        print_json([{**asdict(row), "usd": None if row.usd is None else str(row.usd)}
                    for row in rows])  # fmt: skip
        return
    click.echo(_table(rows, by) if rows else f"No language model was asked in {days} days.")


def _table(rows: Sequence[UsageRow], by: str) -> str:
    """One line each, columns aligned."""
    lines = [(by, *HEADS), *(_cells(row) for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    return "\n".join(_aligned(line, widths) for line in lines)


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    name, *figures = line
    shown = (figure.rjust(width) for figure, width in zip(figures, widths[1:], strict=True))
    return "  ".join((name.ljust(widths[0]), *shown))


def _cells(row: UsageRow) -> tuple[str, ...]:
    from assistant.models.prices import shown

    counts = (
        row.calls, row.input_tokens, row.cached_tokens, row.written_tokens, row.output_tokens,
    )  # fmt: skip
    usd = "unknown" if row.usd is None else shown(row.usd)
    return (row.of or "no tool", *map(str, counts), usd)

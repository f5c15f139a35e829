"""What is wrong with a pack: one sentence per finding, all of them counted, the first ones kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.errors import ShelftalkError

KEPT_PER_FILE = 200
KEPT_PER_KIND = 50
QUOTED_CHARS = 60


def quote(value: object) -> str:
    """A value as it is shown in a finding: in quotes, on one line, not too long."""
    text = " ".join(str(value).split())
    return f'"{text[: QUOTED_CHARS - 1]}…"' if len(text) > QUOTED_CHARS else f'"{text}"'


@dataclass(frozen=True)
class Finding:
    """Where, what was found, what is wanted. `found` is a phrase; values in it are quoted."""

    file: str
    found: str
    wanted: str
    row: int | None = None
    """Row of the spreadsheet (the header is 1), or line of a YAML file."""
    column: str | None = None

    def __str__(self) -> str:
        return f"{self.place}: found {self.found}, wanted {self.wanted}"

    @property
    def place(self) -> str:
        """`data/outlets.csv, row 7, column channel`."""
        is_table = self.file.endswith(".csv")
        parts = [self.file]
        if self.row is not None:
            parts.append(f"{'row' if is_table else 'line'} {self.row}")
        if self.column:
            parts.append(f"{'column' if is_table else 'key'} {self.column}")
        return ", ".join(parts)

    @property
    def kind(self) -> tuple[str, str | None, str]:
        """Findings of one kind are summed up after the first ones."""
        return self.file, self.column, self.wanted


@dataclass
class Collected:
    """Findings of one severity. Memory is bounded however broken the pack is."""

    kept: dict[str, list[Finding]] = field(default_factory=dict)
    counts: Counter[tuple[str, str | None, str]] = field(default_factory=Counter)
    shown: Counter[tuple[str, str | None, str]] = field(default_factory=Counter)

    def add(self, finding: Finding) -> None:
        """Count it, and keep it while there is room."""
        of_file = self.kept.setdefault(finding.file, [])
        self.counts[finding.kind] += 1
        if len(of_file) < KEPT_PER_FILE and self.shown[finding.kind] < KEPT_PER_KIND:
            of_file.append(finding)
            self.shown[finding.kind] += 1

    @property
    def total(self) -> int:
        """How many there were."""
        return self.counts.total()

    def lines(self) -> Iterator[str]:
        """One sentence per line, by file and row."""
        for file, findings in self.kept.items():
            yield from (str(f) for f in sorted(findings, key=lambda f: f.row or 0))
            for kind, count in self.counts.items():
                more = count - self.shown[kind]
                if kind[0] == file and more:
                    place = Finding(file, "", "", column=kind[1]).place
                    yield f"{place}: … and {more} more of this kind, wanted {kind[2]}"


@dataclass
class Findings:
    """Everything found in a pack."""

    errors: Collected = field(default_factory=Collected)
    warnings: Collected = field(default_factory=Collected)

    def error(self, finding: Finding) -> None:
        """The pack cannot be loaded."""
        self.errors.add(finding)

    def warn(self, finding: Finding) -> None:
        """The pack can be loaded, but someone should look."""
        self.warnings.add(finding)

    @property
    def ok(self) -> bool:
        """True = the pack can be loaded."""
        return not self.errors.total

    def raise_errors(self) -> None:
        """Stop when there is an error.

        Raises:
            PackError: with all of them.
        """
        if not self.ok:
            raise PackError(self)


class PackError(ShelftalkError):
    """The pack cannot be loaded; the text is every finding and a closing sentence."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        count = findings.errors.total
        closing = f"{count} error{'s' if count != 1 else ''} in the pack. Nothing was loaded."
        super().__init__("\n".join([*findings.errors.lines(), closing]))

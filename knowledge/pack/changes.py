"""What of a pack differs from what is loaded, by content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ShelftalkError

_PIECE = 1 << 20


def fingerprint(file: Path) -> str:
    """SHA-256 of a file.

    Raises:
        ShelftalkError: it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with file.open("rb") as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
    except OSError as error:
        raise ShelftalkError(f"The file {file} cannot be read ({error.strerror}).") from error
    return digest.hexdigest()


def fingerprints(pack: Path, files: Iterable[str]) -> dict[str, str]:
    """Path → SHA-256 of each file."""
    return {name: fingerprint(pack / name) for name in files}


@dataclass(frozen=True)
class Changes:
    """Files that are new or differ, and files that are gone."""

    changed: frozenset[str]
    gone: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.changed or self.gone)

    def touches(self, name: str) -> bool:
        """The file is new, differs or is gone."""
        return name in self.changed or name in self.gone


def compare(now: Mapping[str, str], before: Mapping[str, str]) -> Changes:
    """From two maps of path → SHA-256."""
    changed = frozenset(name for name, digest in now.items() if before.get(name) != digest)
    return Changes(changed, frozenset(before.keys() - now.keys()))

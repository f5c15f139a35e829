"""How much memory this process has taken at most."""

from __future__ import annotations

import re
import resource
from pathlib import Path

STATUS = Path("/proc/self/status")
HIGH_WATER = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


def peak_mib() -> float:
    """Most memory that this process itself has held, in MiB.

    `ru_maxrss` begins with the peak of whoever started the process, so it serves only where the
    kernel tells no other.
    """
    if STATUS.is_file() and (found := HIGH_WATER.search(STATUS.read_text("utf-8", "replace"))):
        return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # KiB on Linux

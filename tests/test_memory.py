"""What a process took is its own, not its parent's."""

from __future__ import annotations

import subprocess
import sys

from assistant.memory import peak_mib


def test_a_small_process_that_a_large_one_starts_is_told_as_small() -> None:
    held = b"x" * (200 * 1024 * 1024)
    asked = "from assistant.memory import peak_mib; print(peak_mib())"
    child = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True)
    assert peak_mib() > len(held) / 1024 / 1024
    assert 1 < float(child.stdout) < 100

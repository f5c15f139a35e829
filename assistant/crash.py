"""What nobody foresaw: kept whole in a log, told to the person as a sentence with a number."""

from __future__ import annotations

import logging
import sys
import traceback
import uuid
from pathlib import Path

from assistant.masking import masked

log = logging.getLogger(__name__)


def keep(error: BaseException, home: Path | None = None) -> str:
    """Write the traceback, masked, to `<home>/crash.log` and return the sentence that names it."""
    number = uuid.uuid4().hex[:8]
    text = masked("".join(traceback.format_exception(error)))
    if home is None:
        from assistant.settings import read_settings

        home = read_settings().home
    path = home / "crash.log"
    try:
        home.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"--- {number} {' '.join(sys.argv)}\n{text}\n")
    except OSError:
        # The disk may be what is broken; then the operator's log is the only place left.
        log.exception("crash %s could not be written to %s", number, path)
        return f"Something went wrong that we did not foresee (number {number})."
    return f"Something went wrong that we did not foresee (number {number}, kept in {path})."

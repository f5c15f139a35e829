"""A progress bar on a terminal, quiet elsewhere."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tqdm import tqdm


class Progress:
    """Called as `progress(label, done, total)`; one bar per label, on stderr."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._label = ""

    def __call__(self, label: str, done: int, total: int) -> None:
        """Move the bar of `label` to `done` of `total`."""
        from tqdm import tqdm

        if self._bar is None or self._label != label:
            self._close()
            # disable=None: tqdm draws on a terminal only.
            self._bar, self._label = tqdm(total=total, desc=label, disable=None), label
        self._bar.n = done
        self._bar.refresh()

    def __enter__(self) -> Progress:
        """Nothing to open."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the terminal on a line of its own."""
        self._close()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

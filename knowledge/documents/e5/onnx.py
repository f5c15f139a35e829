"""Just enough of ONNX's file format (protocol buffers) to hand a network to ONNX Runtime."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_KINDS = {np.dtype(np.float32): 1, np.dtype(np.int8): 3, np.dtype(np.int32): 6}
_IR, _OPSET, _MICROSOFT_OPSET = 8, 17, 1
MICROSOFT = "com.microsoft"
"""The operators that ONNX Runtime adds: attention, 8-bit products, fused layer norms."""


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def _field(number: int, value: int | float | str | bytes) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    if isinstance(value, float):
        return _varint(number << 3 | 5) + struct.pack("<f", value)
    raw = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(raw)) + raw


def tensor(name: str, values: npt.NDArray[np.generic]) -> bytes:
    """A constant (TensorProto)."""
    held = np.ascontiguousarray(values)
    sizes = b"".join(_field(1, size) for size in held.shape)
    return sizes + _field(2, _KINDS[held.dtype]) + _field(8, name) + _field(9, held.tobytes())


def node(
    operator: str,
    inputs: Sequence[str],
    output: str,
    domain: str = "",
    **attributes: float | int,
) -> bytes:
    """One operation (NodeProto); an empty input is one that is left out."""
    parts = [_field(1, name) for name in inputs]
    parts += [_field(2, output), _field(3, output), _field(4, operator)]
    for name, value in attributes.items():
        kind = (2, 1) if isinstance(value, float) else (3, 2)
        parts.append(_field(5, _field(1, name) + _field(kind[0], value) + _field(20, kind[1])))
    return b"".join([*parts, _field(7, domain)])


def value(name: str, kind: type[np.generic], sizes: Sequence[str | int]) -> bytes:
    """An input or output (ValueInfoProto); a size that is a word may be any."""
    shape = b"".join(_field(1, _field(1 if isinstance(s, int) else 2, s)) for s in sizes)
    typed = _field(1, _field(1, _KINDS[np.dtype(kind)]) + _field(2, shape))
    return _field(1, name) + _field(2, typed)


def model(
    nodes: Sequence[bytes], constants: Sequence[bytes], inputs: Sequence[bytes], output: bytes
) -> bytes:
    """The whole file (ModelProto)."""
    graph = [_field(1, one) for one in nodes] + [_field(2, "network")]
    graph += [_field(5, one) for one in constants] + [_field(11, one) for one in inputs]
    opsets = _field(8, _field(1, "") + _field(2, _OPSET))
    opsets += _field(8, _field(1, MICROSOFT) + _field(2, _MICROSOFT_OPSET))
    return _field(1, _IR) + _field(7, b"".join([*graph, _field(12, output)])) + opsets

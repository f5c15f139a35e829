"""The framing of `application/vnd.amazon.eventstream`, written by hand from its public description.

A message is: total length, headers length (4 bytes each, big endian), CRC-32 of those eight bytes,
headers, payload, CRC-32 of everything before. A header is: length of its name (1 byte), name, type
(7 = string), length of its value (2 bytes), value.
"""

from __future__ import annotations

import json
import struct
from typing import Any
from zlib import crc32

_STRING = 7


def _header(name: str, value: str) -> bytes:
    key, text = name.encode(), value.encode()
    return bytes([len(key)]) + key + bytes([_STRING]) + struct.pack("!H", len(text)) + text


def message(headers: dict[str, str], payload: bytes) -> bytes:
    """One framed message."""
    head = b"".join(_header(name, value) for name, value in headers.items())
    prelude = struct.pack("!II", 16 + len(head) + len(payload), len(head))
    front = prelude + struct.pack("!I", crc32(prelude)) + head + payload
    return front + struct.pack("!I", crc32(front))


def event(name: str, body: dict[str, Any]) -> bytes:
    """An event of the stream: `contentBlockDelta`, `messageStop` …"""
    headers = {
        ":event-type": name,
        ":content-type": "application/json",
        ":message-type": "event",
    }
    return message(headers, json.dumps(body).encode())


def failure(name: str, text: str) -> bytes:
    """A failure inside the stream: `throttlingException` …"""
    headers = {
        ":exception-type": name,
        ":content-type": "application/json",
        ":message-type": "exception",
    }
    return message(headers, json.dumps({"message": text}).encode())


def damaged(framed: bytes) -> bytes:
    """The same message with a bit of its payload turned over on the way."""
    place = len(framed) - 6
    return framed[:place] + bytes([framed[place] ^ 1]) + framed[place + 1 :]

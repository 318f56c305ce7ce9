"""What the pool and its processes say to each other: a kind and a length, and then as many bytes."""

import json
import struct
from typing import Any

ASK, READY, ANSWER, FAULT = b"Q", b"R", b"A", b"E"

HEAD = struct.Struct("<cQ")


def framed(kind: bytes, body: bytes) -> bytes:
    """A message."""
    return HEAD.pack(kind, len(body)) + body


def framed_json(kind: bytes, value: Any) -> bytes:
    """A message whose body is JSON."""
    return framed(kind, json.dumps(value).encode())

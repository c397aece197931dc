"""Worlds and answers as bytes between the one who knows the truth and the one who does not."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any

import msgspec
import numpy as np

_LENGTH = struct.Struct("<I")


def send(pipe: IO[bytes], message: bytes) -> None:
    """Write one message."""
    pipe.write(_LENGTH.pack(len(message)) + message)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """Read one message; None at the end."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    return pipe.read(_LENGTH.unpack(head)[0])


def packed(world: Mapping[str, Any]) -> bytes:
    """What may be seen of a world: arrays, numbers and lists of names by field."""
    file = BytesIO()
    np.savez(file, allow_pickle=False, **{name: np.asarray(value) for name, value in world.items()})
    return file.getvalue()


def unpacked(message: bytes) -> dict[str, Any]:
    """The fields of a world: arrays, or numbers and lists of names where they were that."""
    with np.load(BytesIO(message), allow_pickle=False) as found:
        return {name: _plain(found[name]) for name in found.files}


def _plain(value: Any) -> Any:
    if value.ndim == 0:
        return value.item()
    return value.tolist() if value.dtype.kind == "U" else value


def answer_bytes(answer: object) -> bytes:
    """An estimator's answer; arrays become lists."""
    return msgspec.msgpack.encode(answer, enc_hook=lambda value: value.tolist())


def answer_of(message: bytes) -> dict[str, Any]:
    """The fields of an answer."""
    found: dict[str, Any] = msgspec.msgpack.decode(message)
    return found

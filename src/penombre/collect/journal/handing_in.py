"""Puts records that did not come by the edge into the journal, each lot as a sealed segment of its own."""

from __future__ import annotations

import secrets
from pathlib import Path

from penombre.collect.journal.segment import SEALED, Frame, file_name, frame_bytes, header
from penombre.collect.machine import Disk


def hand_in(folder: Path, disk: Disk, frame: Frame, now: float) -> None:
    """Write a frame into a journal's folder; the loader finds it there. Raises OSError."""
    number = int(now * 1000) << 16 | secrets.randbits(16)
    path = folder / file_name(number, SEALED)
    aside = path.with_suffix(".new")
    aside.write_bytes(header(number) + frame_bytes(frame))
    disk.rename(aside, path)
    disk.sync_folder(folder)

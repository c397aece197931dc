"""Writes a benchmark's table into bench/RESULTS.md, each benchmark in a section of its own."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"
HEAD = "# Measured\n\nWritten by `make bench`; ratios count, the machines are shared and noisy.\n"


def machine() -> str:
    """What the figures were measured on, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def markdown(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(item) for item in line) + " |" for line in lines) + "\n"


def write_section(title: str, body: str) -> None:
    """Put `body` under `title` in place of what was there."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else HEAD
    sections = text.split("\n## ")
    kept = [section for section in sections[1:] if section.split("\n", 1)[0] != title]
    when = datetime.now(UTC).strftime("%Y-%m-%d")
    new = f"{title}\n\n{when}; {machine()}.\n\n{body.rstrip()}\n"
    joined = [sections[0].rstrip("\n") + "\n", *sorted([*(each.rstrip("\n") + "\n" for each in kept), new])]
    RESULTS.write_text("\n## ".join(joined), encoding="utf-8")
    print(f"## {title}\n\n{body}")

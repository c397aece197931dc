"""Outcomes kept in a file as they come, so that a run of hours can be stopped and gone on with."""

from __future__ import annotations

import contextlib
import hashlib
import math
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path

import msgspec

from penombre.score.runner import Figures, Outcome

CODE = ("analyze", "score", "simulate")


class _Line(msgspec.Struct, frozen=True):
    code: str
    study: str
    seed: int
    variant: str
    figures: dict[str, float | None]  # JSON knows no NaN


class Kept:
    """The outcomes of one study in a file of lines; those of other code than today's are passed over."""

    def __init__(self, path: Path | None, study: str) -> None:
        """Read what is there; without a path nothing is kept."""
        self._path = path
        self._study = study
        self._code = code_of(CODE) if path else ""
        self._there = {
            (line.seed, line.variant): Outcome(line.variant, _figures(line))
            for line in _lines(path)
            if line.code == self._code and line.study == study
        }

    def missing(self, worlds: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
        """Those of the worlds that have no outcome yet."""
        return [world for world in worlds if world not in self._there]

    def add(self, world: tuple[int, str], outcome: Outcome) -> None:
        """Keep an outcome."""
        self._there[world] = outcome
        if self._path:
            line = _Line(
                self._code, self._study, *world, {name: float(value) for name, value in outcome.figures.items()}
            )
            with self._path.open("ab") as file:  # one write a line: two threads do not mix theirs
                file.write(msgspec.json.encode(line) + b"\n")

    def of(self, worlds: Sequence[tuple[int, str]]) -> list[Outcome]:
        """The outcomes of these worlds, as far as there are any."""
        return [self._there[world] for world in worlds if world in self._there]


def _figures(line: _Line) -> Figures:
    return {name: math.nan if value is None else value for name, value in line.figures.items()}


def _lines(path: Path | None) -> Iterator[_Line]:
    for line in path.read_bytes().splitlines() if path and path.exists() else ():
        with contextlib.suppress(msgspec.DecodeError):  # cut where a run was stopped
            yield msgspec.json.decode(line, type=_Line)


def code_of(packages: Sequence[str]) -> str:
    """A fingerprint of the packages' code: outcomes of other code are other outcomes."""
    digest = hashlib.sha256()
    for package in packages:
        root = Path(str(resources.files("penombre") / package))
        for file in sorted(root.rglob("*.py")):
            digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]

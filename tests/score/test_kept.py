"""Outcomes are kept line by line: a stopped run goes on, another study's or another code's outcomes are not taken."""

from pathlib import Path

import numpy as np
import pytest

from penombre.score import kept as module
from penombre.score.kept import Kept
from penombre.score.page import scored, study
from penombre.score.runner import Outcome

WORLDS = [(seed, variant) for seed in range(3) for variant in ("a", "b")]


def outcome(world: tuple[int, str]) -> Outcome:
    return Outcome(world[1], {"error": np.float64(world[0] / 10)})


def test_what_was_kept_is_not_made_again(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.jsonl"
    first = Kept(path, "direct")
    for world in WORLDS[:4]:
        first.add(world, outcome(world))
    with path.open("ab") as file:
        file.write(b'{"code": "cut')
    again = Kept(path, "direct")
    assert again.missing(WORLDS) == WORLDS[4:]
    assert again.of(WORLDS) == [outcome(world) for world in WORLDS[:4]]
    assert Kept(path, "channels").missing(WORLDS) == WORLDS


def test_outcomes_of_other_code_are_other_outcomes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "outcomes.jsonl"
    Kept(path, "direct").add(WORLDS[0], outcome(WORLDS[0]))
    monkeypatch.setattr(module, "CODE", ("score",))
    assert Kept(path, "direct").missing(WORLDS) == WORLDS


def test_nothing_is_kept_without_a_file() -> None:
    found = Kept(None, "direct")
    found.add(WORLDS[0], outcome(WORLDS[0]))
    assert found.of(WORLDS) == [outcome(WORLDS[0])]


def test_a_run_in_two_parts_tells_the_same_as_one(tmp_path: Path) -> None:
    changes, path, made = study("changes"), tmp_path / "outcomes.jsonl", []
    scored(changes, 1, lambda: made.append(1), Kept(path, "changes"))
    half = len(made)
    text = scored(changes, 2, lambda: made.append(1), Kept(path, "changes"))
    assert len(made) == 2 * half
    assert text == scored(changes, 2, lambda: None, Kept(None, "changes"))

"""The truth stays with the one who keeps the score; what an estimator says is compared, and its failures are told."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from penombre.score.page import STUDIES, study, worlds_of, write_page
from penombre.score.runner import EstimatorFailedError, Outcome, outcomes
from penombre.score.study import Line, Study, above, below, within
from penombre.score.summary import mean, median, share, where
from penombre.score.table import section
from penombre.score.wire import packed, unpacked


@given(
    st.dictionaries(
        st.sampled_from("abcd"),
        st.one_of(
            arrays(np.int64, st.tuples(st.integers(0, 3), st.integers(0, 3))),
            st.integers(-(2**40), 2**40),
            st.lists(st.text("abc", min_size=1), min_size=1),
        ),
    )
)
def test_a_world_arrives_as_it_was_sent(world: dict[str, Any]) -> None:
    found = unpacked(packed(world))
    assert found.keys() == world.keys()
    for name, value in world.items():
        np.testing.assert_array_equal(found[name], value)


def test_the_estimators_process_cannot_import_the_simulator() -> None:
    code = (
        "import sys; sys.argv = ['x', 'changes']; sys.stdin.close()\n"
        "import io; sys.stdin = io.TextIOWrapper(io.BytesIO()); sys.stdout = io.TextIOWrapper(io.BytesIO())\n"
        "from penombre.score.estimator import main; main()\n"
        "try:\n    import penombre.simulate\nexcept ImportError:\n    sys.exit(7)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 7


def world(seed: int, variant: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """One of the studies' worlds, its truth with a secret."""
    public, truth = study("changes").world(seed, variant)
    return dict(public), {**truth, "secret": seed}


def test_each_world_is_compared_with_its_own_truth() -> None:
    asked = [(1, "quiet"), (2, "behaviour"), (3, "quiet")]
    found = outcomes("changes", world, lambda answer, _, truth: {"seed": truth["secret"], "parts": len(answer)}, asked)
    assert sorted((each.variant, each.figures["seed"]) for each in found) == sorted(
        (variant, seed) for seed, variant in asked
    )
    assert {each.figures["parts"] for each in found} == {3}


def test_an_estimator_that_fails_is_named_with_its_world() -> None:
    def broken(seed: int, variant: str) -> tuple[dict[str, Any], dict[str, Any]]:
        return {"nonsense": np.zeros(3)}, {}

    with pytest.raises(EstimatorFailedError, match="world 5 of quiet"):
        outcomes("changes", broken, lambda *_: {}, [(5, "quiet")], workers=1)


@pytest.mark.parametrize("name", STUDIES)
def test_every_study_can_be_run(name: str) -> None:
    chosen = study(name)
    variant = chosen.variants[0]
    found = outcomes(chosen.estimator, chosen.world, chosen.figures, [(11, variant)], workers=1)
    assert found[0].figures
    known = set(found[0].figures)
    assert known, "nothing was measured"
    text = section(chosen, found, DAY)
    assert f"| {variant} | 1 |" in text


def test_the_size_of_a_large_cascade_is_told_by_what_was_known_an_hour_after_its_begin() -> None:
    chosen = study("cascades")
    public, truth = next(
        found for seed in range(99) if len((found := chosen.world(seed, "broadcasts"))[0]["forecast"]) > 0
    )
    later = dict(public)
    over = public["minted"][public["forecast"]].max() + 1.01
    late = public["click_at"] > over
    later["click_token"], later["click_at"], later["click_visitor"] = (
        public[name][~late] for name in ("click_token", "click_at", "click_visitor")
    )
    told = []
    for shown in (public, later):
        scored = outcomes(
            "cascades", lambda *_, shown=shown: (shown, truth), chosen.figures, [(0, "broadcasts")], workers=1
        )
        told.append(scored[0].figures["size_error"])
    assert told[0] == told[1]


def test_worlds_of_all_variants_take_turns() -> None:
    chosen = study("changes")
    worlds = worlds_of(chosen, 2)
    assert len(worlds) == 2 * len({*chosen.variants, *chosen.others, *chosen.unseen})
    assert {seed for seed, _ in worlds} == {chosen.first_seed, chosen.first_seed + 1}


DAY = date(2026, 11, 25)
OUTCOMES = [Outcome("a", {"error": value, "holds": float(value < 0.3)}) for value in (0.1, 0.2, 0.3, 0.4)]


def test_figures_of_worlds_become_one_with_its_error() -> None:
    assert median("error")(OUTCOMES).value == pytest.approx(0.25)
    assert mean("error")(OUTCOMES).value == pytest.approx(0.25)
    assert share("holds")(OUTCOMES).value == pytest.approx(0.5)
    assert 0 < share("holds")(OUTCOMES).error < 0.5
    assert where("holds", True, mean("error"))(OUTCOMES).value == pytest.approx(0.15)
    assert median("nothing")(OUTCOMES).worlds == 0


def test_a_miss_stands_in_bold() -> None:
    lines = (
        Line("T1", "error", median("error"), "≤ .2", "≤ .3", below(0.2, 0.3)),
        Line("T2", "holds", share("holds"), "≥ .4", "", above(0.4)),
        Line("T3", "between", median("error"), "0–1", "", within(0, 1)),
    )
    study_ = Study("A study", "changes", world, lambda *_: {}, ("a",), ("b",), lines, 0)
    text = section(study_, [*OUTCOMES, *(Outcome("b", each.figures) for each in OUTCOMES)], DAY)
    row = next(line for line in text.splitlines() if line.startswith("| a |"))
    assert "**0.25 ±" in row
    assert row.count("**") == 2
    assert "**" not in next(line for line in text.splitlines() if line.startswith("| b |"))


def test_elsewhere_the_other_figure_is_enough() -> None:
    relative = Line("T1", "relative", median("error"), "≤ .2", "≤ .3", below(0.2, 0.3))
    points = Line("T1", "points", mean("points"), "≤ 2", "or ≤ 1", below(2, 1), instead=relative)
    study_ = Study("A study", "changes", world, lambda *_: {}, ("a",), ("b", "c"), (relative, points), 0)
    outcomes_ = [
        Outcome(variant, {"error": error, "points": 3.0}) for variant, error in (("a", 0.1), ("b", 0.25), ("c", 0.35))
    ]
    rows = {line.split(" | ")[0]: line for line in section(study_, outcomes_, DAY).splitlines() if " ± " in line}
    assert "**3.00" in rows["| a"]
    assert "**" not in rows["| b"]
    assert rows["| c"].count("**") == 4


def test_variants_that_were_looked_at_stand_apart_and_are_asked_as_much() -> None:
    line = Line("T1", "error", median("error"), "≤ .2", "≤ .3", below(0.2, 0.3))
    study_ = Study("A study", "changes", world, lambda *_: {}, ("a",), ("c",), (line,), 0, others=("b",))
    text = section(study_, [Outcome(variant, {"error": 0.25}) for variant in "abc"], DAY)
    told = [row.split(" | ")[0].strip("|* ") for row in text.splitlines()[4:] if row.startswith("| ")]
    assert told == ["variant", "asked", "a", "asked, others", "b", "asked, unseen", "c"]
    assert text.count("**0.25") == 1


def test_a_study_scored_anew_leaves_the_others_on_the_page(tmp_path: Path) -> None:
    page = tmp_path / "score.md"
    write_page(page, ["## Cascades\n\nearlier\n", "## Changes\n\nthere\n"])
    write_page(page, ["## Cascades\n\nanew\n"])
    text = page.read_text()
    assert "earlier" not in text
    assert text.index("anew") < text.index("there")
    assert text.count("# What the estimators reach") == 1

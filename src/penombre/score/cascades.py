"""Cascades: clicks per share and reproduction, from tokens and from counts alone, half-life, virality, audiences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from penombre.score.runner import Answer, Figures, Public, Truth
from penombre.score.study import Line, Study, above, below, within
from penombre.score.summary import mean, median, share
from penombre.sentences import sentence
from penombre.simulate.counts.cascades import CASCADE_UNSEEN, CASCADE_VARIANTS, cascade_world
from penombre.simulate.counts.trees import roots

if TYPE_CHECKING:
    from numpy.typing import NDArray

COUNTS, FORECAST = "counts_", "forecast"
LARGE = 100
"""Clicks from which on a cascade's final size is asked for."""
BEGUN = 5
"""Clicks in the first hour from which on it is asked for as well: who asks does not know yet what will be large."""
LOOK = 1.0


def world(seed: int, variant: str) -> tuple[Public, Truth]:
    """Both views of the same shares: what the mode Counting sees has COUNTS before its names.

    The final size is asked of those that begin in the second half of the time and will be LARGE or have BEGUN.
    """
    tokens, counts, truth = cascade_world(seed, variant)
    first, sizes = np.asarray(truth["final_roots"]), np.asarray(truth["final_sizes"])
    begun = _clicks_within(tokens, LOOK)[first] >= BEGUN
    recent = (tokens["minted"][first] > tokens["now"] / 2) & (tokens["minted"][first] + LOOK < tokens["now"])
    asked = first[((sizes >= LARGE) | begun) & recent]
    return {**tokens, **{COUNTS + name: value for name, value in counts.items()}, FORECAST: asked}, truth


def _clicks_within(tokens: Public, hours: float) -> NDArray[np.int64]:
    """(n,) clicks on the cascade of each first share so many hours after it."""
    root = roots(tokens["parent"])[tokens["click_token"]]
    soon = tokens["click_at"] <= tokens["minted"][root] + hours
    clicks: NDArray[np.int64] = np.bincount(root[soon], minlength=len(tokens["minted"]))
    return clicks


def figures(answer: Answer, public: Public, truth: Truth) -> Figures:
    """Relative errors and coverage in both modes, width of one over the other, the rest from tokens."""
    tokens, counts = answer["tokens"], answer["counts"]
    found: Figures = {}
    for name, key in (("clicks", "clicks_per_share"), ("k", "k"), ("silent", "silent")):
        found |= _compared(name, tokens[key], float(truth[key]))
        if name != "silent":
            found |= _compared(f"counts_{name}", counts[key], float(truth[key]))
            if tokens[key] and counts[key]:
                found[f"wider_{name}"] = _width(counts[key]) / max(_width(tokens[key]), 1e-9)
    naive = len(public["click_token"]) / max(len(public["minted"]), 1)
    found["naive_error"] = _relative(naive, float(truth["clicks_per_share"]))
    found |= _compared("half_life", tokens["half_life"], float(truth["half_life_sent_active"]))
    if not math.isnan(float(truth["nu"])):
        found |= _compared("nu", tokens["nu"], float(truth["nu"]))
    if tokens["audience"] is not None:
        parts = np.array([part["estimate"] for part in tokens["audience"]])
        found["audience_distance"] = 0.5 * float(np.abs(parts - np.asarray(truth["audience"])).sum())
        found["audience_majority"] = 1 - float(np.max(truth["audience"]))
    return found | _forecasts(answer["forecasts"], public[FORECAST], truth)


def _forecasts(found: list[dict[str, Any]], asked: NDArray[np.int64], truth: Truth) -> Figures:
    if not found:
        return {}
    really = dict(
        zip(np.asarray(truth["final_roots"]).tolist(), np.asarray(truth["final_sizes"]).tolist(), strict=True)
    )
    pairs = list(zip(found, (float(really[root]) for root in asked.tolist()), strict=True))
    large = [(each, size) for each, size in pairs if size >= LARGE]
    begun = [(each, size) for each, size in pairs if each["n"] >= BEGUN]
    return _sizes("size", large) | _sizes("begun", begun)


def _sizes(name: str, pairs: Sequence[tuple[dict[str, Any], float]]) -> Figures:
    if not pairs:
        return {}
    return {
        f"{name}_error": float(np.median([_relative(each["estimate"], size) for each, size in pairs])),
        f"{name}_seen_error": float(np.median([_relative(each["n"], size) for each, size in pairs])),
        f"{name}_covered": float(np.mean([each["low"] <= size <= each["high"] for each, size in pairs])),
    }


def _compared(name: str, found: dict[str, Any] | None, really: float) -> Figures:
    if found is None:
        return {}
    return {
        f"{name}_error": _relative(found["estimate"], really),
        f"{name}_covered": float(found["low"] <= really <= found["high"]),
    }


def _width(interval: dict[str, Any]) -> float:
    return float(interval["high"] - interval["low"])


def _relative(estimate: float, truth: float) -> float:
    return abs(estimate - truth) / max(abs(truth), 1e-9)


STUDY = Study(
    name=sentence("Cascades"),
    estimator="cascades",
    world=world,
    figures=figures,
    variants=tuple(CASCADE_VARIANTS),
    unseen=tuple(CASCADE_UNSEEN),
    lines=(
        Line("T7", "clicks per share, relative error", median("clicks_error"), "≤ .08", "≤ .15", below(0.08, 0.15)),
        Line("T7", "the same, tokens taken as they are", median("naive_error"), "", "", below(9)),
        Line("T7", "its interval holds", share("clicks_covered"), ".93–.97", "", within(0.93, 1.0)),
        Line("T7", "reproduction number, relative error", median("k_error"), "≤ .08", "≤ .15", below(0.08, 0.15)),
        Line("T7", "its interval holds", share("k_covered"), ".93–.97", "", within(0.93, 1.0)),
        Line(
            "T7",
            "Counting: clicks per share, error",
            median("counts_clicks_error"),
            "≤ .08",
            "≤ .15",
            below(0.08, 0.15),
        ),
        Line("T7", "Counting: its interval holds", share("counts_clicks_covered"), "≥ .93", "", above(0.93)),
        Line(
            "T7", "Counting: reproduction number, error", median("counts_k_error"), "≤ .08", "≤ .15", below(0.08, 0.15)
        ),
        Line("T7", "Counting: its interval holds", share("counts_k_covered"), "≥ .93", "", above(0.93)),
        Line("dial", "interval in Counting over Consent: clicks", median("wider_clicks"), "", "", below(99)),
        Line("dial", "interval in Counting over Consent: k", median("wider_k"), "", "", below(99)),
        Line("T8", "half-life, relative error", median("half_life_error"), "≤ .15", "≤ .25", below(0.15, 0.25)),
        Line("T8", "its interval holds", share("half_life_covered"), ".93–.97", "", within(0.93, 1.0)),
        Line("T8", "structural virality, relative error", median("nu_error"), "≤ .15", "≤ .25", below(0.15, 0.25)),
        Line("T9", "final size told after an hour, error", median("size_error"), "≤ .20", "≤ .35", below(0.20, 0.35)),
        Line("T9", "the same, had nothing more come", median("size_seen_error"), "", "", below(1)),
        Line("T9", "its interval holds", mean("size_covered"), "", "", above(0)),
        Line("T9", "the same of those with 5 clicks in the hour: error", median("begun_error"), "", "", below(9)),
        Line("T9", "its interval holds", mean("begun_covered"), "≥ .93", "≥ .90", above(0.93, 0.90)),
        Line(
            "T10",
            "audiences, total variation distance",
            median("audience_distance"),
            "≤ .10",
            "≤ .18",
            below(0.10, 0.18),
        ),
        Line("T10", "the same, all to the largest class", median("audience_majority"), "", "", below(1)),
        Line("", "silent shares, relative error", median("silent_error"), "", "", below(9)),
        Line("", "its interval holds", mean("silent_covered"), "", "", above(0)),
    ),
    first_seed=65_000,
)

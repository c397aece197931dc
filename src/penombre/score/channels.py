"""The channel mix of private landings and the volume of each channel (T5, T6)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from penombre.analyze.channels.credible import in_joint_set
from penombre.score.runner import Answer, Figures, Public, Truth
from penombre.score.study import Line, Study, above, below, within
from penombre.score.summary import mean, median, share
from penombre.sentences import sentence
from penombre.simulate.counts.channels import CHANNEL_UNSEEN, CHANNEL_VARIANTS, channel_world

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGE = 0.10
"""Channels that hold at least so much of the landings without a source have their volume scored."""


def figures(answer: Answer, public: Public, truth: Truth) -> Figures:
    """Total variation distances of the mix, errors and coverage of the volumes; simple ways to guess beside them."""
    volumes = np.asarray(truth["volumes"], dtype=float)
    really = volumes / volumes.sum()
    mix = np.array([part["estimate"] for part in answer["mix"]])
    unfurls = public["unfurls"].sum(axis=(1, 2)).astype(float)
    answers = public["answers"][:-1].astype(float)
    found: Figures = {
        "distance": _distance(mix / max(mix.sum(), 1e-9), really),
        "distance_unfurls": _distance(unfurls / unfurls.sum(), really) if unfurls.sum() else math.nan,
        "distance_survey": _distance(answers / answers.sum(), really) if answers.sum() else math.nan,
        "distance_correlated": _distance(_best_correlated(public), really),
    }
    if not np.isnan(np.asarray(answer["draws"], dtype=float)).any():
        found["joint"] = float(in_joint_set(np.asarray(answer["draws"]), volumes))
    large = np.flatnonzero(volumes >= LARGE * public["dark"].sum())
    parts = [answer["volumes"][number] for number in large]
    if len(large):
        errors = [abs(part["estimate"] - volumes[n]) / volumes[n] for part, n in zip(parts, large, strict=True)]
        found["volume_error"] = float(np.mean(errors))
        found["volumes_covered"] = float(
            np.mean([part["low"] <= volumes[n] <= part["high"] for part, n in zip(parts, large, strict=True)])
        )
    return found


def _distance(mix: NDArray[Any], really: NDArray[Any]) -> float:
    return 0.5 * float(np.abs(mix - really).sum())


def _best_correlated(public: Public) -> NDArray[np.float64]:
    """Each page's landings to the channel whose previews of the page go with them best."""
    channels = len(public["channels"])
    mix = np.zeros(channels)
    for page, dark in enumerate(public["dark"]):
        daily = dark[: len(dark) // 24 * 24].reshape(-1, 24).sum(axis=1)
        scores = np.full(channels, -2.0)
        for channel in range(channels):
            asked = public["unfurls"][channel, page]
            by_day = asked[: len(asked) // 24 * 24].reshape(-1, 24).sum(axis=1)
            if by_day.std() > 0 and daily.std() > 0:
                scores[channel] = float(np.corrcoef(by_day, daily)[0, 1])
        if scores.max() > -2:
            mix[int(scores.argmax())] += float(dark.sum())
    shares: NDArray[np.float64] = mix / max(mix.sum(), 1e-9)
    return shares


STUDY = Study(
    name=sentence("The channel mix of private landings"),
    estimator="channels",
    world=channel_world,
    figures=figures,
    variants=tuple(CHANNEL_VARIANTS),
    unseen=tuple(CHANNEL_UNSEEN),
    lines=(
        Line("T5", "total variation distance, median", median("distance"), "≤ .08", "≤ .15", below(0.08, 0.15)),
        Line("T5", "the same, best-correlated source", median("distance_correlated"), "", "", below(1)),
        Line("T5", "the same, previews counted", median("distance_unfurls"), "", "", below(1)),
        Line("T5", "the same, raw answers", median("distance_survey"), "", "", below(1)),
        Line(
            "T6",
            "volume of large channels, relative error",
            median("volume_error"),
            "≤ .15",
            "≤ .25",
            below(0.15, 0.25),
        ),
        Line("T6", "their intervals hold", mean("volumes_covered"), "≥ .93", "≥ .90", above(0.93, 0.90)),
        Line("T6", "all volumes in the joint set", share("joint"), ".93–.97", "", within(0.93, 1.0, (0.90, 1.0))),
    ),
    first_seed=60_000,
)

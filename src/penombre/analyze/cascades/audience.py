"""To whom links are sent: to one person, to a few, to a group; only where anchors tell how readily each clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, expit, gammaln, logit, softmax

from penombre.analyze.cascades.draws import DRAWS, interval_of

if TYPE_CHECKING:
    from penombre.analyze.cascades.shares import Floats, Integers
    from penombre.analyze.interval import Interval

LEAST_ANCHORS = 20
"""Below as many known tokens or answers nothing is said."""
LEAST_ANSWERS = 20
FEW = np.arange(3, 11)
GROUP = np.unique(np.round(np.geomspace(10, 256, 12))).astype(np.int64)
GROUP_MEAN = float(GROUP.mean())
USUAL_MIX = np.array([0.62, 0.31, 0.07])
"""One, few, group; MIX_WEIGHT shares of known audience would say as much."""
MIX_WEIGHT = 10.0
READS = logit(np.array([0.55, 0.45, 0.12]))
"""Chance that one of an audience reads and clicks, by class: the middle of a wide prior."""
READS_SPREAD = 0.7


class NoAnchors(Exception):  # noqa: N818
    """Clicks alone cannot tell a few eager readers from a large group of idle ones."""


class Anchors(msgspec.Struct, frozen=True):
    """What tells the audiences apart: tokens known to have been sent to one person, and what receivers answered.

    channel, clicks   (k,) of each known token: its channel, its observed clicks
    answers           (3,) receivers who said: to me alone, to a few, to a group
    """

    channel: Integers
    clicks: Integers
    answers: Integers


def audience_shares(
    clicks: Integers, channel: Integers, kept: float, anchors: Anchors, random: np.random.Generator
) -> list[Interval]:
    """Share of the shares sent to one person, to a few, and to a group, in this order.

    clicks    (n,) observed clicks of each share; channel (n,) its channel
    kept      probability that a click is observed
    Raises NoAnchors without known one-to-one tokens and answers of receivers.
    Of an audience A each reads with chance q, drawn by share from a beta law, unless the share is silent altogether:
    clicks are a mixture of beta-binomials. From clicks alone (few, high q) and (group, low q) are the same; the known
    tokens give q for one, and a receiver's answer falls on a class in proportion to the clicks it brings.
    Posterior mode with a normal approximation around it.
    """
    _check(anchors)
    data = _Data(clicks, kept, _known_clicks(anchors, channel), anchors.answers)
    start = np.concatenate([np.log(USUAL_MIX[:2] / USUAL_MIX[2]), [logit(0.2)], READS, np.log([4.0, 4.0])])
    mode = np.asarray(minimize(data.loss, start, method="L-BFGS-B").x)
    drawn = random.multivariate_normal(mode, _covariance(data, mode), DRAWS, method="eigh")
    mixes = softmax(np.concatenate([np.append(mode[:2], 0)[None, :], np.pad(drawn[:, :2], ((0, 0), (0, 1)))]), axis=1)
    return [interval_of(mixes[:, z], len(clicks)) for z in range(3)]


def _check(anchors: Anchors) -> None:
    missing = []
    if len(anchors.clicks) < LEAST_ANCHORS:
        missing.append(
            f"{len(anchors.clicks)} tokens are known to have been sent to one person (needed: {LEAST_ANCHORS})"
        )
    if anchors.answers.sum() < LEAST_ANSWERS:
        missing.append(
            f"{anchors.answers.sum()} receivers said whether they alone got the link (needed: {LEAST_ANSWERS})"
        )
    if missing:
        raise NoAnchors(
            "Audiences cannot be told apart: " + " and ".join(missing)
            + ". Ask the follow-up question of the survey, and mark share buttons that send to one person."
        )  # fmt: skip


def _known_clicks(anchors: Anchors, channel: Integers) -> tuple[float, float]:
    """Known tokens with and without a click, weighed so that their channels come as often as among all shares."""
    names, sizes = np.unique(channel, return_counts=True)
    known = np.array([(anchors.channel == name).sum() for name in names])
    by_channel = dict(zip(names.tolist(), (sizes / sizes.sum()) / np.maximum(known, 1), strict=True))
    weights = np.array([by_channel.get(int(name), 0.0) for name in anchors.channel])
    if weights.sum() == 0:
        weights = np.ones(len(anchors.channel))
    # an uneven weighing is worth fewer tokens (Kish)
    weights = weights * weights.sum() / (weights**2).sum()
    clicked = float(weights[anchors.clicks > 0].sum())
    return clicked, float(weights.sum()) - clicked


class _Data:
    def __init__(self, clicks: Integers, kept: float, known: tuple[float, float], answers: Integers) -> None:
        self.x, self.counts = np.unique(np.minimum(clicks, GROUP[-1]), return_counts=True)
        self.kept, self.known, self.answers = kept, known, answers

    def loss(self, parameters: Floats) -> float:
        """Minus the log posterior of log odds (2 of classes, of silence, 3 of reading) and 2 log concentrations."""
        log_mix = _log_shares(np.append(parameters[:2], 0.0))
        speaks, reads = 1 - expit(parameters[2]), expit(parameters[3:6])
        tight = np.exp(parameters[6:8])
        seen = reads * self.kept
        one = np.where(self.x == 0, 1 - seen[0], np.where(self.x == 1, seen[0], 0.0))
        by_class = [one, _clicks_of(self.x, FEW, seen[1], tight[0]), _clicks_of(self.x, GROUP, seen[2], tight[1])]
        spoken = np.exp(log_mix) @ np.stack(by_class)
        likely = np.maximum(speaks * spoken + (1 - speaks) * (self.x == 0), 1e-300)
        answered = _log_shares(log_mix + np.log(reads * np.array([1.0, FEW.mean(), GROUP_MEAN])))
        clicked = min(speaks * seen[0], 1 - 1e-9)
        likelihood = (
            self.counts @ np.log(likely)
            + self.answers @ answered
            + self.known[0] * np.log(clicked)
            + self.known[1] * np.log(1 - clicked)
        )
        prior = (
            MIX_WEIGHT * USUAL_MIX @ log_mix
            - 0.5 * (((parameters[3:6] - READS) / READS_SPREAD) ** 2).sum()
            - 0.5 * ((parameters[2] - logit(0.2)) / 1.0) ** 2
            - 0.5 * (((parameters[6:8] - np.log(4.0)) / 0.7) ** 2).sum()
        )
        return -float(likelihood + prior)


def _log_shares(weights: Floats) -> Floats:
    shares: Floats = weights - np.logaddexp.reduce(weights)
    return shares


def _clicks_of(x: Integers, audience: Integers, reads: float, tight: float) -> Floats:
    """(x,) chance of so many clicks from an audience of one of these sizes."""
    size, clicks = audience[None, :], x[:, None]
    up, down = reads * tight, (1 - reads) * tight
    possible = clicks <= size
    rest = np.where(possible, size - clicks, 0)
    log_chance = (
        gammaln(size + 1) - gammaln(clicks + 1) - gammaln(rest + 1)
        + betaln(clicks + up, rest + down) - betaln(up, down)
    )  # fmt: skip
    chance: Floats = np.where(possible, np.exp(log_chance), 0.0).mean(axis=1)
    return chance


def _covariance(data: _Data, mode: Floats) -> Floats:
    """Inverse curvature of the log posterior at its mode."""
    step, n = 1e-2, len(mode)
    moves = np.eye(n) * step
    middle = data.loss(mode)
    curvature = np.zeros((n, n))
    ahead = [data.loss(mode + move) for move in moves]
    behind = [data.loss(mode - move) for move in moves]
    for i in range(n):
        curvature[i, i] = ahead[i] + behind[i] - 2 * middle
        for j in range(i):
            both = data.loss(mode + moves[i] + moves[j]) + data.loss(mode - moves[i] - moves[j])
            curvature[i, j] = curvature[j, i] = (both - ahead[i] - behind[i] - ahead[j] - behind[j] + 2 * middle) / 2
    values, vectors = np.linalg.eigh(curvature / step**2)
    covariance: Floats = (vectors / np.maximum(values, 0.5)) @ vectors.T
    return covariance

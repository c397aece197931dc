"""One channel mix from all that was seen: previews, visible twins, answers and the total, each with its own error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.channels.survey import PRIOR_NOT_SENT, PRIOR_SENT, log_likelihood, log_prior, redraw_habits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.analyze.channels.twins import DarkPart

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

WALKERS = 128
SWEEPS = 600
SETTLING = 0.4
EVERY = 7
STRETCH = 2.0
COMMON_BIAS = 0.1
"""What all series figures may share in error (landings of silent channels that follow the visible ones, late landings
that no lag reaches), standard deviation on the log scale."""
DISAGREEMENT = 0.15
"""Scale of the between-source standard deviation, learnt from how far series and answers differ (half-normal)."""

UNWILLING = 0.12
"""How far classes differ in their will to answer, standard deviation of the log-odds; no control tells it here."""


class Measured(msgspec.Struct, frozen=True):
    """Dark landings that the series give to blocks of channels.

    members      (B, C) 1 where a channel belongs to the block; blocks are single channels unless merged
    volumes      (B,)
    covariance   (B, B) of their sampling error
    allowance    (B,) further relative error, for what the cache hid
    """

    members: Floats
    volumes: Floats
    covariance: Floats
    allowance: Floats


class Told(msgspec.Struct, frozen=True):
    """The answers.

    answers   (A,) counts
    habits    (C + 1, A) Dirichlet parameters of what each class answers
    right     (C + 1,) the answer that is right for each class
    """

    answers: Integers
    habits: Floats
    right: Integers

    def by_class(self) -> Floats:
        """(C + 1,) the answers, all taken to be right; those that several classes give evenly divided."""
        several = np.bincount(self.right, minlength=len(self.answers))[self.right]
        evenly: Floats = self.answers[self.right] / several
        return evenly


class TotalKnown(msgspec.Struct, frozen=True):
    """All private landings without a source, from elsewhere, on the log scale."""

    log_mean: float
    log_sd: float


class Posterior(msgspec.Struct, frozen=True):
    """Draws of the channels' dark landings, (draws, C), and of the between-source deviation, (draws,)."""

    volumes: Floats
    deviation: Floats


def fuse(
    dark: float,
    measured: Measured,
    twins: DarkPart,
    told: Told | None,
    split: Floats,
    total: TotalKnown | None,
    random: np.random.Generator,
    sweeps: int = SWEEPS,
) -> Posterior:
    """Draws from the posterior of the volumes, all sources together.

    dark    landings without a source
    split   (C,) Dirichlet weights of how what was sent divides over the channels
    sweeps  over all walkers; the first part, SETTLING, is dropped

    Maximum of log-likelihoods is where they agree; the draws say how far one may be from it. A series figure of a
    block is normal around its true volume with three errors: sampling, one relative error common to all blocks, and
    one of each block whose size is learnt, so that sources which disagree widen the interval instead of splitting the
    difference. Source: affine-invariant ensemble sampling (Goodman & Weare 2010); between-source variance as in
    random-effects meta-analysis (DerSimonian & Laird 1986), with a prior in place of the moment.
    """
    channels = len(split)
    chances = np.zeros((WALKERS, 0, 0))
    if told is not None:
        chances = random.standard_gamma(told.habits, (WALKERS, *told.habits.shape)) + 1e-12
        chances /= chances.sum(axis=2, keepdims=True)
    walkers = _start(split, told, random)

    def log_density(points: Floats, habits: Floats) -> Floats:
        log_shares = _log_shares(points[:, :channels])
        volumes = dark * np.exp(log_shares[:, :-1])
        bias, log_deviation = points[:, channels], points[:, channels + 1]
        deviation = np.exp(log_deviation)
        density = log_prior(log_shares, split, total_known=total is not None)
        density = density - 0.5 * (bias / COMMON_BIAS) ** 2
        density = density + log_deviation - 0.5 * (deviation / DISAGREEMENT) ** 2
        density = density + _series_say(measured, volumes, bias, deviation)
        log_volumes = np.log(dark) + log_shares[:, :-1]
        density = density - 0.5 * (((log_volumes - twins.log_mean) / twins.log_sd) ** 2).sum(axis=1)
        if total is not None:
            sent = np.log(np.maximum(volumes.sum(axis=1), 1e-9))
            density = density - 0.5 * ((sent - total.log_mean) / total.log_sd) ** 2
        if told is not None:
            will = points[:, channels + 2 :]
            density = density - 0.5 * ((will / UNWILLING) ** 2).sum(axis=1)
            said = np.einsum("ki,kij->kj", np.exp(_log_shares(points[:, :channels] + will)), habits)
            density = density + log_likelihood(said, told.answers, total_known=total is not None)
        return np.asarray(density, dtype=np.float64)

    kept_volumes, kept_deviation = [], []
    half = WALKERS // 2
    sides = (np.arange(half), np.arange(half, WALKERS))
    settled = int(SETTLING * sweeps)
    for sweep in range(sweeps):
        height = log_density(walkers, chances)
        for mine, other in (sides, sides[::-1]):
            stretch = ((STRETCH - 1) * random.random(half) + 1) ** 2 / STRETCH
            partner = walkers[random.permutation(other)]
            proposed = partner + stretch[:, None] * (walkers[mine] - partner)
            fresh = log_density(proposed, chances[mine])
            gain = (walkers.shape[1] - 1) * np.log(stretch) + fresh - height[mine]
            better = np.log(random.random(half)) < gain
            walkers[mine[better]] = proposed[better]
        if told is not None and sweep % 2:
            shares = np.exp(_log_shares(walkers[:, :channels] + walkers[:, channels + 2 :]))
            chances = redraw_habits(random, shares, chances, told.answers, told.habits)
        if sweep >= settled and (sweep - settled) % EVERY == 0:
            kept_volumes.append(dark * np.exp(_log_shares(walkers[:, :channels]))[:, :-1])
            kept_deviation.append(np.exp(walkers[:, channels + 1]))
    return Posterior(np.concatenate(kept_volumes), np.concatenate(kept_deviation))


def _log_shares(ratios: Floats) -> Floats:
    """Logarithms of shares (K, C + 1) from log-ratios (K, C) to the last class."""
    whole = np.concatenate([ratios, np.zeros((len(ratios), 1))], axis=1)
    top = whole.max(axis=1, keepdims=True)
    shares: Floats = whole - top - np.log(np.exp(whole - top).sum(axis=1, keepdims=True))
    return shares


def _series_say(measured: Measured, volumes: Floats, bias: Floats, deviation: Floats) -> Floats:
    """Normal log-likelihood (K,) of the series' figures around the volumes (K, C)."""
    if not len(measured.volumes):
        return np.zeros(len(volumes))
    true = volumes @ measured.members.T
    relative = deviation[:, None] ** 2 + measured.allowance[None, :] ** 2
    spread = np.repeat(measured.covariance[None], len(volumes), axis=0)
    blocks = np.arange(len(measured.volumes))
    spread[:, blocks, blocks] += relative * true**2
    root = np.linalg.cholesky(spread)
    off = np.linalg.solve(root, (measured.volumes - true * np.exp(bias)[:, None])[:, :, None])[:, :, 0]
    width = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    said: Floats = -0.5 * (off**2).sum(axis=1) - width
    return said


def _log_gamma(random: np.random.Generator, shape: Floats) -> Floats:
    """Logarithms of gamma draws, also where the shape is so small that the draws themselves would be 0.

    Source: Marsaglia & Tsang (2000), section 6.
    """
    drawn: Floats = np.log(random.standard_gamma(shape + 1)) + np.log(random.random(shape.shape)) / shape
    return drawn


def _start(split: Floats, told: Told | None, random: np.random.Generator) -> Floats:
    """Walkers scattered as the prior has them, half of what the answers say added."""
    answers = np.zeros(len(split) + 1) if told is None else told.by_class() / 2
    parts = _log_gamma(random, np.tile(split + answers[:-1], (WALKERS, 1)))
    parts -= np.logaddexp.reduce(parts, axis=1, keepdims=True)
    sent = _log_gamma(random, np.full((WALKERS, 1), PRIOR_SENT + answers[:-1].sum()))
    others = _log_gamma(random, np.full((WALKERS, 1), PRIOR_NOT_SENT + answers[-1]))
    ratios = parts + sent - others
    bias = COMMON_BIAS * random.standard_normal((WALKERS, 1))
    deviation = np.log(DISAGREEMENT) + 0.5 * random.standard_normal((WALKERS, 1))
    if told is None:
        return np.concatenate([ratios, bias, deviation], axis=1)
    will = UNWILLING * random.standard_normal(ratios.shape)
    return np.concatenate([ratios - will, bias, deviation, will], axis=1)

"""How long a link lives: when half of all its clicks have come, those still to come included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.cascades.dispersion import widened
from penombre.analyze.cascades.draws import interval_of
from penombre.analyze.cascades.kernel import Fit, Kernel, refit
from penombre.analyze.interval import Interval

if TYPE_CHECKING:
    from penombre.analyze.cascades.shares import Floats, Integers

DRAWS = 300
ENOUGH_FOR_STEPS = 50
"""Clicks from which on the steps of the product limit are fine enough to read a median off."""
ENOUGH_FOR_A_CHANNEL = 10
ENOUGH_CASCADES = 5
"""Cascades with clicks from which on their spread is told at all; all clicks of fewer may be of one odd afternoon."""
AGREEMENT = 1.25
LONGEST = 24.0 * 365 * 10


class HalfLife(msgspec.Struct, frozen=True):
    """Half-lives in active hours (see `clock`); over whole days an active hour is an hour.

    eventual      from the share to half of all eventual clicks
    after_peak    from the moment when clicks come fastest to half of those that remain then
    channels      `eventual` by channel, drawn to their middle the more the fewer clicks a channel has; those with few
                  clicks or cascades are left out
    agrees        whether the half-life of the fitted family is that of the product limit, within a quarter
    """

    eventual: Interval
    after_peak: Interval
    channels: dict[int, Interval]
    agrees: bool


def half_life(
    fit: Fit, delays: Floats, seen_until: Floats, channel: Integers, cascade: Integers, random: np.random.Generator
) -> HalfLife | None:
    """Half-lives from m clicks; None where they are of fewer than ENOUGH_CASCADES cascades.

    fit          the kernel of these clicks
    delays       (m,) active hours from the share to each click
    seen_until   (m,) active hours from that share to the end of the observation
    channel      (m,) channel of the share
    cascade      (m,) number of the cascade, which is drawn as a whole for the intervals, unless its clicks singly
                 spread further
    Inside the time observed the product limit needs no family; beyond it the fitted kernel says how much is to come.
    Sources: bitly 2011 for the half-life after the peak; Lynden-Bell 1971 for the product limit under truncation.
    """
    m = len(delays)
    names, which = np.unique(cascade, return_inverse=True)
    if len(names) < ENOUGH_CASCADES:
        return None
    steps = ProductLimit(delays, seen_until)
    middle = steps.median(np.ones(m), fit.kernel)
    family = float(fit.kernel.quantile(np.array(0.5)))
    single = np.where(delays < middle, 0.5, -0.5)
    early = np.zeros(len(names))
    np.add.at(early, which, single)
    # where one cascade has most clicks it balances the others: as wholes they would hardly move the median
    as_wholes = (early**2).sum() >= (single**2).sum()
    middles, peaks = [middle], [_after_peak(fit.kernel)]
    for weights in _drawn_weights(which if as_wholes else np.arange(m), random):
        kernel = fit.moved(weights)
        middles.append(steps.median(weights, kernel))
        peaks.append(_after_peak(kernel))
    return HalfLife(
        # a few cascades may hold most clicks: then their spread is itself hardly known
        eventual=interval_of(widened(np.array(middles), early, 0.0, random), m),
        after_peak=interval_of(np.array(peaks), m),
        channels=channel_half_lives(fit, delays, seen_until, channel, cascade),
        agrees=1 / AGREEMENT <= middle / family <= AGREEMENT,
    )


class ProductLimit:
    """Share of the eventual clicks that have come by each delay, without a family, as far as anything was observed.

    Under right truncation the estimate runs backwards in time: of the clicks that came by t, among shares watched for
    longer than t, which part came just at t?
    """

    def __init__(self, delays: Floats, seen_until: Floats) -> None:
        self._order = np.argsort(delays, kind="stable")
        self._delays = delays[self._order]
        self._until_order = np.argsort(seen_until, kind="stable")
        self._past = np.searchsorted(seen_until[self._until_order], self._delays, side="left")
        self._longest = float(seen_until.max())

    def median(self, weights: Floats, kernel: Kernel) -> float:
        """Half-life with these weights of the clicks, the kernel standing for what comes after the observation."""
        within = float(kernel.reached(np.array(self._longest)))
        if len(weights) < ENOUGH_FOR_STEPS or within <= 0.5:
            return min(float(kernel.quantile(np.array(0.5))), LONGEST)
        came = weights[self._order]
        gone = np.concatenate([[0.0], np.cumsum(weights[self._until_order])])[self._past]
        at_risk = np.maximum(np.cumsum(came) - gone, came)
        left = np.log1p(-np.minimum(came / at_risk, 1 - 1e-12))
        share = np.exp(np.cumsum(left[::-1])[::-1] - left) * within
        return float(self._delays[min(int(np.searchsorted(share, 0.5)), len(share) - 1)])


def _drawn_weights(together: Integers, random: np.random.Generator) -> Iterator[Floats]:
    """DRAWS times weights (m,) of the clicks, the same for all with one number (m,), which run from 0 on.

    Source: Bayesian bootstrap (Rubin 1981).
    """
    for _ in range(DRAWS):
        yield random.exponential(size=together.max() + 1)[together]


def _after_peak(kernel: Kernel) -> float:
    peak = kernel.peak()
    before = float(kernel.reached(np.array(peak)))
    return min(float(kernel.quantile(np.array((1 + before) / 2))) - peak, LONGEST)


def channel_half_lives(
    fit: Fit, delays: Floats, seen_until: Floats, channel: Integers, cascade: Integers
) -> dict[int, Interval]:
    """Half-life of each channel with ENOUGH_FOR_A_CHANNEL clicks of ENOUGH_CASCADES cascades; arguments as above.

    It is told in the family that fits all clicks.
    Sources: normal shrinkage with the spread of DerSimonian & Laird 1986, on the log scale; the middle's own error
    after Morris 1983.
    """
    names, counts = np.unique(channel, return_counts=True)
    cascades = np.array([len(np.unique(cascade[channel == name])) for name in names])
    enough = (counts >= ENOUGH_FOR_A_CHANNEL) & (cascades >= ENOUGH_CASCADES)
    names, counts = names[enough], counts[enough]
    if not len(names):
        return {}
    logs, variances = np.zeros(len(names)), np.zeros(len(names))
    for row, name in enumerate(names):
        mine = channel == name
        logs[row], variances[row] = refit(fit.kernel.family, delays[mine], seen_until[mine]).log_median(cascade[mine])
    precision = 1 / variances
    middle = (precision * logs).sum() / precision.sum()
    scatter = (precision * (logs - middle) ** 2).sum() - (len(names) - 1)
    between = max(scatter / max(precision.sum() - (precision**2).sum() / precision.sum(), 1e-9), 1e-4)
    weight_of_middle = (1 / (variances + between)).sum()
    middle = (logs / (variances + between)).sum() / weight_of_middle
    pooled = (logs * precision + middle / between) / (precision + 1 / between)
    # who is drawn to the middle shares its error: without it a channel alone would be known exactly
    drawn = variances / (variances + between)
    reach = 1.96 * np.sqrt(1 / (precision + 1 / between) + drawn**2 / weight_of_middle)
    return {
        int(name): Interval(float(np.exp(at)), float(np.exp(at - by)), float(np.exp(at + by)), int(count))
        for name, at, by, count in zip(names, pooled, reach, counts, strict=True)
    }

"""How long a link waits for its clicks: log-normal, Weibull or log-logistic delays, cut off where the data end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np
from scipy.optimize import minimize
from scipy.special import log_expit, log_ndtr, logit, ndtri

if TYPE_CHECKING:
    from penombre.analyze.cascades.shares import Floats, Integers

Family = Literal["log-normal", "Weibull", "log-logistic"]
USUAL_MEDIAN, MEDIAN_SPREAD = 2.0, 2.0
"""Private links: half of the clicks within 20 minutes to 4 hours; the spread is that of the logarithm."""
USUAL_SCALE, SCALE_SPREAD = 1.2, 0.5
LEAST_VARIANCE = 1e-6
SHORTEST = 1e-4
"""Delays are taken to be a third of a second at least: clocks are rounded."""


class Law(msgspec.Struct, frozen=True):
    """The law of a standard error: logarithm of its density, logarithm of its distribution function, quantiles."""

    log_density: Callable[[Floats], Floats]
    log_reached: Callable[[Floats], Floats]
    quantile: Callable[[Floats], Floats]


LAWS: dict[Family, Law] = {
    "log-normal": Law(lambda z: -0.5 * z**2 - 0.5 * np.log(2 * np.pi), log_ndtr, ndtri),
    "Weibull": Law(
        lambda z: z - np.exp(np.minimum(z, 30.0)),
        lambda z: np.log(-np.expm1(-np.exp(np.clip(z, -300.0, 30.0)))),
        lambda share: np.log(-np.log1p(-share)),
    ),
    "log-logistic": Law(lambda z: log_expit(z) + log_expit(-z), log_expit, logit),
}


class Kernel(msgspec.Struct, frozen=True):
    """Delays from share to click in active hours: log delay = location + scale · error, the error by family."""

    family: Family
    location: float
    scale: float

    def reached(self, hours: Floats) -> Floats:
        """(n,) share of the eventual clicks that have come after so many active hours."""
        share: Floats = np.exp(LAWS[self.family].log_reached(self._standard(hours)))
        return share

    def quantile(self, share: Floats) -> Floats:
        """(n,) active hours after which this share of the eventual clicks has come."""
        hours: Floats = np.exp(self.location + self.scale * LAWS[self.family].quantile(share))
        return hours

    def peak(self) -> float:
        """When clicks come fastest; 0 where the rate only falls."""
        match self.family:
            case "log-normal":
                return float(np.exp(self.location - self.scale**2))
            case "Weibull":
                fall = 1 - self.scale
            case "log-logistic":
                fall = (1 - self.scale) / (1 + self.scale)
        return float(np.exp(self.location) * fall**self.scale) if fall > 0 else 0.0

    def _standard(self, hours: Floats) -> Floats:
        standard: Floats = (np.log(np.maximum(hours, SHORTEST)) - self.location) / self.scale
        return standard


class Fit(msgspec.Struct, frozen=True):
    """A kernel with what the data say for it, and how it would answer to other weights of the clicks.

    log_likelihood   natural logarithm, prior included
    influence        (m, 2) by how much one click more moves location and log scale
    """

    kernel: Kernel
    log_likelihood: float
    influence: Floats

    def moved(self, weights: Floats) -> Kernel:
        """The kernel as it would be with these weights (m,) of the clicks instead of one each: one Newton step."""
        if not len(weights):
            return self.kernel
        # a step of more than its own size is no small step any more
        by = np.clip((weights / weights.mean() - 1) @ self.influence, -2.0, 2.0)
        return Kernel(self.kernel.family, self.kernel.location + float(by[0]), self.kernel.scale * float(np.exp(by[1])))

    def log_median(self, cluster: Integers) -> tuple[float, float]:
        """Logarithm of the median delay and its variance, clicks of one cluster (m,) going together.

        Influences add up to about nothing, so a cluster with most of the clicks would seem to tell the median exactly:
        the variance is at least that of single clicks. It is infinite for one cluster, which says nothing of others.
        Source: cluster-robust variance with the usual factor for few clusters (Liang & Zeger 1986).
        """
        half = float(LAWS[self.kernel.family].quantile(np.array(0.5))) * self.kernel.scale
        _, which = np.unique(cluster, return_inverse=True)
        single = self.influence @ np.array([1.0, half])
        moves = np.bincount(which, single)
        variance = max(float((moves**2).sum()), float((single**2).sum())) + LEAST_VARIANCE
        clusters = len(moves)
        return self.kernel.location + half, variance * clusters / (clusters - 1) if clusters > 1 else np.inf


def fit_kernel(delays: Floats, seen_until: Floats) -> Fit:
    """The family and parameters under which the delays are most likely.

    delays       (m,) active hours from the share to each click
    seen_until   (m,) active hours from that share to the end of the observation, not below the delay
    A click that has not come yet is not known to be missing, so each click counts by its chance among the delays that
    could have been seen (right truncation). A wide prior holds where too little has been seen.
    Source: Lagakos, Barraj & De Gruttola 1988 (retro-hazard likelihood), here with parametric families.
    """
    return max((refit(family, delays, seen_until) for family in LAWS), key=lambda fit: fit.log_likelihood)


def refit(family: Family, delays: Floats, seen_until: Floats) -> Fit:
    """As `fit_kernel`, the family given."""
    log_delays = np.log(np.maximum(delays, SHORTEST))
    log_until = np.maximum(np.log(np.maximum(seen_until, SHORTEST)), log_delays)

    def loss(parameters: Floats) -> float:
        return -float(_log_density(family, parameters, log_delays, log_until).sum() + _log_prior(family, parameters))

    middle = np.median(log_delays) if len(log_delays) else np.log(USUAL_MEDIAN)
    start = np.array([middle, np.log(USUAL_SCALE)])
    found = minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-4, "maxiter": 200})
    best = np.asarray(found.x)
    scores, curvature = _scores(family, best, log_delays, log_until)
    return Fit(
        Kernel(family, float(best[0]), float(np.exp(best[1]))),
        -float(found.fun),
        scores @ np.linalg.inv(curvature),
    )


def _scores(family: Family, best: Floats, log_delays: Floats, log_until: Floats) -> tuple[Floats, Floats]:
    """(m, 2) slopes of each click's log density, and the (2, 2) curvature of the whole, prior included."""
    step = 1e-3
    steps = np.eye(2) * step

    def slopes(parameters: Floats) -> Floats:
        up_down = [
            _log_density(family, parameters + move, log_delays, log_until)
            - _log_density(family, parameters - move, log_delays, log_until)
            for move in steps
        ]
        return np.stack(up_down, axis=1) / (2 * step)

    def prior_slopes(parameters: Floats) -> Floats:
        return np.array(
            [_log_prior(family, parameters + move) - _log_prior(family, parameters - move) for move in steps]
        ) / (2 * step)

    def whole(parameters: Floats) -> Floats:
        total: Floats = slopes(parameters).sum(axis=0) + prior_slopes(parameters)
        return total

    curvature = -np.stack([(whole(best + move) - whole(best - move)) / (2 * step) for move in steps])
    # where the data say little the surface is not quite round
    values, vectors = np.linalg.eigh((curvature + curvature.T) / 2)
    rounded: Floats = (vectors * np.maximum(values, 1e-2)) @ vectors.T
    return slopes(best), rounded


def _log_density(family: Family, parameters: Floats, log_delays: Floats, log_until: Floats) -> Floats:
    location, log_scale = parameters
    scale = np.exp(log_scale)
    law = LAWS[family]
    seen = law.log_reached((log_until - location) / scale)
    density: Floats = law.log_density((log_delays - location) / scale) - log_scale - seen
    return density


def _log_prior(family: Family, parameters: Floats) -> float:
    location, log_scale = parameters
    median = location + np.exp(log_scale) * float(LAWS[family].quantile(np.array(0.5)))
    return float(
        -0.5 * ((median - np.log(USUAL_MEDIAN)) / MEDIAN_SPREAD) ** 2
        - 0.5 * ((log_scale - np.log(USUAL_SCALE)) / SCALE_SPREAD) ** 2
    )

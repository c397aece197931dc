"""What arrives without a source beside landings of the same channel that still show one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
from scipy.special import polygamma, psi
from scipy.stats import beta

from penombre.analyze.channels.lags import Pull
from penombre.analyze.interval import Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.analyze.channels.design import Columns
    from penombre.analyze.channels.series import Series

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]


class Odds(msgspec.Struct, frozen=True):
    """Dark landings for each one that shows, s / (1 - s), as a normal distribution on the log scale; (R,) each."""

    log_mean: Floats
    log_sd: Floats


def strip_odds(strip: Floats) -> Odds:
    """The odds that follow from Beta distributions (R, 2) of the share stripped: the log-odds' exact moments."""
    dark, lit = np.maximum(strip[:, 0], 0.05), np.maximum(strip[:, 1], 0.05)
    return Odds(psi(dark) - psi(lit), np.sqrt(polygamma(1, dark) + polygamma(1, lit)))


class DarkPart(msgspec.Struct, frozen=True):
    """Dark landings of each channel that its visible twins imply, on the log scale, (C,) each; infinite sd: no twin."""

    log_mean: Floats
    log_sd: Floats


def dark_parts(channels: int, twin: Integers, strip: Floats, shown: Integers) -> DarkPart:
    """Dark part of each channel from its visible landings.

    twin    (R,) the channel of each source, -1 for public ones, which say nothing here
    strip   (R, 2) Beta parameters of the share stripped
    shown   (R,) landings whose source shows
    The strip rate, the landings that show and those that do not all scatter; several twins of a channel add up (delta
    method).
    """
    odds = strip_odds(strip)
    there = (twin >= 0) & (shown > 0)
    dark = np.where(there, shown * np.exp(odds.log_mean), 0.0)
    variance = odds.log_sd**2 + 1.0 / np.maximum(shown, 1) + 1.0 / np.maximum(dark, 1.0)
    total = np.bincount(twin[there], weights=dark[there], minlength=channels)
    spread = np.bincount(twin[there], weights=dark[there] ** 2 * variance[there], minlength=channels)
    told = total > 0
    log_sd = np.full(channels, np.inf)
    log_sd[told] = np.sqrt(spread[told]) / total[told]
    return DarkPart(np.log(np.where(told, total, 1.0)), log_sd)


def public_pull(columns: Columns, strip: Floats) -> Pull:
    """Prior of the lag regression's coefficients: those of public sources are near the odds of their strip rate.

    What public twins lost on the way is taken off at that rate; all other coefficients are free.
    """
    mean, sd = np.zeros(len(columns.roles)), np.full(len(columns.roles), np.inf)
    for source, (dark, lit) in enumerate(strip.tolist()):
        for column in columns.of("public", source):
            mean[column] = dark / max(lit - 1.0, 1.0)
            sd[column] = np.sqrt(dark * (dark + lit)) / max(lit - 1.0, 1.0) / np.sqrt(max(lit - 2.0, 0.5))
    return Pull(mean, sd)


def strip_rates(series: Series, draws: Floats) -> list[Interval]:
    """Share of each source's landings that arrives without it (R intervals), after all was seen.

    draws   (n, C) draws of the channels' dark landings; a channel with several twins is divided as the priors have it
    Public sources keep their prior: nothing tells how many of their landings lost it.
    """
    shown = series.referred.sum(axis=(1, 2))
    odds = np.exp(strip_odds(series.strip).log_mean) * shown
    rates = []
    for source, channel in enumerate(series.twin.tolist()):
        dark, lit = np.maximum(series.strip[source], 0.05)
        if channel < 0 or shown[source] == 0:
            low, middle, high = (float(beta.ppf(level, dark, lit)) for level in (0.025, 0.5, 0.975))
        else:
            part = odds[source] / odds[series.twin == channel].sum()
            rate = draws[:, channel] * part / (draws[:, channel] * part + shown[source])
            low, middle, high = (float(x) for x in np.quantile(rate, (0.025, 0.5, 0.975)))
        rates.append(Interval(middle, low, high, int(shown[source])))
    return rates

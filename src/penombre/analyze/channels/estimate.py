"""The channel mix of the landings without a source, from previews, visible twins and answers together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.channels.evidence import series_evidence
from penombre.analyze.channels.fusion import Told, TotalKnown, fuse
from penombre.analyze.channels.survey import PRIOR_SENT, answer_habits, said_private, split_prior
from penombre.analyze.channels.twins import DarkPart, dark_parts, strip_rates
from penombre.analyze.interval import Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.analyze.channels.fusion import Measured
    from penombre.analyze.channels.series import Series

    Flags = NDArray[np.bool_]
    Floats = NDArray[np.float64]

LIMITS = (0.025, 0.975)
NORMAL_95 = 1.96
DEVIATION_LIMIT = 0.2


class ChannelEstimate(msgspec.Struct, frozen=True):
    """Landings without a source by private channel.

    channels      C names
    volumes       C intervals, landings
    unallocated   private landings that nothing places in a channel
    mix           C intervals: shares of the landings placed in a channel; the estimates add up to 1
    draws         (n, C) joint draws of the volumes
    covariance    (C, C) of the logarithms of the volumes
    merged        names of channels that the series only tell together ("Slack + Discord")
    stripped      R intervals: share of each source's landings that arrives without it, after all was seen
    placebo       share of the landings that follows previews moved by a week
    gain          part of the hold-out deviance that previews take away
    within        share of page-days on which no more was allocated than came
    condition     condition number of the lag design before merging
    alarms        "placebo", "no_gain", "over_allocated", "merged", "sources_disagree", "cache_hides"
    """

    channels: list[str]
    volumes: list[Interval]
    unallocated: Interval
    mix: list[Interval]
    draws: Floats
    covariance: Floats
    merged: list[str]
    stripped: list[Interval]
    placebo: float
    gain: float
    within: float
    condition: float
    alarms: list[str]


def estimate_channels(series: Series, dark_total: Interval | None = None, seed: int = 0) -> ChannelEstimate:
    """Estimate how many landings without a source came through each private channel.

    dark_total   private landings without a source, where another estimate knows them; the answers then only say how
                 they divide over the channels
    Channels with previews get a figure from the lag regression, channels with a visible twin one from its strip rate,
    all get one from the answers; one posterior joins them. Without any answer a channel that neither asks for
    previews nor shows elsewhere gets nothing: what it brought stays unallocated.
    """
    random = np.random.default_rng(seed)
    evidence = series_evidence(series, random)
    twins = dark_parts(len(series.channels), series.twin, series.strip, series.referred.sum(axis=(1, 2)))
    asked = int(series.answers.sum()) > 0
    right = series.right_answers()
    habits = answer_habits(series.confusion, right)
    told = Told(series.answers, habits, right) if asked else None
    known = np.isfinite(twins.log_sd) | (evidence.measured.members.sum(axis=0) > 0) | asked
    total = None if dark_total is None else _log_normal(dark_total)
    drawn = _draw(series, evidence.measured, twins, told, known, total, random)
    sent = drawn.volumes.sum(axis=1)
    alarms = list(evidence.alarms)
    if asked:
        said = said_private(series.answers, habits, float(series.dark.sum()))
        unallocated = _left_over(dark_total or said, sent)
        if len(evidence.measured.volumes) and drawn.deviation > DEVIATION_LIMIT:
            alarms.append("sources_disagree")
    else:
        unallocated = _interval(drawn.elsewhere)
    volumes, mix = _by_channel(series, drawn, known)
    return ChannelEstimate(
        channels=series.channels,
        volumes=volumes,
        unallocated=unallocated,
        mix=mix,
        draws=drawn.volumes,
        covariance=np.atleast_2d(np.cov(np.log(np.maximum(drawn.volumes, 1e-6)).T)),
        merged=evidence.merged,
        stripped=strip_rates(series, drawn.volumes),
        placebo=evidence.checks.placebo,
        gain=evidence.checks.gain,
        within=evidence.checks.within,
        condition=evidence.checks.condition,
        alarms=alarms,
    )


class _Drawn(msgspec.Struct, frozen=True):
    """Draws of the channels' volumes (n, C), of private landings in channels that nothing tells of (n,)."""

    volumes: Floats
    elsewhere: Floats
    deviation: float


def _draw(
    series: Series,
    measured: Measured,
    twins: DarkPart,
    told: Told | None,
    known: Flags,
    total: TotalKnown | None,
    random: np.random.Generator,
) -> _Drawn:
    """The posterior of what is known; without answers a channel that nobody measured stands for all others together."""
    names, rest = np.flatnonzero(known), int(told is None)
    blank = np.zeros((len(measured.volumes), rest))
    posterior = fuse(
        max(float(series.dark.sum()), 1.0),
        msgspec.structs.replace(measured, members=np.hstack([measured.members[:, names], blank])),
        DarkPart(
            np.append(twins.log_mean[names], np.zeros(rest)), np.append(twins.log_sd[names], np.full(rest, np.inf))
        ),
        told,
        np.append(split_prior(len(names)), np.full(rest, PRIOR_SENT)),
        total,
        random,
    )
    volumes = np.zeros((len(posterior.volumes), len(known)))
    volumes[:, names] = posterior.volumes[:, : len(names)]
    elsewhere = posterior.volumes[:, -1] if rest else np.zeros(len(volumes))
    return _Drawn(volumes, elsewhere, float(np.median(posterior.deviation)))


def _by_channel(series: Series, drawn: _Drawn, known: Flags) -> tuple[list[Interval], list[Interval]]:
    """Volumes and shares of each channel; one that nothing tells of may hold all that lies elsewhere, or nothing."""
    sent = np.maximum(drawn.volumes.sum(axis=1), 1e-9)
    most = float(np.quantile(drawn.elsewhere, LIMITS[1]))
    most_share = float(np.quantile(drawn.elsewhere / (drawn.elsewhere + sent), LIMITS[1]))
    volumes, mix = [], []
    for c, answer in enumerate(series.right_answers()[:-1].tolist()):
        seen = int(series.answers[answer]) + int(series.unfurls[c].sum())
        if known[c]:
            volumes.append(_interval(drawn.volumes[:, c], seen))
            mix.append(_interval(drawn.volumes[:, c] / sent, seen, mean=True))
        else:
            volumes.append(Interval(0.0, 0.0, most, seen))
            mix.append(Interval(0.0, 0.0, most_share, seen))
    return volumes, mix


def _left_over(said: Interval, placed: Floats) -> Interval:
    """Private landings beyond those placed in a channel, never below zero; the errors are taken to be independent."""
    beyond = said.estimate - float(np.median(placed))
    error = float(np.hypot((said.high - said.low) / (2 * NORMAL_95), placed.std()))
    low, high = beyond - NORMAL_95 * error, beyond + NORMAL_95 * error
    return Interval(max(beyond, 0.0), max(low, 0.0), max(high, 0.0), said.n)


def _log_normal(total: Interval) -> TotalKnown:
    low, high = max(total.low, 1.0), max(total.high, 2.0)
    return TotalKnown(float(np.log(max(total.estimate, 1.0))), max(float(np.log(high / low)) / (2 * NORMAL_95), 0.01))


def _interval(values: Floats, n: int = 0, *, mean: bool = False) -> Interval:
    low, high = (float(x) for x in np.quantile(values, LIMITS))
    return Interval(float(values.mean() if mean else np.median(values)), low, high, n)

"""The days of a site when nothing changes: week, drift, holidays, news, good and bad days."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.change_variants import Spans

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def whole(rng: np.random.Generator, span: tuple[float, float]) -> int:
    """A whole number of a span, both ends included."""
    return int(rng.integers(int(span[0]), int(span[1]) + 1))


def season(rng: np.random.Generator, spans: Spans, days: int, first_weekday: int, series: int) -> Floats:
    """(S, T) factors near 1 of the expected counts of S series, of which the last has no source."""
    shared = _drift(rng, rng.uniform(*spans.drift), days) + _good_and_bad(rng, spans, days)
    shared += _holidays(rng, spans, days)
    slow = _year(rng, spans, days, series)
    slow += _school_breaks(rng, spans, days, first_weekday, series) + _sales(rng, spans, days, series)
    factors = np.exp(shared[None, :] + _peaks(rng, spans, days, series) + slow)
    factors[-1] *= np.exp(_drift(rng, rng.uniform(*spans.dark_drift), days))
    weeks = _weeks(rng, spans, series)
    weekday = (first_weekday + np.arange(days)) % 7
    return np.asarray(factors * weeks[:, weekday] * _weekends_shift(rng, spans, weeks, weekday))


def counted(rng: np.random.Generator, expected: Floats, dispersion: float | Floats) -> Ints:
    """Counts around `expected`, of relative variance 1/expected + 1/dispersion and a law drawn anew."""
    relative = np.broadcast_to(1 / np.asarray(dispersion, dtype=np.float64), expected.shape)
    if rng.random() < 0.6:
        lift = rng.gamma(1 / relative, relative)
    else:
        deviation = np.sqrt(np.log1p(relative))
        lift = np.exp(deviation * rng.normal(0, 1, expected.shape) - deviation**2 / 2)
    return rng.poisson(expected * lift).astype(np.int64)


def _weeks(rng: np.random.Generator, spans: Spans, series: int) -> Floats:
    weekend = np.exp(rng.uniform(*np.log(spans.weekend)))
    if spans.weekend[1] < 0.5 and rng.random() < 0.4:
        weekend = 1 / weekend
    week = np.array([1, 1, 1, 1, 1, weekend, weekend]) * np.exp(rng.normal(0, 0.05, 7))
    own = week * np.exp(rng.normal(0, 0.06, (series, 7)))
    if series > 3 and rng.random() < 0.5:
        own[0] = _week_of_letter(rng)
    for source in range(spans.letters):
        own[source] = _week_of_letter(rng)
    own /= own.mean(axis=1, keepdims=True)
    return np.asarray(own)


def _week_of_letter(rng: np.random.Generator) -> Floats:
    """(7,) what a letter that goes out once a week brings."""
    week = 0.3 + 0.3 * rng.random(7)
    week[rng.integers(7)] *= rng.uniform(5, 9)
    return np.asarray(week)


def _weekends_shift(rng: np.random.Generator, spans: Spans, weeks: Floats, weekday: Ints) -> Floats:
    """(S, T) factors that move landings, over all the days, between the weekend and the days before it."""
    if spans.weekend_growth is None:
        return np.ones((len(weeks), len(weekday)))
    growth = rng.uniform(*np.log(spans.weekend_growth)) * rng.uniform(0.8, 1.2, (len(weeks), 1))
    growth *= -1 if rng.random() < 0.4 else 1
    t = np.linspace(0, 1, len(weekday))
    way = t if rng.random() < 0.5 else 1 / (1 + np.exp(-(t - rng.uniform(0.4, 0.6)) * 10))
    weekend = np.exp(growth * way)
    of_week = weeks[:, :5].sum(axis=1, keepdims=True) + weekend * weeks[:, 5:].sum(axis=1, keepdims=True)
    return np.asarray(np.where(weekday >= 5, weekend, 1.0) * 7 / of_week)


def _drift(rng: np.random.Generator, slope: float, days: int) -> Floats:
    """A slow way of the logarithm, of `slope` in 100 days on the whole."""
    t = np.arange(days)
    form = rng.integers(3)
    total = np.log1p(slope) * days / 100
    if form == 0:
        way = total * t / days
    elif form == 1:
        way = total / (1 + np.exp(-(t / days - rng.uniform(0.3, 0.7)) * 6))
    else:
        way = total / 2 * np.sin(2 * np.pi * (t / rng.uniform(250, 420) + rng.random()))
    return np.asarray(way)


def _good_and_bad(rng: np.random.Generator, spans: Spans, days: int) -> Floats:
    deviation, memory = rng.uniform(*spans.common), rng.uniform(*spans.memory)
    noise = rng.normal(0, deviation, days)
    for day in range(1, days):
        noise[day] = memory * noise[day - 1] + np.sqrt(1 - memory**2) * noise[day]
    return noise


def _holidays(rng: np.random.Generator, spans: Spans, days: int) -> Floats:
    low = np.zeros(days)
    for start in rng.integers(0, days, whole(rng, spans.holidays)):
        low[start : start + int(rng.integers(1, 11))] = np.log(rng.uniform(0.4, 0.75))
    return low


def _year(rng: np.random.Generator, spans: Spans, days: int, series: int) -> Floats:
    """(S, T) logarithms: a trough in summer and a rise before Christmas, at much the same strength in every series."""
    if spans.summer is None and spans.christmas is None:
        return np.zeros((series, days))
    day = int(rng.integers(365)) + np.arange(days)
    way = np.zeros(days)
    if spans.summer is not None:
        flank, bottom = rng.uniform(14, 28), rng.uniform(7, 18)
        away = _away(day, rng.uniform(205, 225))
        way += rng.uniform(*np.log(spans.summer)) * _smooth(1 - (np.abs(away) - bottom) / flank)
    if spans.christmas is not None:
        rise, fall = rng.uniform(28, 42), rng.uniform(10, 18)
        away = _away(day, rng.uniform(345, 355))
        way += rng.uniform(*np.log(spans.christmas)) * _smooth(1 - np.where(away < 0, -away / rise, away / fall))
    return way * rng.uniform(0.85, 1.15, (series, 1))


def _school_breaks(rng: np.random.Generator, spans: Spans, days: int, first_weekday: int, series: int) -> Floats:
    """(S, T) logarithms: a week or two off every two months, from a Saturday on, zone after zone a week later."""
    if spans.school_breaks is None:
        return np.zeros((series, days))
    term, off, zones = rng.integers(6, 9), rng.integers(1, 3), rng.integers(1, 4)  # in weeks, the first two
    every = int(term + off)
    since_saturday = first_weekday + 2 + np.arange(days) + 7 * int(rng.integers(every))
    deepest, mildest = np.log(spans.school_breaks)
    depths = rng.uniform(deepest, mildest, int(since_saturday[-1]) // (7 * every) + 2)
    way = np.zeros(days)
    for zone in range(int(zones)):
        number, week = np.divmod(since_saturday // 7 + every - zone, every)
        way += np.where(week >= term, depths[number], 0.0) / zones
    return way * rng.uniform(0.6, 1.3, (series, 1))


def _sales(rng: np.random.Generator, spans: Spans, days: int, series: int) -> Floats:
    """(S, T) logarithms: up within days, down over weeks, a few times, at much the same strength in every series."""
    if spans.sales is None:
        return np.zeros((series, days))
    n = int(rng.integers(2, 5))
    way = np.zeros(days)
    for begin in (np.arange(n) + rng.random(n)) * days / n:
        rise, half_life = rng.uniform(2, 6), rng.uniform(6, 14)
        since = np.arange(days) - begin
        shape = np.where(since < rise, np.maximum(since / rise, 0), 0.5 ** np.maximum((since - rise) / half_life, 0))
        way = np.maximum(way, rng.uniform(*np.log(spans.sales)) * shape)
    return way * rng.uniform(0.8, 1.2, (series, 1))


def _away(day: Ints, middle: float) -> Floats:
    """Days before (below 0) or after the nearest `middle` of a year."""
    return np.asarray((day - middle + 182.5) % 365 - 182.5)


def _smooth(part: Floats) -> Floats:
    """From 0 to 1, without a bend at either end."""
    part = np.clip(part, 0, 1)
    return np.asarray((1 - np.cos(np.pi * part)) / 2)


def _peaks(rng: np.random.Generator, spans: Spans, days: int, series: int) -> Floats:
    lift = np.zeros((series, days))
    for start in rng.integers(0, days, whole(rng, spans.peaks)):
        height = rng.uniform(0.4, 1.4) * (rng.random(series) < 0.75) * rng.uniform(0.6, 1.2, series)
        fall = rng.uniform(0.2, 0.7)
        for later in range(min(4, days - int(start))):
            lift[:, start + later] += height * fall**later
    return lift

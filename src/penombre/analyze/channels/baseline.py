"""What a page gets without any share: its level, the hour of the week, its age, its days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.channels.kernels import WEEK, around_the_week

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.analyze.channels.series import Series

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

AGES = np.array([0, 1, 2, 3, 4, 6, 8, 12, 18, 24, 36, 48, 72, 96, 144, 192, 288, 384, 576], dtype=np.float64)
HOUR_WEIGHTS = np.array([0.1, 0.2, 0.4, 0.2, 0.1])
PRIOR_AGE = 5.0
"""Imagined landings that hold an age to the usual."""
DAY = 24


class Ground(msgspec.Struct, frozen=True):
    """Where each page-hour stands: alive (P, T) 1 once the page is there, age_class (P, T), hour_of_week, day (T,)."""

    alive: Floats
    age_class: Integers
    hour_of_week: Integers
    day: Integers


class Shape(msgspec.Struct, frozen=True):
    """Factors common to all pages, around 1: of_week (168,), of_age (ages,)."""

    of_week: Floats
    of_age: Floats


def ground_of(series: Series) -> Ground:
    """The ground of a series."""
    hours = series.dark.shape[1]
    age = np.arange(hours)[None, :] - np.floor(series.published)[:, None]
    # a page that got landings before its date was there before its date
    alive = (age >= 0) | (np.cumsum(series.dark, axis=1) > 0)
    return Ground(
        alive=alive.astype(np.float64),
        age_class=np.clip(np.searchsorted(AGES, age, side="right") - 1, 0, len(AGES) - 1),
        hour_of_week=series.hour_of_week,
        day=np.arange(hours) // DAY,
    )


def first_shape(dark: Floats, ground: Ground) -> Shape:
    """The shape before anything is known of causes: all landings by hour of the week."""
    landed = np.bincount(ground.hour_of_week, weights=dark.sum(axis=0), minlength=WEEK) + 1e-6
    there = np.bincount(ground.hour_of_week, weights=ground.alive.sum(axis=0), minlength=WEEK) + 1e-6
    week = around_the_week(landed / there, HOUR_WEIGHTS)
    return Shape(week / week.mean(), np.ones(len(AGES)))


def spread_out(shape: Shape, ground: Ground) -> Floats:
    """The shape on every page-hour, (P, T); zero where the page is not there yet."""
    spread: Floats = shape.of_week[ground.hour_of_week][None, :] * shape.of_age[ground.age_class] * ground.alive
    return spread


def reshaped(shape: Shape, ground: Ground, said: Floats, expected: Floats) -> Shape:
    """The shape after one step of expectation maximisation.

    said, expected   (P, T) landings laid to the baseline, and those it expects, both zero where nothing counts
    """
    week_said = np.bincount(ground.hour_of_week, weights=said.sum(axis=0), minlength=WEEK)
    week_expected = np.bincount(ground.hour_of_week, weights=expected.sum(axis=0), minlength=WEEK)
    hold = 0.02 * week_expected.mean() + 1e-9
    week = shape.of_week * (week_said + hold) / (week_expected + hold)
    week = 0.5 * week + 0.5 * around_the_week(week, HOUR_WEIGHTS)
    age_said = np.bincount(ground.age_class.ravel(), weights=said.ravel(), minlength=len(AGES))
    age_expected = np.bincount(ground.age_class.ravel(), weights=expected.ravel(), minlength=len(AGES))
    age = shape.of_age * (age_said + PRIOR_AGE) / (age_expected + PRIOR_AGE)
    return Shape(week / week.mean(), age)

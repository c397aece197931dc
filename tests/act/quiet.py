"""Sites on which nothing happens: days with weekdays and common good and bad days, pages old and new."""

from __future__ import annotations

from typing import Any

import numpy as np

from penombre.act.takeoff import NEW, K, PageDays

WEEK = np.array([1.1, 1.1, 1.05, 1.0, 1.0, 0.8, 0.75])


def quiet_site(seed: int, days: int = 90, old: int = 12, born_a_day: float = 1.5) -> PageDays:
    """Old pages from 2 to 60 landings a day, and new ones whose popularity has a long tail and that fade in days."""
    random = np.random.default_rng(seed)
    common = np.exp(random.normal(0, 0.1, days)) * WEEK[np.arange(days) % 7]
    levels = np.exp(random.uniform(np.log(2), np.log(60), old))
    private = draw(random, levels[:, None] * common, 25.0)
    public = draw(random, 2 * levels[:, None] * common, 25.0)
    first, rows, wide = np.zeros(old, dtype=np.int64), [], []
    for day in np.flatnonzero(random.poisson(born_a_day, days)):
        fame = np.exp(random.normal(2.8, 1.0))
        course = np.where(np.arange(days) >= day, fame * np.exp(-(np.arange(days) - day) / 2.0), 0.0)
        course[day] *= random.uniform(0.1, 1.0)  # it came out at some hour
        rows.append((int(day), draw(random, course * common, 10.0)))
        wide.append(draw(random, 3 * course * common, 10.0))
    births = np.array([_after(counts, day, days) for day, counts in rows if day >= 7]).reshape(-1, NEW)
    return PageDays(
        start=1_767_225_600.0,
        first_weekday=3,
        pages=[f"/old/{page}" for page in range(old)] + [f"/new/{place}" for place in range(len(rows))],
        first=np.append(first, [day for day, _ in rows]).astype(np.int64),
        private=np.vstack([private, *(counts for _, counts in rows)]),
        public=np.vstack([public, *wide]),
        rest=private.sum(axis=0) + draw(random, 300 * common, 60.0),
        born=births[births.max(axis=1) >= K] if len(births) else births,
    )


def until(days: PageDays, end: int) -> PageDays:
    """What was known when only `end` days had passed."""
    import msgspec  # noqa: PLC0415

    there = np.flatnonzero(days.first < end)
    born = [_after(days.private[page], int(days.first[page]), end) for page in there if days.first[page] >= 7]
    births = np.array(born, dtype=np.int64).reshape(-1, NEW)
    return msgspec.structs.replace(
        days,
        pages=[days.pages[page] for page in there],
        first=days.first[there],
        private=days.private[there, :end],
        public=days.public[there, :end],
        rest=days.rest[:end],
        born=births[births.max(axis=1) >= K] if len(births) else births,
    )


def _after(counts: Any, day: int, days: int) -> list[int]:
    return [int(counts[day : day + age + 2].sum()) if day + age + 1 < days else -1 for age in range(NEW)]


def draw(random: np.random.Generator, mean: Any, dispersion: float) -> Any:
    """Negative binomial counts."""
    return random.negative_binomial(dispersion, dispersion / (dispersion + np.maximum(mean, 1e-9)))

"""Turns landings into the columns that the predictor reads: nothing in them tells the source itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penombre.analyze.direct.classes import CLASSES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.analyze.direct.landings import Floats, Integers, Landings

    Columns = NDArray[np.float32]

BROWSERS = 6
"""Browser families with a column of their own, the commonest first."""
PROFILED = ("private", "typed", "search", "social")
"""Classes whose part in the known landings of a page says something of the page's other landings."""
SMOOTHING = 8.0
"""Known landings of the site's own mix that every page is credited with."""


def common_browsers(landings: Landings) -> Integers:
    """The commonest browser families of the site, at most BROWSERS of them."""
    families, counts = np.unique(landings.browser, return_counts=True)
    return families[np.argsort(-counts, kind="stable")[:BROWSERS]]


def page_profiles(pages: Integers, classes: Integers, count: int) -> Floats:
    """(count, len(PROFILED) + 1) how each class is over-represented among a page's known landings, on the log scale.

    pages    (m,) page of each known landing, numbers from 0 to count - 1
    classes  (m,) its class
    The last column is the logarithm of how many known landings the page has.
    """
    tally = np.bincount(pages * len(CLASSES) + classes, minlength=count * len(CLASSES)).reshape(count, len(CLASSES))
    total = tally.sum(1)
    overall = (tally.sum(0) + 0.5) / (total.sum() + 0.5 * len(CLASSES))
    chosen = [CLASSES.index(name) for name in PROFILED]
    expected = (total[:, None] + SMOOTHING) * overall[chosen]
    lift = np.log((tally[:, chosen] + SMOOTHING * overall[chosen]) / expected)
    return np.column_stack([lift, np.log1p(total)])


def encode(landings: Landings, rows: Integers, browsers: Integers, profiles: Floats) -> Columns:
    """(len(rows), p) columns of the landings in `rows`; a value that the mode does not tell has a flag of its own.

    profiles  (len(rows), q) profile of each one's page, see `page_profiles`
    """
    mobile = landings.mobile[rows].astype(np.float32)
    returning = landings.returning[rows].astype(np.float32)
    home, section = landings.page_kind[rows] == 0, landings.page_kind[rows] == 1
    fetch = landings.fetch_site[rows]
    fetch_none, fetch_missing, fetch_same = fetch == 0, fetch == -1, fetch == 2
    navigation, history = landings.navigation[rows], landings.history[rows]
    angle = landings.hour[rows] * (np.pi / 12)
    age = landings.age_hours[rows]
    columns = [
        home, section, home * returning, section * returning, mobile, returning, mobile * returning,
        np.minimum(landings.depth[rows], 8), np.log1p(np.maximum(landings.slug_length[rows], 0)),
        np.log1p(np.maximum(landings.slug_digits[rows], 0)),
        np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle),
        *_told(np.log1p(np.maximum(age, 0))), age < 6, age < 24, age < 168,
        fetch_none, fetch_missing, fetch_same, fetch_none * mobile, fetch_missing * mobile,
        navigation == -1, navigation == 1, navigation == 2, navigation == 3,
        history == -1, history == 1, np.log1p(np.maximum(history, 0)),
    ]  # fmt: skip
    for counted in (landings.unfurls, landings.social, landings.search, landings.presses):
        columns += [*_told(np.log1p(np.maximum(counted[rows], 0))), counted[rows] > 0]
    for family in browsers:
        same = landings.browser[rows] == family
        columns += [same, same * fetch_none]
    columns += list(profiles.T)
    return np.column_stack([np.asarray(column, dtype=np.float32) for column in columns])


def _told(values: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Values with 0 where they are missing, and the flag that says so."""
    missing = np.isnan(values)
    return np.where(missing, 0.0, values), missing

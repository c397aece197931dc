"""The columns of the lag regression: what may have brought landings without a source to a page in an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np
from scipy.ndimage import gaussian_filter1d, uniform_filter1d

from penombre.analyze.channels.kernels import after, waking_pace
from penombre.analyze.channels.least_squares import nonnegative

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from penombre.analyze.channels.series import Series

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Role = Literal["previews", "twin", "public", "news", "presses"]

CLOCK_DELAYS = (0.7, 3.0, 12.0)
WAKING_DELAYS = (3.0, 12.0)
"""Mean delays in hours; their non-negative mix makes any decreasing kernel, with or without the readers' sleep."""
PRESS_DELAYS = (2.0, 15.0)
NEWS_DELAYS = (3.0, 12.0)
NEARBY_HOURS = 1.5
TWIN_HOURS = 2.0
COINCIDENCE_HOURS = 25


class Columns(msgspec.Struct, frozen=True):
    """The design: values (P, T, J) of landings expected at a coefficient of 1, and whose each column is.

    roles    J of "previews", "twin", "public", "news", "presses"
    owners   (J,) number of the channel (previews, twin), the source (public), else 0
    Presses beyond those of seen acts can be negative in an hour; their landings may be, too.
    """

    values: Floats
    roles: tuple[Role, ...]
    owners: Integers

    def of(self, role: Role, owner: int | None = None) -> Integers:
        """Numbers of the columns of a role, of one owner or of all."""
        return np.array(
            [j for j, each in enumerate(self.roles) if each == role and owner in (None, int(self.owners[j]))],
            dtype=np.int64,
        )

    def without(self, role: Role) -> Columns:
        """The design less the columns of a role."""
        keep = [j for j, each in enumerate(self.roles) if each != role]
        return Columns(self.values[:, :, keep], tuple(self.roles[j] for j in keep), self.owners[keep])


def lag_columns(series: Series, acts: Floats) -> Columns:
    """All columns for a series and its share acts (C, P, T)."""
    traffic = (series.dark.sum(axis=0) + series.referred.sum(axis=(0, 1))).astype(np.float64)
    pace, age = waking_pace(traffic, series.hour_of_week), -series.published
    seen = [c for c in range(len(acts)) if acts[c].any()]
    found = [
        *_after_previews(acts, seen, pace, age),
        *_beside_sources(series),
        *_with_the_news(series, pace, age),
        *_after_presses(series, acts[seen], pace, age),
    ]
    values = [column for _, _, column in found]
    return Columns(
        values=np.stack(values, axis=-1) if values else np.zeros((*series.dark.shape, 0)),
        roles=tuple(role for role, _, _ in found),
        owners=np.array([owner for _, owner, _ in found], dtype=np.int64),
    )


def _after_previews(acts: Floats, seen: list[int], pace: Floats, age: Floats) -> Iterator[tuple[Role, int, Floats]]:
    clocks = [(delay, np.ones(len(pace))) for delay in CLOCK_DELAYS] + [(delay, pace) for delay in WAKING_DELAYS]
    for delay, clock in clocks:
        for c, landed in zip(seen, after(acts[seen], delay, clock, age), strict=True):
            yield "previews", c, landed


def _beside_sources(series: Series) -> Iterator[tuple[Role, int, Floats]]:
    """What lost its source beside landings that show it: in the same hour, and for private ones near it."""
    for r, channel in enumerate(series.twin.tolist()):
        shown = series.referred[r].astype(np.float64)
        if not shown.any():
            continue
        if channel < 0:
            yield "public", r, shown
        else:
            yield "twin", channel, shown
            yield "twin", channel, gaussian_filter1d(shown, TWIN_HOURS, axis=1, mode="nearest")


def _with_the_news(series: Series, pace: Floats, age: Floats) -> Iterator[tuple[Role, int, Floats]]:
    """The news of a page and hour, read off all public sources together: what makes everything rise at once."""
    public = series.referred[series.twin < 0].sum(axis=0).astype(np.float64)
    if public.any():
        yield "news", 0, gaussian_filter1d(public, NEARBY_HOURS, axis=1, mode="nearest")
        for delay in NEWS_DELAYS:
            yield "news", 0, after(public, delay, pace, age)


def _after_presses(series: Series, acts: Floats, pace: Floats, age: Floats) -> Iterator[tuple[Role, int, Floats]]:
    for pressed in series.presses:
        if pressed.any():
            beyond = presses_beyond(pressed.astype(np.float64), acts)
            for delay in PRESS_DELAYS:
                yield "presses", 0, after(beyond, delay, pace, age)


def presses_beyond(pressed: Floats, acts: Floats) -> Floats:
    """Presses (P, T) less those that belong to share acts already seen by their previews (S, P, T).

    How many presses go with an act is read off their meeting in the same hour, beyond what both have of the day:
    without this the presses would take landings from the channels that show.
    """
    if not len(acts) or not pressed.any():
        return pressed
    sudden = (acts - uniform_filter1d(acts, COINCIDENCE_HOURS, axis=-1, mode="nearest")).reshape(len(acts), -1)
    sudden_press = (pressed - uniform_filter1d(pressed, COINCIDENCE_HOURS, axis=-1, mode="nearest")).ravel()
    together = nonnegative(sudden @ sudden.T, sudden @ sudden_press)
    left: Floats = pressed - np.einsum("s,spt->pt", np.minimum(together, 1.0), acts)
    return left

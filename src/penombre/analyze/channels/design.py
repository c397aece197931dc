"""The columns of the lag regression: what may have brought landings without a source to a page in an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np
from scipy.ndimage import gaussian_filter1d, uniform_filter1d

from penombre.analyze.channels.kernels import after, waking_pace
from penombre.analyze.channels.least_squares import nonnegative

if TYPE_CHECKING:
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
    pace, steady = waking_pace(traffic, series.hour_of_week), np.ones(len(traffic))
    age = -series.published
    columns: list[Floats] = []
    roles: list[Role] = []
    owners: list[int] = []

    def add(role: Role, owner: int, column: Floats) -> None:
        columns.append(column)
        roles.append(role)
        owners.append(owner)

    seen = [c for c in range(len(acts)) if acts[c].any()]
    for delay, clock in [(d, steady) for d in CLOCK_DELAYS] + [(d, pace) for d in WAKING_DELAYS]:
        for c, landed in zip(seen, after(acts[seen], delay, clock, age), strict=True):
            add("previews", c, landed)
    for r in np.flatnonzero(series.referred.any(axis=(1, 2))).tolist():
        channel, shown = int(series.twin[r]), series.referred[r].astype(np.float64)
        if channel < 0:
            add("public", r, shown)
        else:
            add("twin", channel, shown)
            add("twin", channel, gaussian_filter1d(shown, TWIN_HOURS, axis=1, mode="nearest"))
    public = series.referred[series.twin < 0].sum(axis=0).astype(np.float64)
    if public.any():
        add("news", 0, gaussian_filter1d(public, NEARBY_HOURS, axis=1, mode="nearest"))
        for delay in NEWS_DELAYS:
            add("news", 0, after(public, delay, pace, age))
    for pressed in (each for each in series.presses if each.any()):
        beyond = presses_beyond(pressed.astype(np.float64), acts[seen])
        for delay in PRESS_DELAYS:
            add("presses", 0, after(beyond, delay, pace, age))
    values = np.stack(columns, axis=-1) if columns else np.zeros((*series.dark.shape, 0))
    return Columns(values, tuple(roles), np.array(owners, dtype=np.int64))


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

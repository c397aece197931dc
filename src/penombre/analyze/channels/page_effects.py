"""Each page's own level, days and landings an act, taken out of the regression before the common part is solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class Spread(msgspec.Struct, frozen=True):
    """Variances of shrunk effects, relative to the level: of a page's days, of a page's landings an act."""

    day: float
    ratio: float


class Equations(msgspec.Struct, frozen=True):
    """Weighted normal equations of J common columns after K effects of each page are eliminated.

    gram       (J, J) and moment (J,) of the common columns
    design     (P, T, K) the pages' own columns: level, days, what follows each seen channel
    into       (P, K, J) own effects that a unit of each common column displaces
    of_dark    (P, K) own effects where no common column is
    variance   (P, K) of the own effects, given the common coefficients
    """

    gram: Floats
    moment: Floats
    design: Floats
    into: Floats
    of_dark: Floats
    variance: Floats

    def own_effects(self, coefficients: Floats) -> Floats:
        """The pages' own effects (P, K) that go with common coefficients (J,)."""
        effects: Floats = self.of_dark - self.into @ coefficients
        return effects


def eliminate(
    dark: Floats, weight: Floats, columns: Floats, spread: Floats, days: Floats, follow: Floats, prior: Floats
) -> Equations:
    """Normal equations of `dark` on `columns`, the pages' own effects eliminated (Schur complement, page by page).

    dark, weight   (P, T) landings and their inverse variance
    columns        (P, T, J) common columns
    spread         (P, T) shape of the baseline
    days           (T, D) 1 in the hours of each day
    follow         (P, T, S) landings after each seen channel's previews
    prior          (P, 1 + D + S) precision of the own effects around zero
    """
    own = np.concatenate([spread[:, :, None], spread[:, :, None] * days[None], follow], axis=2)
    weighted = np.swapaxes(own * weight[:, :, None], 1, 2)
    inner = weighted @ own
    each = np.arange(own.shape[2])
    inner[:, each, each] += prior
    inverse = np.linalg.inv(inner)
    cross = weighted @ columns
    into = inverse @ cross
    toward = (weighted @ dark[:, :, None])[:, :, 0]
    of_dark = (inverse @ toward[:, :, None])[:, :, 0]
    count = columns.shape[2]
    flat, flat_weight = columns.reshape(-1, count), weight.reshape(-1)
    gram = (flat * flat_weight[:, None]).T @ flat - cross.reshape(-1, count).T @ into.reshape(-1, count)
    moment = flat.T @ (flat_weight * dark.reshape(-1)) - cross.reshape(-1, count).T @ of_dark.reshape(-1)
    return Equations(
        gram=0.5 * (gram + gram.T),
        moment=moment,
        design=own,
        into=into,
        of_dark=of_dark,
        variance=np.diagonal(inverse, axis1=1, axis2=2),
    )

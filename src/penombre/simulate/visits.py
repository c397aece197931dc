"""Visits as columns: who came, when, where to and from where, and what the server will see of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from penombre.simulate.clock import Floats, Ints

Flags = NDArray[np.bool_]


@dataclass
class Visits:
    """One row a landing.

    at          epoch seconds
    page, who   page landed on, visitor
    door        what led here, a number of `DOORS`
    restored    a tab reopened, not an arrival by a link
    campaign    number of the tagged newsletter the link was in, -1 without tag
    address, agent, referrer, query, fetch_site, package
                numbers of texts: what the log shows
    traced      something in the log gives the source away
    """

    at: Floats
    page: Ints
    who: Ints
    door: Ints
    restored: Flags
    campaign: Ints
    address: Ints
    agent: Ints
    referrer: Ints
    query: Ints
    fetch_site: Ints
    package: Ints
    traced: Flags

    @classmethod
    def of(cls, at: Floats, page: Ints, who: Ints, door: Ints | int, *, campaign: Ints | int = -1) -> Self:
        """Visits whose marks are still to be drawn."""
        n = len(at)
        zeros = np.zeros(n, dtype=np.int64)
        empty = np.ones(n, dtype=np.int64)
        return cls(
            at, page, who, np.broadcast_to(np.asarray(door), n).astype(np.int64), np.zeros(n, dtype=bool),
            np.broadcast_to(np.asarray(campaign), n).astype(np.int64),
            zeros, zeros.copy(), zeros.copy(), empty, zeros.copy(), zeros.copy(), np.zeros(n, dtype=bool),
        )  # fmt: skip

    @classmethod
    def together(cls, parts: list[Visits]) -> Visits:
        """Several lots one after the other."""
        return Visits(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(cls)})

    def only(self, chosen: Flags | Ints) -> Visits:
        """The chosen rows."""
        return Visits(**{f.name: getattr(self, f.name)[chosen] for f in fields(self)})

    def __len__(self) -> int:
        return len(self.at)

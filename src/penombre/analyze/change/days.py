"""What changes are found in: daily counts of one site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

CHANGES = ("behaviour", "attribution", "robots", "breakage")
LEAST_DAYS = 28
"""Days below which changes are not looked for: four of each weekday."""


class Days(msgspec.Struct, frozen=True):
    """T days of one site, C sources that show, P pages.

    first_weekday day of the week of the first day, 0 Monday
    known         (C, T) landings of each source that shows
    dark          (T,) landings without a source
    pages         (P, T) landings without a source by page
    logged        (T,) human page views by the access log; scripted (T,) page views told by the script
    silent        (T,) visitors who ran no script and fetched no asset, before any filter
    networks      (T,) different networks (/16) among landings without a source
    night         (T,) landings without a source in the six quietest hours
    """

    first_weekday: int
    known: Integers
    dark: Integers
    pages: Integers
    logged: Integers
    scripted: Integers
    silent: Integers
    networks: Integers
    night: Integers

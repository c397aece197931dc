"""What the channel mix is read from: counts by page and hour, and the answers of those who were asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]


class Series(msgspec.Struct, frozen=True):
    """One site and period: P pages, T hours, C channels that are private, R sources that show, M ways to share.

    channels      C names
    hour_of_week  (T,) local hour of the week of each hour, 0..167
    published     (P,) hour the page appeared, relative to the first one; may be negative, NaN unknown
    dark          (P, T) landings without a source
    unfurls       (C, P, T) requests for link previews by the app; all zero where an app asks for none
    cache_hours   (C,) how long the app's servers keep a preview of one address; 0 where each share asks anew
    requests_per_share   (C,) requests one share makes, at least 1
    referred      (R, P, T) landings whose source shows
    twin          (R,) the private channel whose landings partly show here, -1 for a public source
    strip         (R, 2) Beta parameters of the share of the source's landings that arrive without it
    presses       (M, P, T) share presses and copies by way of sharing
    answers       (A,) answers of landings without a source, by what was answered; the last one "not sent by a person"
    confusion     (C + 1, A) controls: rows what it was, the last one not sent; columns what was answered
    right         (C + 1,) the answer that is right for each channel, and for what nobody sent; None: each its own
    """

    channels: list[str]
    hour_of_week: Integers
    published: Floats
    dark: Integers
    unfurls: Integers
    cache_hours: Floats
    requests_per_share: Floats
    referred: Integers
    twin: Integers
    strip: Floats
    presses: Integers
    answers: Integers
    confusion: Integers
    right: Integers | None = None

    def right_answers(self) -> Integers:
        """(C + 1,) the answer that is right for each channel, and for what nobody sent."""
        return np.arange(len(self.channels) + 1) if self.right is None else self.right

"""What cascades are read from: counts of share tags, or tokens with their parents where visitors agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

AUDIENCES = ("one", "few", "group")


class GenerationCounts(msgspec.Struct, frozen=True):
    """Counting mode: C channels, G generations; a press by a visitor who came without a tag makes generation 1.

    presses, landings   (C, G) share presses that made a tag, human landings with it; the last generation is "or later"
    views         human page views of the pages with share buttons
    sent          answers "a person sent it" among all landings; sent_tagged those of them whose landing had a tag
    """

    presses: Integers
    landings: Integers
    views: int
    sent: int
    sent_tagged: int


class Tokens(msgspec.Struct, frozen=True):
    """Consent mode: n shares with a token each, m human landings on them. Times in hours since the start.

    minted        (n,) when; parent (n,) the token that the sharer arrived with, -1 for none
    channel, mode (n,) declared channel, way of sharing (0 button, 1 copy, 2 address bar); -1 unknown
    page          (n,) page numbers
    previewers    (n,) different agents that asked for a preview of the token's address
    click_token   (m,) index of the token; click_at (m,) when; click_visitor (m,) the visitor's number of the day
    sharer        (n,) the sharer's number of the day
    now           end of the observation: later clicks are not seen yet
    activity      (168,) the visitors' activity by hour of the week, mean 1, from hour 0 of the data on
    views         human page views of the pages with share buttons
    sent          answers "a person sent it" among all landings; sent_tokened those of them whose landing had a token
    anchor_channel, anchor_clicks   (k,) tokens known to have been sent to one person: their channel, their clicks
    answer_audience   (3,) answers by AUDIENCES of those who said that a person sent it
    """

    minted: Floats
    parent: Integers
    channel: Integers
    mode: Integers
    page: Integers
    previewers: Integers
    click_token: Integers
    click_at: Floats
    click_visitor: Integers
    sharer: Integers
    now: float
    activity: Floats
    views: int
    sent: int
    sent_tokened: int
    anchor_channel: Integers
    anchor_clicks: Integers
    answer_audience: Integers

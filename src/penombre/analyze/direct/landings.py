"""What the estimate of the dark share looks at: one row a human landing, of known source or of none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

CAUSES = (
    "typed", "search", "social", "messenger", "sms", "email", "workchat",
    "newsletter", "assistant", "document", "referral", "automation",
)  # fmt: skip
PRIVATE = (3, 4, 5, 6)
ANSWERS = ("sent", "feed", "searched", "typed", "newsletter", "assistant", "document", "decoy", "forgotten")
CONTROLS = ("token_button", "token_copy", "android_app", "search", "social", "newsletter", "launch")
"""Families of landings whose cause is known: three private ones, then public ones, then the typed one (an installed
application or an address only ever printed)."""


class Landings(msgspec.Struct, frozen=True):
    """Human landings of one site and period: arrays of one length n; -1 and NaN where a mode of the dial tells nothing.

    page          (n,) page numbers; page_kind 0 home, 1 section front, 2 any other
    depth, slug_length, slug_digits   (n,) of the page's path: segments, characters and digits of the last one
    age_hours     (n,) since the page appeared, NaN unknown
    day, hour     (n,) days since the start, local hour of the day
    mobile        (n,) the device is a phone or a tablet
    browser       (n,) browser family, numbers from 0
    returning     (n,) seen before today
    fetch_site    (n,) Sec-Fetch-Site: -1 missing, 0 none, 1 cross-site, 2 same-site
    navigation    (n,) -1 unknown, 0 navigate, 1 reload, 2 back or forward, 3 prerender
    history       (n,) length of the tab's history, -1 unknown
    unfurls, social, search   (n,) of the same page in the three hours before: previews by private apps, landings from
                  public networks, landings from search
    presses       (n,) share presses on the page in the 24 hours before
    known         (n,) index into CAUSES where the source is known, -1 where nothing tells it (N0)
    control       (n,) index into CONTROLS, -1 for every landing that is no control
    asked         (n,) the question was shown
    design        (n,) probability with which it was to be shown, in (0, 1]
    answer        (n,) index into ANSWERS, -1 without an answer
    answer_app    (n,) index into PRIVATE (0 messenger, 1 sms, 2 e-mail, 3 work chat) of "sent", else -1
    answer_audience   (n,) 0 alone, 1 small group, 2 large group of "sent", else -1
    """

    page: Integers
    page_kind: Integers
    depth: Integers
    slug_length: Integers
    slug_digits: Integers
    age_hours: Floats
    day: Integers
    hour: Integers
    mobile: Flags
    browser: Integers
    returning: Flags
    fetch_site: Integers
    navigation: Integers
    history: Integers
    unfurls: Floats
    social: Floats
    search: Floats
    presses: Floats
    known: Integers
    control: Integers
    asked: Flags
    design: Floats
    answer: Integers
    answer_app: Integers
    answer_audience: Integers

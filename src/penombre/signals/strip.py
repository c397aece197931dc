"""Which share of the landings of an app arrives without a source: published and assumed rates, to start a lab from."""

from __future__ import annotations

from functools import cache

import msgspec

from penombre.signals.catalogue import BadCatalogueError, table

HALF_CLICK = 0.5
"""Added on either side: fifteen clicks without a source do not say that no click ever has one."""


class StripRate(msgspec.Struct, frozen=True):
    """A strip rate, with the weight it deserves.

    share    of the landings that arrive without a source, in [0, 1]
    clicks   pseudo-clicks: a quarter of those it was measured with, few where it is assumed
    source   who measured it, or "Assumed"
    """

    app: str
    channel: str
    share: float
    clicks: float
    source: str

    @property
    def beta(self) -> tuple[float, float]:
        """Parameters of the Beta prior: pseudo-clicks without and with a source."""
        return self.share * self.clicks + HALF_CLICK, (1.0 - self.share) * self.clicks + HALF_CLICK


def strip_rate(app: str, channel: str) -> StripRate | None:
    """The rate of an app in a channel (Instagram's messages are not its profile links), else of any app there."""
    rates = _rates()
    return rates.get((app, channel)) or rates.get(("", channel))


@cache
def _rates() -> dict[tuple[str, str], StripRate]:
    rates: dict[tuple[str, str], StripRate] = {}
    for row in table("strip_rates"):
        key, share, clicks = (row["app"], row["channel"]), float(row["share"]), float(row["clicks"])
        if not 0 <= share <= 1 or clicks <= 0 or key in rates:
            raise BadCatalogueError(f"strip_rates: {key}: share {share}, clicks {clicks}, or named twice")
        rates[key] = StripRate(row["app"], row["channel"], share, clicks, row["source"])
    return rates


UNKNOWN = (1.0, 3.0)
"""Where nobody measured or assumed anything: rather less than more."""
WITHOUT_APP = {"SMS": "sms", "E-mail": "email"}
"""Ways to send that are no app, by the name that people know."""


def strip_prior(app: str, channel: str = "") -> tuple[float, float]:
    """Beta parameters to start from: of the app in the channel, else of the app anywhere, else UNKNOWN."""
    channel = channel or WITHOUT_APP.get(app, "")
    rate = strip_rate(app, channel) or next((rate for (name, _), rate in _rates().items() if name == app), None)
    return rate.beta if rate else UNKNOWN

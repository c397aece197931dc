"""What the texts are made from: the site as it is set, how long things are kept, and who answers for it."""

from __future__ import annotations

import msgspec

from penombre.collect.dial import Mode
from penombre.collect.journal.archive import DAYS as ARCHIVE_DAYS
from penombre.report.privacy.data import Datum, data_of
from penombre.store.lifetimes import DAY, KEEP, KEEP_ASIDE, MONTH

NEEDED = ("name", "address", "contact", "place")
"""What no notice can do without."""


class Controller(msgspec.Struct, frozen=True):
    """Who answers for what a site collects, as they wrote it; what is empty was not said.

    officer  the data-protection officer, and how to reach them
    host     who runs the server for the controller, where that is somebody else
    place    the country in which the server stands
    """

    name: str = ""
    address: str = ""
    contact: str = ""
    officer: str = ""
    host: str = ""
    place: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """What has to be filled in before the notice may be published."""
        return tuple(name for name in NEEDED if not getattr(self, name))


class Facts(msgspec.Struct, frozen=True):
    """A site, as its texts tell of it.

    base     the public address of the server
    asks     whether visitors are asked how they came
    country  whether a proxy tells visitors' countries
    since    the day on which the mode was set, told in the text's language; empty where nobody knows
    updated  the same of the controller's details
    """

    site: str
    hosts: tuple[str, ...]
    mode: Mode
    base: str
    asks: bool
    country: bool
    controller: Controller = Controller()
    since: str = ""
    updated: str = ""

    @property
    def data(self) -> tuple[Datum, ...]:
        """What is collected."""
        return data_of(self.mode, asks=self.asks, country=self.country)


def lifetimes(mode: Mode) -> dict[str, dict[str, str]]:
    """How long each sort of record is kept, by the sentence that says so, with what fills its places."""
    kept = {
        sort: {"months": str(round(seconds / MONTH))} if seconds > 12 * MONTH else {"days": str(round(seconds / DAY))}
        for sort, seconds in KEEP.items()
    }
    kept |= {"archive": {"days": str(ARCHIVE_DAYS)}, "aside": {"days": str(round(KEEP_ASIDE / DAY))}, "totals": {}}
    return {sort: filling for sort, filling in kept.items() if sort != "tokens" or mode == "consent"}

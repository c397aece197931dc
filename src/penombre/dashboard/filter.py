"""What part of a site's traffic is looked at: read from a page's address and written back into one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urlencode

import msgspec

from penombre.dashboard.span import Span, read_span

RUNGS = ("proven", "observed", "either", "none", "public")
"""What says where a landing came from: a share tag, an app, something of both uses, nothing, a public source."""
DEVICES = ("phone", "tablet", "desktop", "other")
CHANNELS = (
    "messenger", "sms", "email", "workchat", "share_button", "social", "search", "ai", "aggregator", "referral", "paid",
    "campaign", "other_app", "none",
)  # fmt: skip
LONGEST = 1024
_CONTROL = re.compile("[\u0000-\u001f\u007f-\u009f\ud800-\udfff]")
_SHAPES = {
    "channel": re.compile("|".join(CHANNELS)),
    "device": re.compile("|".join(DEVICES)),
    "rung": re.compile("|".join(RUNGS)),
    "country": re.compile("[A-Z]{2}"),
    "link": re.compile("[A-Za-z0-9_-]{1,64}"),
    "tag": re.compile("[a-z][1-9]"),
}
"""What a value must look like; any other is let fall, for a page is shown whatever its address says (case S13)."""


class Filter(msgspec.Struct, frozen=True):
    """A period and what is kept of it; empty is everything."""

    span: Span = Span()
    page: str = ""
    channel: str = ""
    app: str = ""
    device: str = ""
    country: str = ""
    rung: str = ""
    link: str = ""  # the short link's code
    tag: str = ""  # the share tag: its channel's letter and the generation

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that are set, by name; the period is none of them."""
        return dict(self._set())

    def having(self, name: str, value: str) -> Filter:
        """The same with one filter set, or taken off where the value is empty."""
        return msgspec.structs.replace(self, **{name: value})

    def spanning(self, span: Span) -> Filter:
        """The same of other days."""
        return msgspec.structs.replace(self, span=span)

    def only(self, names: Collection[str]) -> Filter:
        """The same without the filters that are not among `names`."""
        return msgspec.structs.replace(self, **{name: "" for name in self.chosen if name not in names})

    def query(self, **more: str) -> str:
        """The address's query that says this; empty for what is usual."""
        return urlencode(self.span.said | self.chosen | {name: value for name, value in more.items() if value})

    def _set(self) -> Iterator[tuple[str, str]]:
        for name in NAMES:
            value = getattr(self, name)
            if value:
                yield name, value


NAMES = tuple(name for name in Filter.__struct_fields__ if name != "span")


def read_filter(query: Mapping[str, str]) -> Filter:
    """The filter that an address asks for; what it cannot mean is let fall, whatever it is."""
    kept = {name: value for name in NAMES if (value := _readable(name, query.get(name, "")))}
    return Filter(read_span(query), **kept)


def _readable(name: str, value: str) -> str:
    value = value.strip()
    if len(value) > LONGEST or _CONTROL.search(value):
        return ""
    shape = _SHAPES.get(name)
    return value if shape is None or shape.fullmatch(value) else ""

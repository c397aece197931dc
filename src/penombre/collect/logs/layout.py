"""How a format's fields lie in a line: the SQL file that reads it, and what that file needs to know."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

NOWHERE = 250
"""A place no line has: what is there is empty."""

FIELDS = (
    "address", "time", "date", "host", "request", "method", "path", "query",
    "status", "referrer", "agent", "fetch_site", "purpose", "package",
)  # fmt: skip


class Layout(msgspec.Struct, frozen=True):
    """One format, ready to be read.

    name        what the user calls it (`--format NAME`)
    file        the SQL file under `store/sql/layouts`
    parameters  the places of the fields, where the file asks for them
    """

    name: str
    file: str
    parameters: dict[str, str | int] = {}
    local_time: bool = False
    """The format carries no time zone: times are taken as UTC."""


def places(found: dict[str, int], *, without: Iterable[str] = ()) -> dict[str, str | int]:
    """Where each field is, those not found being nowhere."""
    return {field: found.get(field, NOWHERE) for field in FIELDS if field not in set(without)}


# In the order of trial: the first of those that fit a sample equally well is taken.
TEXT_LAYOUTS: tuple[Layout, ...] = (
    Layout("combined_fetch", "combined_fetch"),
    Layout("common", "common"),
    Layout("combined", "combined"),
    Layout("vhost_common", "vhost_common"),
    Layout("vhost_combined", "vhost_combined"),
    Layout("ovh", "ovh"),
    Layout("s3", "s3"),
    Layout("alb", "alb"),
    Layout("elb", "elb"),
)
JSON_LAYOUTS: tuple[Layout, ...] = (Layout("caddy", "caddy"), Layout("json", "json"))

"""The data that the notice names are those that the code keeps: no column is kept in a mode that does not name it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import cast

import pytest

from penombre.collect.dial import MODES, Mode
from penombre.collect.links.snapshot import Host, Target
from penombre.collect.live.asking import Landed, _exposure
from penombre.collect.live.minimise import KINDS_BY_MODE, Hit, RefusedError, SetAsideError, click_row, event_row
from penombre.collect.live.row import EventRow, QuarantineRow, SketchRow, TallyRow
from penombre.collect.live.sent import EventKind, SentEvent
from penombre.collect.live.tickets import Tickets
from penombre.collect.sites import Site
from penombre.report.privacy.data import ANY, DATA, begins, columns_of, data_of
from penombre.report.privacy.facts import lifetimes
from penombre.store.lifetimes import KEEP

AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Instagram 300.0",
)
QUERIES = ("", "?s=w2&utm_source=whatsapp&utm_medium=x&utm_campaign=spring", "?s=w-abcdefghij012345&id=7#part")
REFERRERS = (None, "https://www.google.com/search?q=x", "https://web.whatsapp.com/", "https://www.example.org/b")
ID = "00000000-0000-4000-8000-00000000000a"
PLAIN = EventRow(0, 0, "", "")


def site(mode: Mode) -> Site:
    return Site(1, "paper", ("www.example.org",), mode, "UTC", 0.5)


def everything(kind: str, query: str, referrer: str | None, app: str | None, name: str) -> SentEvent:
    """An event that says all that an event can say."""
    return SentEvent(
        ID, "paper", cast("EventKind", kind), f"https://www.example.org/a{query}", referrer, "A title", "button", app, 30, 80, name, "3.5",
        "EUR", "b" * 16, "c" * 16, "reload", 3, 100, "small_group" if name == "sent" else None, None,
    )  # fmt: skip


def rows(mode: Mode) -> Iterator[EventRow]:
    """All sorts of rows that a mode lets through."""
    saying = product(sorted(KINDS_BY_MODE[mode]), QUERIES, REFERRERS, (None, "WhatsApp"), ("sent", "typed"), AGENTS)
    for kind, query, referrer, app, name, agent in saying:
        try:
            yield event_row(everything(kind, query, referrer, app, name), site(mode), agent, 1e9, "FR")
        except (RefusedError, SetAsideError):
            continue
    for query, referrer in product(QUERIES, REFERRERS):
        landed = Landed("paper", f"https://www.example.org/a{query}", referrer)
        asked = _exposure(landed, site(mode), AGENTS[0], 1e9, "FR")
        yield asked
        tickets = Tickets()
        answer = tickets.redeem(tickets.issue(asked, "a" * 32), site=1, answer_id="a" * 32, now=1e9 + 60)
        answer.name, answer.app, answer.audience = "sent", "WhatsApp", "alone"
        yield answer
    target = Target("https://www.example.org/a", 7, 1, 1e12, "", "", Host("www.example.org", False))
    for referrer in ("", "https://www.google.com/", "https://web.whatsapp.com/"):
        hit = Hit(AGENTS[0], referrer, "cross-site", False, False)
        yield click_row(hit, target, "w", "a" * 32, 1e9)


def kept(mode: Mode) -> set[tuple[str, str]]:
    """Kinds and columns of what is not as it would be without anything said."""
    return {
        (row.kind, column)
        for row in rows(mode)
        for column in EventRow.__struct_fields__
        if getattr(row, column) != getattr(PLAIN, column)
    }


@pytest.mark.parametrize("mode", MODES)
def test_every_column_that_a_mode_keeps_is_named_in_it(mode: Mode) -> None:
    named = columns_of(data_of(mode))
    assert {(kind, column) for kind, column in kept(mode) if not {(kind, column), (ANY, column)} & named} == set()


@pytest.mark.parametrize("mode", MODES)
def test_nothing_is_named_that_a_mode_does_not_keep(mode: Mode) -> None:
    of_events = {
        (kind, column) for kind, column in columns_of(data_of(mode)) if kind not in ("sketch", "quarantine", "tally")
    }
    found = kept(mode)
    columns = {column for _, column in found} | {"agent"}  # people are what a row is of without more
    missing = {(kind, column) for kind, column in of_events if kind != ANY and (kind, column) not in found}
    assert missing == set()
    assert {column for kind, column in of_events if kind == ANY} <= columns


def test_every_column_of_every_row_is_named() -> None:
    named = columns_of(DATA)
    for kind, row in (("sketch", SketchRow), ("quarantine", QuarantineRow), ("tally", TallyRow)):
        assert {column for of, column in named if of == kind} == set(row.__struct_fields__), kind
    assert {column for of, column in named if of not in ("sketch", "quarantine", "tally")} == set(
        EventRow.__struct_fields__
    )


def test_what_is_off_is_not_named() -> None:
    keys = {each.key for each in data_of("consent", asks=False, country=False)}
    assert keys == {each.key for each in DATA} - {"question", "country"}


def test_each_step_begins_what_the_one_below_does_not_collect() -> None:
    assert [each.key for each in begins("strict", "counting")] == ["share", "tag", "campaign", "reading", "goal"]
    assert [each.key for each in begins("counting", "consent")] == ["token", "navigation", "copy"]
    assert begins("strict", "consent") == begins("strict", "counting") + begins("counting", "consent")
    assert begins("consent", "strict") == ()


def test_every_lifetime_that_the_store_knows_is_told() -> None:
    assert KEEP.keys() <= lifetimes("consent").keys()
    assert lifetimes("consent").keys() - lifetimes("counting").keys() == {"tokens"}
    assert lifetimes("consent")["events"] == {"months": "13"}
    assert lifetimes("consent")["registers"] == {"months": "25"}
    assert lifetimes("consent")["tokens"] == {"days": "30"}

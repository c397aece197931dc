"""A page that takes off is named within days; pages of a quiet site hardly ever are."""

import msgspec
import numpy as np
import pytest

from penombre.act.takeoff import K, PageDays, takeoffs
from tests.act.quiet import draw, quiet_site, until


def risen(seed: int, factor: float, day: int = 80, page_level: float = 20.0) -> PageDays:
    """A quiet site whose page /old/0 has `factor` times its landings from `day` on."""
    found = quiet_site(seed, days=90, old=4, born_a_day=0.0)
    random = np.random.default_rng(seed)
    private = found.private.copy()
    private[0] = draw(random, np.where(np.arange(90) >= day, factor, 1.0) * page_level, 25.0)
    return msgspec.structs.replace(found, private=private)


def only(days: PageDays, keep: np.ndarray) -> PageDays:
    """Some of the pages."""
    return msgspec.structs.replace(
        days,
        pages=[page for page, kept in zip(days.pages, keep, strict=True) if kept],
        first=days.first[keep],
        private=days.private[keep],
        public=days.public[keep],
    )


@pytest.mark.parametrize(("factor", "within"), [(8.0, 2), (3.0, 5)])
def test_a_page_that_rises_is_named_within_days(factor: float, within: int) -> None:
    noticed = []
    for seed in range(4):
        found = risen(seed, factor)
        days = [
            day for day in range(81, 81 + within) if any(a.subject == "/old/0" for a in takeoffs(until(found, day)))
        ]
        noticed.append(bool(days))
    assert sum(noticed) >= 3


def test_what_is_told_is_what_was_seen() -> None:
    [alert] = takeoffs(until(risen(1, 8.0), 86))
    assert (alert.kind, alert.subject) == ("takeoff", "/old/0")
    assert abs((alert.since - risen(1, 8.0).start) / 86_400 - 80) <= 1
    assert alert.facts["before"] == pytest.approx(20, rel=0.3)
    assert alert.facts["now"] == pytest.approx(160, rel=0.3)
    assert alert.facts["landings"] >= K


def test_when_it_is_over_it_is_no_longer_seen() -> None:
    found = risen(2, 6.0)
    back = found.private.copy()
    back[0, 86:] = 20
    over = msgspec.structs.replace(found, private=back)
    assert [a.subject for a in takeoffs(until(over, 86))] == ["/old/0"]
    assert takeoffs(until(over, 89)) == []


def test_a_site_that_rises_as_a_whole_has_no_page_that_takes_off() -> None:
    found = quiet_site(3, days=80, old=8, born_a_day=0.0)
    twice = np.where(np.arange(80) >= 72, 3, 1)
    all_ = msgspec.structs.replace(found, private=found.private * twice, rest=found.rest * twice)
    assert len(takeoffs(all_)) <= 1


def test_old_pages_of_quiet_sites_are_hardly_ever_named() -> None:
    matters = set()
    for seed in range(8):
        found = quiet_site(100 + seed, days=100, old=10, born_a_day=0.0)
        for end in range(60, 101, 4):
            matters |= {(seed, alert.subject) for alert in takeoffs(until(found, end))}
    # nearly a site-year: one is allowed for, four would be far too many
    assert len(matters) <= 3


def test_new_pages_of_quiet_sites_are_hardly_ever_named() -> None:
    matters, site_days = set(), 0
    for seed in range(8):
        found = quiet_site(200 + seed, days=120, old=1, born_a_day=1.5)
        for end in range(60, 120, 2):
            young = until(found, end)
            young = only(young, young.first > end - 6)
            matters |= {(seed, alert.subject) for alert in takeoffs(young)}
            site_days += 2
    assert len(matters) <= 3 * site_days / 365 + 3


def test_a_new_page_far_beyond_all_others_is_named() -> None:
    named = 0
    for seed in range(6):
        found = quiet_site(300 + seed, days=90, old=1, born_a_day=1.5)
        young = int(np.argmin(np.abs(found.first - 84)))
        private = found.private.copy()
        private[young, int(found.first[young]) :] = 3_000
        famous = until(msgspec.structs.replace(found, private=private), int(found.first[young]) + 3)
        famous = only(famous, famous.first > 80)
        named += found.pages[young] in [alert.subject for alert in takeoffs(famous)]
    assert named >= 5


def test_a_site_without_history_or_pages_is_left_alone() -> None:
    short = until(quiet_site(1, days=20, old=4), 20)
    assert takeoffs(short) == []
    nothing = msgspec.structs.replace(
        short, pages=[], first=short.first[:0], private=short.private[:0], public=short.public[:0]
    )
    assert takeoffs(nothing) == []

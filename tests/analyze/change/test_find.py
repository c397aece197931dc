"""Each kind of change is dated and told from the others."""

import msgspec
import numpy as np
import pytest

from penombre.analyze.change.conservation import Steps, judge
from penombre.analyze.change.find import find_changes
from penombre.analyze.change.pages import page_changes
from penombre.analyze.change.steps import deseasonalised, step_at
from tests.analyze.change.toy_days import DAY, days, draw

KINDS = {
    "behaviour": "behaviour",
    "attribution": "attribution",
    "robots": "robots",
    "script_lost": "breakage",
    "all_lost": "breakage",
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("kind", "type_"), KINDS.items())
def test_a_change_is_dated_and_named(kind: str, type_: str, seed: int) -> None:
    [change] = find_changes(days(kind, seed=seed))
    assert change.type == type_
    assert change.first <= DAY <= change.last
    assert abs(change.day - DAY) <= 2


def test_quiet_sites_hear_nothing() -> None:
    assert sum(len(find_changes(days("quiet", seed=seed))) for seed in range(10)) <= 1


def test_the_source_that_took_the_landings_over_is_named_with_its_strip_rate() -> None:
    [change] = find_changes(days("attribution"))
    assert change.source == 1
    # 200 a day showed of 400 that came: half of it had been stripped
    assert change.evidence["stripped_share"] == pytest.approx(0.5, abs=0.07)


def test_what_rose_by_half_is_said_with_its_interval() -> None:
    [change] = find_changes(days("behaviour", 1.5))
    assert change.size.low < 1.5 < change.size.high
    assert change.size.estimate == pytest.approx(1.5, rel=0.1)


def test_the_order_of_sources_does_not_matter() -> None:

    found = days("attribution")
    turned = msgspec.structs.replace(found, known=found.known[::-1])
    [one], [other] = find_changes(found), find_changes(turned)
    assert (one.day, one.type, one.size) == (other.day, other.type, other.size)
    assert other.source == 2


def test_a_step_between_constants_is_exact() -> None:
    counts = np.repeat([100, 150], 30)
    step = step_at(deseasonalised(counts, 0), 30)
    assert step.difference == pytest.approx(50, rel=0.1)
    assert step.log_ratio > 0
    assert step_at(deseasonalised(np.full(60, 100), 0), 30).log_ratio == 0


def test_nothing_moved_is_no_change() -> None:

    still = step_at(np.full(60, 100.0), 30)
    assert judge(Steps(still, [still], still, still, still, still, still, still)) is None


def test_pages_of_a_quiet_site_are_hardly_ever_named() -> None:
    named = sum(bool(page_changes(days("quiet", seed=seed, pages=30))) for seed in range(25))
    assert named <= 5  # one or two expected at a false discovery rate of 5 %


def test_a_page_that_takes_off_is_named_and_a_site_that_does_names_none() -> None:

    found = days("quiet", pages=15)
    pages = found.pages.copy()
    page = int(pages.sum(axis=1).argmax())
    pages[page, DAY:] = draw(np.random.default_rng(7), 3.0 * pages[page, DAY:] + 5)
    risen = msgspec.structs.replace(found, pages=pages, dark=pages.sum(axis=0))
    assert [change.page for change in page_changes(risen)] == [page]
    assert page_changes(days("behaviour", 2.0)) == []

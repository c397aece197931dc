"""Share acts are read off previews as each app makes them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from penombre.analyze.corroboration import PageHours
from penombre.analyze.logs.evidence import Acts
from penombre.analyze.logs.share_acts import (
    Habit,
    Previews,
    acts_of_visitors,
    behind_a_cache,
    share_acts,
    together,
)

HOURS = 24 * 14
NOBODY = PageHours(*(np.zeros(0, dtype=np.int64) for _ in range(3)))


def array(*values: int) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)


def previews(*rows: tuple[int, int, int, int]) -> Previews:
    """Rows of page, hour, senders and bursts."""
    return Previews(*np.array(rows, dtype=np.int64).T)


def sharing(seed: int, cache_hours: int, acts_a_page: float = 3.0) -> tuple[Previews, PageHours, float, int]:
    """Pages of uneven fame that are shared as they are read, in an app that looks again when its cache has run out."""
    random = np.random.default_rng(seed)
    fame = np.exp(random.normal(0, 1.2, 300))
    readers = random.poisson((20.0 * fame / fame.mean())[:, None] / HOURS, (300, HOURS))
    shared = random.poisson((acts_a_page * fame / fame.mean())[:, None] / HOURS, (300, HOURS))
    seen = []
    for page in range(300):
        free = 0
        for hour in np.flatnonzero(shared[page]):
            if hour >= free:
                seen.append((page, int(hour), 1, 1))
                free = int(hour) + cache_hours
    at = np.nonzero(readers)
    landings = PageHours(at[0], at[1], readers[at])
    return previews(*seen), landings, float(readers.sum()), int(shared.sum())


def test_where_the_sender_fetches_an_act_is_a_sender_and_not_a_request() -> None:
    acts = share_acts(Habit("sender", 0), previews((1, 10, 4, 9), (1, 20, 2, 3)), NOBODY, 100)
    assert acts.low <= acts.estimate <= acts.high
    assert acts.estimate == pytest.approx(6 * 0.95)


@pytest.mark.parametrize("cache_hours", [6, 72, 100_000])
def test_acts_that_a_cache_hid_come_back(cache_hours: int) -> None:
    for seed in range(3):
        seen, landings, everywhere, truth = sharing(seed, cache_hours)
        acts = behind_a_cache(seen, cache_hours, landings, everywhere)
        assert acts.estimate == pytest.approx(truth, rel=0.2)
        assert acts.low <= truth <= acts.high


def test_a_cache_that_is_shorter_than_said_is_noticed() -> None:
    """Else every second look would count for what a month had hidden."""
    seen, landings, everywhere, truth = sharing(7, 48)
    assert behind_a_cache(seen, 720, landings, everywhere).estimate == pytest.approx(truth, rel=0.25)


def test_a_cache_that_hides_nothing_adds_nothing() -> None:
    """Slack's half an hour is short beside the days between two shares of a page."""
    acts = share_acts(Habit("vendor", 30), previews((1, 10, 1, 1), (1, 200, 1, 1)), NOBODY, 1000)
    assert acts.estimate == acts.low == 2


def test_the_several_requests_of_a_preview_are_one_act() -> None:
    """HEAD and GET, a fetcher and its colleague: two senders and one burst."""
    acts = share_acts(Habit("own_server", 60), previews((1, 1, 2, 1), (1, 5, 2, 1), (1, 9, 2, 1)), NOBODY, 100)
    assert acts.estimate == 3


def test_every_instance_of_a_network_asks_for_one_post() -> None:
    acts = share_acts(Habit("instance", 1440), previews((1, 1, 25, 3), (2, 5, 18, 2)), NOBODY, 100)
    assert acts.estimate == 2


def test_visitors_who_show_stand_for_those_who_do_not() -> None:
    acts = acts_of_visitors(60)
    assert acts.low < 60 < acts.estimate < acts.high
    assert acts_of_visitors(0) == Acts(0.0, 0.0, 0.0)


def test_together_adds_up() -> None:
    one = share_acts(Habit("sender", 0), previews((1, 1, 1, 1)), NOBODY, 10)
    assert together([one, one]).high == 2 * one.high
    assert together([]).estimate == 0

"""Landings that follow previews are found, and those that meet them by chance are not."""

import numpy as np

from penombre.analyze.corroboration import Corroborated, PageHours, corroborate

HOURS = 24 * 14
PAGES = 40


def counts(triples: dict[tuple[int, int], int]) -> PageHours:
    items = sorted((key, value) for key, value in triples.items() if value)
    columns = np.array([(page, hour, value) for (page, hour), value in items], dtype=np.int64).reshape(-1, 3).T
    return PageHours(columns[0], columns[1], columns[2])


def world(seed: int, clicks_per_preview: float) -> tuple[Corroborated, int]:
    """Readers who come by day, previews at random hours, and perhaps clicks after them."""
    random = np.random.default_rng(seed)
    clock = 1 + np.cos((np.arange(HOURS) % 24 - 20) / 24 * 2 * np.pi)
    usual = {(p, h): int(n) for p in range(PAGES) for h, n in enumerate(random.poisson(0.5 * clock))}
    known = {(p, h): int(n) for p in range(PAGES) for h, n in enumerate(random.poisson(1.0 * clock))}
    previews: dict[tuple[int, int], int] = {}
    caused = 0
    for page in range(PAGES):
        for hour in random.choice(HOURS, 5, p=clock / clock.sum()):
            previews[page, int(hour)] = 1
            for delay in random.exponential(0.8, random.poisson(clicks_per_preview)):
                at = int(hour + delay)
                if at < HOURS:
                    usual[page, at] = usual.get((page, at), 0) + 1
                    caused += 1
    return corroborate(counts(usual), counts(known), counts(previews), 0, HOURS - 1), caused


def test_chance_matches_are_taken_off() -> None:
    found = [world(seed, 0.0)[0] for seed in range(20)]
    assert np.mean([each.landings / max(each.error, 1) for each in found]) < 0.8
    assert sum(each.landings > 2 * each.error for each in found) <= 2


def test_clicks_after_previews_are_found_within_their_error() -> None:
    found = [world(seed, 3.0) for seed in range(20)]
    assert sum(abs(each.landings - caused) <= 2.5 * each.error + 0.15 * caused for each, caused in found) >= 18


def test_a_page_that_is_busier_for_everybody_corroborates_nothing() -> None:
    """A rush that brings known sources too is news, not a chat."""
    usual = {(0, hour): 2 for hour in range(HOURS)} | {(0, hour): 40 for hour in range(100, 103)}
    known = {(0, hour): 5 for hour in range(HOURS)} | {(0, hour): 100 for hour in range(100, 103)}
    found = corroborate(counts(usual), counts(known), counts({(0, 100): 1}), 0, HOURS - 1)
    assert found.landings <= 10


def test_without_previews_nothing_is_corroborated() -> None:
    assert corroborate(counts({(0, 1): 5}), counts({}), counts({}), 0, HOURS).landings == 0

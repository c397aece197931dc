"""Clicks are people: no sharer trying the own link, nobody twice, and no order changes the figures."""

import msgspec
import numpy as np
import pytest

from penombre.analyze.cascades.estimate import estimate_from_tokens
from penombre.analyze.cascades.shares import Tokens
from penombre.analyze.cascades.tokens import as_of, counted_clicks, read_shares, self_clicks
from tests.analyze.cascades.site import tokens
from tests.analyze.cascades.toy import World, simulate


@pytest.mark.parametrize(
    ("click", "own"),
    [
        ((0, 10.01, -1), True),  # the sharer, half a minute later
        ((0, 10.0 + 1.9 / 60, -1), True),
        ((0, 10.0 + 2.5 / 60, -1), False),  # somebody else behind the same number: an office, a family
        ((0, 10.01, 7), False),
        ((1, 10.01, -1), False),  # the sharer opening another's link
    ],
)
def test_the_sharer_trying_the_link_is_no_click(click: tuple[int, float, int], own: bool) -> None:
    site = tokens([10.0, 10.0], [click])
    assert self_clicks(site).tolist() == [own]
    assert read_shares(site).clicks.sum() == (not own)


def test_a_visitor_counts_once_a_token_and_nobody_counts_after_the_end() -> None:
    clicks = [(0, 20.0, 5), (0, 12.0, 5), (0, 13.0, 6), (1, 14.0, 5), (1, 2000.0, 8)]
    site = tokens([10.0, 11.0], clicks)
    assert sorted(counted_clicks(site).tolist()) == [1, 2, 3]
    assert read_shares(site).clicks.tolist() == [2, 1]


def test_shares_whose_parent_is_not_known_are_roots() -> None:
    site = tokens([1.0, 2.0, 3.0], [(0, 1.5, 1)], parent=np.array([-1, 0, 99]))
    assert read_shares(site).children.tolist() == [1, 0, 0]


def test_no_order_of_shares_or_clicks_changes_a_figure() -> None:
    site = simulate(World(seeds=300), 3).tokens
    random = np.random.default_rng(0)
    place, clicks = random.permutation(len(site.minted)), random.permutation(len(site.click_token))
    assert estimate_from_tokens(shuffled(site, place, clicks)) == estimate_from_tokens(site)


def shuffled(site: Tokens, place: np.ndarray, clicks: np.ndarray) -> Tokens:
    """Share i moves to place[i]; the clicks come in another order."""
    order = np.argsort(place)
    per_share = {
        name: getattr(site, name)[order] for name in ("minted", "channel", "mode", "page", "previewers", "sharer")
    }
    parent = np.where(site.parent >= 0, place[site.parent], -1)[order]
    return msgspec.structs.replace(
        site, **per_share, parent=parent, click_token=place[site.click_token[clicks]],
        click_at=site.click_at[clicks], click_visitor=site.click_visitor[clicks],
    )  # fmt: skip


def test_self_clicks_do_not_raise_clicks_per_share() -> None:
    with_trials = simulate(World(self_clicks=0.5), 2).tokens
    own = self_clicks(with_trials)
    without = msgspec.structs.replace(
        with_trials, **{name: getattr(with_trials, name)[~own] for name in ("click_token", "click_at", "click_visitor")}
    )
    assert own.sum() > 0.4 * len(with_trials.minted)
    assert estimate_from_tokens(with_trials) == estimate_from_tokens(without)


def test_an_earlier_view_knows_nothing_of_later_shares_clicks_and_parents() -> None:
    clicks = [(2, 5.0, 1), (0, 9.0, 2), (1, 21.0, 3), (0, 40.0, 4)]
    site = tokens([8.0, 20.0, 4.0, 35.0], clicks, parent=np.array([2, 0, -1, 0]))
    then = as_of(site, 30.0)
    assert (then.minted.tolist(), then.parent.tolist(), then.now) == ([8.0, 20.0, 4.0], [2, 0, -1], 30.0)
    assert list(zip(then.click_token, then.click_at, then.click_visitor, strict=True)) == clicks[:3]
    assert as_of(site, 6.0).parent.tolist() == [-1]
    assert len(as_of(site, 1.0).minted) == 0

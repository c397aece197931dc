"""How large a cascade will become, told from its first hour or so and from how past cascades grew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
from scipy.special import gammaln

from penombre.analyze.cascades.clock import active_hours
from penombre.analyze.cascades.draws import DRAWS
from penombre.analyze.cascades.forest import plant
from penombre.analyze.cascades.half_life import channel_half_lives
from penombre.analyze.cascades.kernel import Kernel, fit_kernel
from penombre.analyze.cascades.surprise import LIMITS, learn_spread, widened
from penombre.analyze.cascades.tokens import counted_clicks, read_shares
from penombre.analyze.interval import Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.analyze.cascades.shares import Floats, Integers, Tokens

LEAST_CLICKS = 30
BANK = 4000
MOST_REPRODUCTION = 0.95
"""Cascades that would grow without end are drawn as if they nearly did."""
RATES = np.geomspace(0.01, 3000, 90)
OPEN_TAIL = 1.0
"""Shares that larger audiences than any seen count for."""
ROUNDS = 150
LOOK = 1.0
"""Hours after its first share that a past cascade is looked at again as if the rest of it were not known."""
MOST_REPLAYED = 80
LEAST_EARLY = 3
"""Clicks by then: of cascades with fewer hardly anything is told that could be missed."""
OVER = 0.9
"""A past cascade whose first share has had so much of its clicks is taken to have ended."""


class TooFewClicks(Exception):  # noqa: N818
    """Past cascades are too small to learn from."""


class Growth(msgspec.Struct, frozen=True):
    """How past cascades grew, in clicks that kept their token.

    kernel      delays from share to click in active hours
    shifts      by how much the log delays of a channel are longer
    rates       (r,) eventual clicks that shares may be made for; weights (r,) how many of them are, in sum 1
    reshared    shares per click
    spread      by how much the logarithm of what was still to come missed what had been told of past cascades
    """

    kernel: Kernel
    shifts: dict[int, float]
    rates: Floats
    weights: Floats
    reshared: float
    spread: float = 0.0

    def reached(self, age: Floats, channel: Integers) -> Floats:
        """(n,) part of the eventual clicks that shares of this age (active hours) have had."""
        shifts = np.array([self.shifts.get(int(name), 0.0) for name in channel])
        return self.kernel.reached(age / np.exp(shifts))


class Early(msgspec.Struct, frozen=True):
    """A cascade as seen so far: its j shares with their age in active hours, channel and clicks (j,)."""

    age: Floats
    channel: Integers
    clicks: Integers


def learn_growth(tokens: Tokens) -> Growth:
    """What to forecast new cascades with. Raises TooFewClicks below LEAST_CLICKS clicks."""
    shares = read_shares(tokens)
    if len(shares.token) < LEAST_CLICKS:
        raise TooFewClicks(
            f"{len(shares.token)} clicks on tokens so far; {LEAST_CLICKS} are needed to learn how links spread. "
            "Wait, or read a longer period."
        )
    seen_until, channel = shares.seen_until[shares.token], shares.channel[shares.token]
    fit = fit_kernel(shares.delays, seen_until)
    channels = channel_half_lives(fit, shares.delays, seen_until, channel, shares.forest.root[shares.token])
    middle = float(fit.kernel.quantile(np.array(0.5)))
    reached = fit.kernel.reached(shares.seen_until)
    growth = Growth(
        kernel=fit.kernel,
        shifts={name: float(np.log(each.estimate / middle)) for name, each in channels.items()},
        rates=RATES,
        weights=_weights(shares.clicks, np.maximum(reached, 1e-3)),
        reshared=min(float(shares.children.sum()) / len(shares.token), 1.0),
    )
    told, came = _replayed(tokens, growth)
    return msgspec.structs.replace(growth, spread=learn_spread(told, came))


def _replayed(tokens: Tokens, growth: Growth) -> tuple[Integers, Integers]:
    """What would have been told of past cascades, (n, DRAWS) draws of clicks to come, and how many came (n,).

    Of those that have ended the ones with most clicks by then: they are what forecasts are asked for.
    """
    counted, root = counted_clicks(tokens), plant(tokens.parent).root
    of, first = root[tokens.click_token[counted]], np.unique(root)
    soon = tokens.click_at[counted] <= tokens.minted[of] + LOOK
    early, whole = (np.bincount(each, minlength=len(root)) for each in (of[soon], of))
    end = float(active_hours(np.array([tokens.now]), tokens.activity)[0])
    ended = growth.kernel.reached(end - active_hours(tokens.minted[first], tokens.activity)) >= OVER
    first = first[ended & (early[first] >= LEAST_EARLY)]
    first = first[np.argsort(-early[first], kind="stable")][:MOST_REPLAYED]
    seen = [seen_so_far(tokens, root == one, tokens.minted[one] + LOOK) for one in first]
    random = np.random.default_rng(0)
    bank = _cascade_clicks(growth, random)
    told = [_to_come(growth, early, bank, random) for early in seen]
    came = whole[first] - early[first]
    return np.array(told, dtype=np.int64).reshape(len(first), DRAWS), came


def seen_so_far(tokens: Tokens, members: NDArray[np.bool_], at: float) -> Early:
    """Those of the shares marked in `members` (n,) that had been made by then, hours since the start, as seen then."""
    counted = counted_clicks(tokens)
    counted = counted[tokens.click_at[counted] <= at]
    clicks = np.bincount(tokens.click_token[counted], minlength=len(tokens.minted))
    made = members & (tokens.minted <= at)
    now = float(active_hours(np.array([at]), tokens.activity)[0])
    return Early(now - active_hours(tokens.minted[made], tokens.activity), tokens.channel[made], clicks[made])


def forecast_size(growth: Growth, early: Early, seed: int = 0) -> Interval:
    """Clicks that the cascade will have had in the end, those of today included: the median of its possible futures.

    A share that had x clicks when the part F of them was due is made for a number of clicks that x makes likely, and
    1 - F of it is still to come; each click may become a share, whose own cascade is drawn from grown ones.
    Source: a Hawkes process in the manner of SEISMIC (Zhao et al. 2015), N = n + pending / (1 - K), the infectiousness
    of each share taken from past ones (empirical Bayes) in place of a window.
    """
    random = np.random.default_rng(seed)
    to_come = _to_come(growth, early, _cascade_clicks(growth, random), random)
    so_far = int(early.clicks.sum())
    low, high = np.quantile(widened(to_come, growth.spread), LIMITS)
    return Interval(so_far + float(np.median(to_come)), so_far + float(low), so_far + float(high), so_far)


def _to_come(growth: Growth, early: Early, bank: Integers, random: np.random.Generator) -> Integers:
    """(DRAWS,) clicks still to come on the shares seen and on those that these clicks will make."""
    reached = growth.reached(early.age, early.channel)
    rates = _draw_rates(growth, early.clicks, reached, random)
    to_come = random.poisson(rates * (1 - reached)).sum(axis=1)
    new_shares = random.binomial(to_come, growth.reshared)
    later = np.array([random.choice(bank, count).sum() for count in new_shares], dtype=np.int64)
    return np.asarray(to_come + later, dtype=np.int64)


def _weights(clicks: Integers, kept: Floats) -> Floats:
    """(r,) how many shares are made for each of RATES, from the clicks (n,) that past shares had of what was due.

    Source: nonparametric maximum likelihood of a Poisson mixture (Laird 1978) by EM; the tail is kept open by some
    shares more in proportion to 1 / rate.
    """
    rows, counts = np.unique(np.stack([clicks, np.round(kept * 20)]), axis=1, return_counts=True)
    chance = _poisson(rows[0], np.maximum(rows[1], 1) / 20)
    open_tail = OPEN_TAIL / RATES / (1 / RATES).sum()
    weights = np.full(len(RATES), 1 / len(RATES))
    for _ in range(ROUNDS):
        mixed = chance * weights
        weights = counts @ (mixed / mixed.sum(axis=1, keepdims=True)) + open_tail
        weights /= weights.sum()
    return weights


def _poisson(clicks: Integers, due: Floats) -> Floats:
    """(n, r) chance of so many clicks at each of RATES, of which the part `due` could have come."""
    expected = RATES[None, :] * np.maximum(due, 1e-6)[:, None]
    logs = clicks[:, None] * np.log(expected) - expected - gammaln(clicks + 1)[:, None]
    # far from every rate the nearest one is right
    chance: Floats = np.exp(logs - logs.max(axis=1, keepdims=True))
    return chance


def _draw_rates(growth: Growth, clicks: Integers, reached: Floats, random: np.random.Generator) -> Floats:
    """(DRAWS, j) what shares with so many clicks so far may be made for."""
    likely = _poisson(clicks, reached) * growth.weights
    cumulated = np.cumsum(likely / likely.sum(axis=1, keepdims=True), axis=1)
    at = [np.searchsorted(row, random.random(DRAWS)) for row in cumulated]
    rates: Floats = growth.rates[np.minimum(np.stack(at, axis=1), len(RATES) - 1)]
    return rates


def _cascade_clicks(growth: Growth, random: np.random.Generator) -> Integers:
    """(BANK,) all clicks of whole cascades that start with one share."""
    mean = float(growth.weights @ growth.rates)
    reshared = min(growth.reshared, MOST_REPRODUCTION / max(mean, 1e-9))
    total = np.zeros(BANK, dtype=np.int64)
    cascade = np.arange(BANK)
    while len(cascade):
        clicks = random.poisson(random.choice(growth.rates, len(cascade), p=growth.weights))
        np.add.at(total, cascade, clicks)
        cascade = np.repeat(cascade, random.binomial(clicks, reshared))
    return total

"""Half-lives do not depend on when one looks, nor on the hour of the night a link was sent."""

import msgspec
import numpy as np
import pytest

from penombre.analyze.cascades.clock import active_hours
from penombre.analyze.cascades.estimate import estimate_from_tokens
from penombre.analyze.cascades.half_life import HalfLife, half_life
from penombre.analyze.cascades.kernel import fit_kernel
from penombre.analyze.cascades.shares import Tokens
from tests.analyze.cascades.toy import World, simulate

KINDS = ["lognormal", "weibull", "pareto", "two_exponentials"]


def found(delays: np.ndarray, until: np.ndarray, channel: np.ndarray | None = None) -> HalfLife:
    m = len(delays)
    channels = np.zeros(m, dtype=np.int64) if channel is None else channel
    life = half_life(fit_kernel(delays, until), delays, until, channels, np.arange(m), np.random.default_rng(0))
    assert life is not None
    return life


def cut(tokens: Tokens, now: float) -> Tokens:
    """The same site as seen at an earlier moment."""
    made = tokens.minted <= now
    place = np.where(made, np.cumsum(made) - 1, -1)
    seen = (tokens.click_at <= now) & made[tokens.click_token]
    per_share = {
        name: getattr(tokens, name)[made] for name in ("minted", "channel", "mode", "page", "previewers", "sharer")
    }
    parent = tokens.parent[made]
    return msgspec.structs.replace(
        tokens, **per_share, parent=np.where(parent >= 0, place[parent], -1), now=now,
        click_token=place[tokens.click_token[seen]], click_at=tokens.click_at[seen],
        click_visitor=tokens.click_visitor[seen],
    )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_half_life_is_the_kernels_whatever_its_form(kind: str) -> None:
    toy = simulate(World(delays=kind, median=1.2), 11)
    life = estimate_from_tokens(toy.tokens).half_life
    assert life is not None
    assert life.estimate == pytest.approx(toy.truth.half_life, rel=0.12)


@pytest.mark.parametrize(("kind", "seed"), [("lognormal", 1), ("weibull", 2), ("two_exponentials", 3)])
def test_looking_earlier_gives_the_same_half_life_within_its_interval(kind: str, seed: int) -> None:
    toy = simulate(World(delays=kind, median=2.0, seeds=6000, days=14), seed)
    late = estimate_from_tokens(toy.tokens).half_life
    early_tokens = cut(toy.tokens, 30.0)
    early = estimate_from_tokens(early_tokens).half_life
    assert late is not None
    assert early is not None
    assert early.low <= late.estimate <= early.high
    # the clicks that happen to have come by then look quicker
    clock = active_hours(early_tokens.minted, early_tokens.activity)
    delays = active_hours(early_tokens.click_at, early_tokens.activity) - clock[early_tokens.click_token]
    assert np.median(delays) < 0.95 * late.estimate


def test_links_sent_at_night_do_not_look_long_lived() -> None:
    toy = simulate(World(delays="lognormal", median=1.5, rhythm=1.2, law="zinb", seeds=12_000, self_clicks=0.0), 4)
    tokens = toy.tokens
    quiet = tokens.activity[np.floor(tokens.minted).astype(int) % 168] < 0.5
    clock = active_hours(tokens.minted, tokens.activity)
    late = quiet[tokens.click_token]
    delays = active_hours(tokens.click_at, tokens.activity) - clock[tokens.click_token]
    raw = tokens.click_at - tokens.minted[tokens.click_token]
    assert np.median(raw[late]) > 1.4 * np.median(raw[~late])
    assert np.median(delays[late]) == pytest.approx(np.median(delays[~late]), rel=0.15)


def test_after_the_peak_half_of_what_remains() -> None:
    delays = np.random.default_rng(2).exponential(3.0, 5000)
    life = found(delays, np.full(5000, 500.0))
    # without memory both definitions are one
    assert life.eventual.estimate == pytest.approx(3 * np.log(2), rel=0.06)
    assert life.after_peak.estimate == pytest.approx(3 * np.log(2), rel=0.12)
    assert life.agrees


def test_two_humps_are_no_family() -> None:
    random = np.random.default_rng(3)
    delays = np.where(random.random(4000) < 0.55, random.uniform(0.1, 0.2, 4000), random.uniform(30, 60, 4000))
    life = found(delays, np.full(4000, 1000.0))
    assert not life.agrees
    assert life.eventual.estimate == pytest.approx(np.median(delays), rel=0.02)


def test_small_channels_lean_on_the_others() -> None:
    random = np.random.default_rng(6)
    sizes = [3000, 3000, 3000, 12]
    channel = np.repeat(np.arange(4), sizes)
    delays = np.exp(random.normal(np.log([1.0, 1.2, 1.4, 1.2])[channel], 1.2))
    delays[channel == 3] *= 6
    life = found(delays, np.full(len(delays), 900.0), channel)
    alone = float(np.median(delays[channel == 3]))
    assert life.channels[0].estimate == pytest.approx(1.0, rel=0.08)
    assert life.channels[3].estimate < 0.75 * alone
    assert life.channels[3].n == 12
    spread = [each.high / each.low for each in life.channels.values()]
    assert spread[3] > spread[0]


def test_no_click_has_no_half_life() -> None:
    nothing = np.zeros(0)
    fit = fit_kernel(nothing, nothing)
    empty = nothing.astype(np.int64)
    assert half_life(fit, nothing, nothing, empty, empty, np.random.default_rng(0)) is None

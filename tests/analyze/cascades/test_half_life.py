"""Half-lives do not depend on when one looks, nor on the hour of the night a link was sent."""

import msgspec
import numpy as np
import pytest

from penombre.analyze.cascades.clock import active_hours
from penombre.analyze.cascades.estimate import estimate_from_tokens
from penombre.analyze.cascades.half_life import ENOUGH_CASCADES, HalfLife, half_life
from penombre.analyze.cascades.kernel import fit_kernel
from penombre.analyze.cascades.shares import Tokens
from tests.analyze.cascades.toy import World, simulate

KINDS = ["lognormal", "weibull", "pareto", "two_exponentials"]


def found(
    delays: np.ndarray, until: np.ndarray, channel: np.ndarray | None = None, cascade: np.ndarray | None = None
) -> HalfLife:
    m = len(delays)
    channels = np.zeros(m, dtype=np.int64) if channel is None else channel
    cascades = np.arange(m) if cascade is None else cascade
    life = half_life(fit_kernel(delays, until), delays, until, channels, cascades, np.random.default_rng(0))
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


def test_a_few_cascades_have_no_half_life_however_many_their_clicks() -> None:
    delays = np.exp(np.random.default_rng(9).normal(1, 1, 200))
    fit, until, channel = fit_kernel(delays, np.full(200, 500.0)), np.full(200, 500.0), np.zeros(200, dtype=np.int64)
    random = np.random.default_rng(0)
    for cascades in (1, ENOUGH_CASCADES - 1):
        assert half_life(fit, delays, until, channel, np.arange(200) % cascades, random) is None
    assert half_life(fit, delays, until, channel, np.arange(200) % ENOUGH_CASCADES, random) is not None


def test_a_channel_of_one_cascade_has_no_half_life_and_moves_no_others() -> None:
    random = np.random.default_rng(10)
    channel = np.repeat([0, 1, 2], [300, 300, 12])
    cascade = np.concatenate([np.arange(600) // 5, np.full(12, 120)])
    delays = np.exp(random.normal(np.array([0.8, 1.0, 2.5])[channel], 1.2))
    with_it = found(delays, np.full(612, 900.0), channel, cascade).channels
    without = found(delays[:600], np.full(600, 900.0), channel[:600], cascade[:600]).channels
    assert set(with_it) == {0, 1}
    for name, life in without.items():
        assert with_it[name].estimate == pytest.approx(life.estimate, rel=0.02)


@pytest.mark.parametrize("small", [5, 40])
def test_half_life_holds_where_one_cascade_has_nearly_all_clicks(small: int) -> None:
    """Drawn as wholes, such cascades would hardly ever move the median."""
    random = np.random.default_rng(11)
    cascade = np.concatenate([np.arange(small), np.full(150, small)])
    m = len(cascade)
    site, channel = [], []
    for _ in range(40):
        life = found(np.exp(random.normal(1, 1, m)), np.full(m, 900.0), cascade=cascade)
        site.append(life.eventual.low <= np.e <= life.eventual.high)
        channel.append(life.channels[0].low <= np.e <= life.channels[0].high)
    assert np.mean(site) >= 0.9
    assert np.mean(channel) >= 0.9


def test_no_click_has_no_half_life() -> None:
    nothing = np.zeros(0)
    fit = fit_kernel(nothing, nothing)
    empty = nothing.astype(np.int64)
    assert half_life(fit, nothing, nothing, empty, empty, np.random.default_rng(0)) is None

"""The columns of the lag regression."""

import numpy as np

from penombre.analyze.channels.design import lag_columns, presses_beyond
from penombre.analyze.channels.previews import share_acts

from .worlds import Setting, toy_world

SERIES = toy_world(Setting(pages=8, days=10), 2).series
ACTS = share_acts(SERIES.unfurls, SERIES.cache_hours, SERIES.requests_per_share, SERIES.published)


def test_only_channels_with_previews_have_lag_columns() -> None:
    columns = lag_columns(SERIES, ACTS)
    seen = {c for c in range(len(SERIES.channels)) if SERIES.unfurls[c].any()}
    assert set(columns.owners[columns.of("previews")].tolist()) == seen
    assert len({len(columns.of("previews", c)) for c in seen}) == 1


def test_without_takes_a_role_away_and_leaves_the_rest_in_order() -> None:
    columns = lag_columns(SERIES, ACTS)
    bare = columns.without("previews")
    assert set(columns.roles) - set(bare.roles) == {"previews"}
    keep = [j for j, role in enumerate(columns.roles) if role != "previews"]
    assert np.array_equal(bare.values, columns.values[:, :, keep])


def test_presses_that_belong_to_seen_acts_are_taken_off() -> None:
    random = np.random.default_rng(5)
    acts = random.poisson(0.3, (2, 10, 400)).astype(float)
    silent = random.poisson(0.05, (10, 400)).astype(float)
    pressed = random.binomial(acts[0].astype(int), 0.4) + silent
    left = presses_beyond(pressed, acts)
    assert abs(left.sum() / silent.sum() - 1) < 0.25
    assert abs(np.corrcoef(left.ravel(), acts[0].ravel())[0, 1]) < 0.05


def test_nothing_collected_makes_no_columns() -> None:
    bare = toy_world(Setting(pages=3, days=3), 1).series
    empty = type(bare)(
        **{
            name: getattr(bare, name)
            for name in bare.__struct_fields__
            if name not in ("referred", "twin", "strip", "presses")
        },
        referred=bare.referred[:0],
        twin=bare.twin[:0],
        strip=bare.strip[:0],
        presses=bare.presses[:0],
    )
    assert lag_columns(empty, np.zeros(bare.unfurls.shape)).values.shape == (*bare.dark.shape, 0)

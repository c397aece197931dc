"""The predictor says nothing where nothing tells the causes apart."""

from __future__ import annotations

import numpy as np
import pytest

from penombre.analyze.direct.classes import CLASSES, classes_of
from penombre.analyze.direct.predictor import predict
from tests.analyze.direct.arrays import landings

SIZES = {"typed": 400, "search": 900, "social": 600, "messenger": 700}


@pytest.mark.parametrize("seed", range(5))
def test_landings_that_look_like_all_others_are_of_the_mix_that_was_learnt(seed: int) -> None:
    random = np.random.default_rng(seed)
    known = np.repeat([-1, *range(len(SIZES))], [1_500, *SIZES.values()])
    count = len(known)
    # one page, so that what is known of it is the same for all that one half of the landings teaches
    world = landings(
        count,
        known=known,
        hour=random.integers(0, 24, count),
        mobile=random.random(count) < 0.5,
        social=random.poisson(3.0, count).astype(float),
        search=random.poisson(3.0, count).astype(float),
    )
    found = predict(world, np.random.default_rng(0)).hidden
    seen = np.unique(classes_of(known[known >= 0]))
    shares = found[:, seen].sum(0) / found[:, seen].sum()
    taught = np.array([SIZES.get(CLASSES[each], SIZES["messenger"]) for each in seen])
    assert shares == pytest.approx(taught / taught.sum(), abs=0.05)

"""What is spread over pages, days and apps neither exceeds nor loses the whole."""

import numpy as np
import pytest

from penombre.analyze.logs.evidence import Acts
from penombre.analyze.logs.remainder import Draws
from penombre.analyze.logs.spread import AppTraces, spread_over_apps, spread_over_parts

RANDOM = np.random.default_rng(3)
DARK = RANDOM.normal(1000, 150, 2000)
EVEN = np.full(2000, 1 / 2000)


def test_parts_add_up_to_the_whole_and_none_exceeds_its_landings() -> None:
    parts = np.array([500.0, 1000.0, 20.0, 0.0, 480.0])
    rows = spread_over_parts(DARK, EVEN, parts, parts, 0.4)
    assert sum(row[0] for row in rows) == pytest.approx(1000, rel=0.05)
    for (middle, low, high), most in zip(rows, parts, strict=True):
        assert 0 <= low <= middle <= high <= most
    assert spread_over_parts(DARK, EVEN, np.zeros(0), np.zeros(0), 0.4) == []


def test_apps_share_what_announces_itself_and_the_rest_stays_unallocated() -> None:
    zeros = np.zeros(2000)
    draws = Draws(EVEN, 5 * DARK, DARK, DARK, DARK, zeros, zeros, zeros, zeros)
    traces = [
        AppTraces("messenger", "WhatsApp", "yes", 10, Acts(300, 250, 350), 320),
        AppTraces("workchat", "Slack", "yes", 0, Acts(100, 80, 150), 100),
        AppTraces("social", "Facebook", "mixed", 50, Acts(100, 80, 150), 100),
        AppTraces("email", "Gmail", "yes", 40, Acts(0, 0, 0), 0),
    ]
    (whatsapp, slack, facebook, gmail), (rest, low, _) = spread_over_apps(draws, traces)
    assert whatsapp[0] > slack[0] > facebook[0] / 2
    assert whatsapp[1] >= 10
    assert gmail[2] <= 40
    assert rest > 0
    assert low >= 0

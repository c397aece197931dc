"""Families and colleagues are sent other pages, tagged or not, and read them on other devices."""

import numpy as np
import pytest

from penombre.simulate.counts.arrivals import Arrivals, draw_arrivals
from penombre.simulate.counts.numbering import CAUSES, WORKCHAT
from penombre.simulate.counts.pages import DEEP, draw_pages
from penombre.simulate.counts.traces import Traces, draw_traces
from penombre.simulate.counts.variants import landing_spans, landing_variant

MESSENGER = CAUSES.index("messenger")


def _site(seed: int, variant: str) -> tuple[Arrivals, Traces]:
    rng = np.random.default_rng(seed)
    spans = landing_spans(rng, landing_variant(variant))
    landings = draw_arrivals(rng, spans, draw_pages(rng, spans, 30), 30, 0.25)
    return landings, draw_traces(rng, spans, 0.25, landings)


@pytest.mark.parametrize("tagged", [True, False])
def test_messengers_lead_to_private_life_and_work_chats_to_work(tagged: bool) -> None:
    apart = []
    for seed in range(8):
        landings, _ = _site(seed, "two_circles")
        rows = (landings.known >= 0) == tagged
        circle = [landings.circle[rows & (landings.cause == app)].mean() for app in (MESSENGER, WORKCHAT)]
        apart.append(circle[0] - circle[1])
    assert np.mean(apart) > 0.35


def test_private_life_is_read_on_phones() -> None:
    more = []
    for seed in range(8):
        landings, traces = _site(seed, "two_circles")
        typed = (landings.cause == 0) & (landings.known < 0)
        assert (landings.circle[landings.kind != DEEP] == 0).all()
        phones = [traces.mobile[typed & (landings.circle == side)].mean() for side in (1, -1)]
        more.append(np.log(phones[0] / (1 - phones[0])) - np.log(phones[1] / (1 - phones[1])))
    assert np.mean(more) == pytest.approx(1.0, abs=0.15)


def test_elsewhere_pages_are_for_everybody() -> None:
    assert not _site(1, "news")[0].circle.any()

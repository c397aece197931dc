"""The remainder adds up, stays within its bounds, and moves the way the evidence points."""

from typing import Any

import numpy as np
import pytest

from penombre.analyze.logs.bounds import dark_share_bounds
from penombre.analyze.logs.evidence import Acts, Cell, Evidence, Pages, count
from penombre.analyze.logs.remainder import (
    DRAWS,
    LEAST_DEEP,
    LEAST_EFFECTIVE_DRAWS,
    Draws,
    explain_remainder,
    interval,
    tempered,
)

NO_ACTS = Acts(0.0, 0.0, 0.0)


def cell(landings: int, **fields: Any) -> Cell:
    usual: dict[str, Any] = {
        "page_kind": "deep", "device": "phone", "fetch_site": "", "hands_over": False, "returning": False,
        "channel": "none", "app": "", "private": "no", "rung": "unattributed", "landings": landings,
    }  # fmt: skip
    return Cell(**(usual | fields))


def evidence(cells: list[Cell], *, acts: Acts = NO_ACTS, corroborated: float = 0.0, pages: int = 20) -> Evidence:
    """A site whose landings lie evenly over its pages and people's hours."""
    each = {name: count(cells, page_kind="deep", **wanted) // pages for name, wanted in {
        "unattributed": {"rung": "unattributed"}, "search": {"channel": "search"}, "social": {"channel": "social"},
    }.items()}  # fmt: skip
    columns = {name: np.full(pages, value, dtype=np.int64) for name, value in each.items()}
    zeros = np.zeros(pages, dtype=np.int64)
    clock = 1.1 + np.cos((np.arange(24) - 15) / 24 * 2 * np.pi)
    return Evidence(
        cells=cells,
        referrers_logged=True,
        robots_told_by_assets=True,
        pages=Pages(
            ["deep"] * pages, landings=sum(columns.values(), zeros), observed=zeros, other_sources=zeros, **columns
        ),
        unattributed_by_hour=np.round(clock / clock.sum() * count(cells, rung="unattributed", page_kind="deep")),
        shallow_by_hour=np.round(
            clock / clock.sum() * count(cells, rung="unattributed", page_kind=("home", "section"))
        ),
        known_by_hour=np.round(clock / clock.sum() * count(cells, rung="attributed")),
        corroborated=corroborated,
        corroborated_error=max(corroborated, 1.0) ** 0.5,
        private_acts=acts,
        private_senders={"home": round(acts.estimate / 20), "deep": round(acts.estimate)} if acts.estimate else {},
    )


def dark(draws: Draws) -> tuple[float, float, float]:
    return interval(draws.dark, draws.weights)


USUAL = [
    cell(3000),
    cell(1500, page_kind="home", returning=True),
    cell(500, page_kind="home"),
    cell(4000, channel="search", rung="attributed"),
    cell(1000, channel="social", app="Facebook", private="mixed", rung="attributed"),
    cell(60, channel="messenger", app="WhatsApp", private="yes", rung="observed"),
]
SHARED = Acts(1200.0, 1000.0, 1400.0)


def test_the_interval_lies_within_the_bounds_and_the_weights_add_up() -> None:
    draws = explain_remainder(evidence(USUAL, acts=SHARED))
    middle, low, high = dark(draws)
    least, most = dark_share_bounds(USUAL)
    assert least * count(USUAL) <= low < middle < high <= most * count(USUAL)
    assert draws.weights.sum() == pytest.approx(1.0)
    assert len(draws.dark) == DRAWS


def test_what_is_drawn_never_explains_more_than_there_is() -> None:
    draws = explain_remainder(evidence(USUAL, acts=SHARED))
    unattributed = count(USUAL, rung="unattributed")
    for part in (draws.dark_unattributed, draws.typed, draws.lost_source, draws.unexplained):
        assert (part >= 0).all()
        assert (part <= unattributed + 1e-6).all()


def test_the_same_log_gives_the_same_answer() -> None:
    assert dark(explain_remainder(evidence(USUAL))) == dark(explain_remainder(evidence(USUAL)))


def test_previews_of_private_apps_raise_the_estimate() -> None:
    without = dark(explain_remainder(evidence(USUAL)))
    with_previews = dark(explain_remainder(evidence(USUAL, acts=SHARED)))
    assert with_previews[0] > without[0]


def test_regulars_on_deep_pages_lower_the_estimate() -> None:
    regulars = [cell(300), cell(2700, returning=True), *USUAL[1:]]
    assert dark(explain_remainder(evidence(regulars)))[0] < 0.7 * dark(explain_remainder(evidence(USUAL)))[0]


def test_sec_fetch_site_narrows_the_interval() -> None:
    """Where nobody is known to come back, as where addresses are cut, it says what else nothing would."""
    others = [cell(2000, page_kind="home"), *USUAL[3:]]
    told = [
        cell(1600, hands_over=True, fetch_site="cross-site"),
        cell(800, hands_over=True, fetch_site="none"),
        cell(500, fetch_site="none"),
        cell(100, fetch_site="cross-site"),
        *others,
    ]
    plain, better = (dark(explain_remainder(evidence(cells))) for cells in ([cell(3000), *others], told))
    assert better[2] / better[1] < plain[2] / plain[1]


def test_a_log_without_referrers_promises_little() -> None:
    blind = evidence([cell(5000)])
    middle, low, high = dark(explain_remainder(Evidence(**{**_fields(blind), "referrers_logged": False})))
    assert high - low > 0.4 * 5000
    assert low < middle < high


HOME = [cell(5000, page_kind="home"), cell(3000, page_kind="home", channel="search", rung="attributed")]
SHOWN = cell(200, page_kind="home", channel="messenger", app="WhatsApp", private="yes", rung="observed")


@pytest.mark.parametrize("deep", [[], [cell(20)], [cell(LEAST_DEEP - 1)]])
def test_a_site_of_one_page_is_not_said_to_be_sent_to_nobody(deep: list[Cell]) -> None:
    """Without deep pages nothing tells how many came home by a link: all that the log allows is possible."""
    draws = explain_remainder(evidence([*HOME, *deep, SHOWN], acts=Acts(800.0, 400.0, 2000.0), corroborated=900.0))
    middle, low, high = interval(draws.dark_unattributed, draws.weights)
    assert high - low > 0.4 * 5000
    assert middle > 900
    assert high <= 5000 + count(deep)


def test_clues_move_a_site_of_one_page() -> None:
    silent, shown = (explain_remainder(evidence(cells)) for cells in (HOME, [*HOME, SHOWN]))
    followed = explain_remainder(evidence([*HOME, SHOWN], corroborated=2500.0))
    dark_at_home = [interval(each.dark_unattributed, each.weights) for each in (silent, shown, followed)]
    assert dark_at_home[0][0] < 0.1 * 5000 < 0.25 * 5000 < dark_at_home[0][2]
    assert dark_at_home[1][0] > 4 * dark_at_home[0][0]
    assert dark_at_home[2][1] > 2 * dark_at_home[1][1]


def test_enough_deep_landings_tell_how_many_came_home_by_a_link() -> None:
    told = dark(explain_remainder(evidence([*HOME, cell(LEAST_DEEP)])))
    assert told[2] < 0.1 * 5000


def _fields(of: Evidence) -> dict[str, Any]:
    return {name: getattr(of, name) for name in Evidence.__struct_fields__}


def test_nothing_comes_of_nothing() -> None:
    assert dark(explain_remainder(evidence([]))) == (0.0, 0.0, 0.0)


def test_weights_are_flattened_until_enough_draws_count() -> None:
    surprised = np.where(np.arange(DRAWS) == 5, 0.0, -1e6)
    weights = tempered(surprised)
    assert 1 / (weights**2).sum() >= LEAST_EFFECTIVE_DRAWS


def test_an_interval_of_even_weights_is_made_of_quantiles() -> None:
    values = np.arange(1001, dtype=float)
    assert interval(values, np.full(1001, 1 / 1001)) == pytest.approx((500, 25, 975), abs=1)

"""The bounds hold whatever the unknown landings were."""

from hypothesis import given
from hypothesis import strategies as st

from penombre.analyze.logs.bounds import certain_landings, dark_share_bounds, doors, possible_landings
from penombre.analyze.logs.evidence import Cell, count

CELLS = st.lists(
    st.builds(
        Cell,
        page_kind=st.sampled_from(["home", "section", "deep"]),
        device=st.just("phone"),
        fetch_site=st.just(""),
        hands_over=st.booleans(),
        returning=st.booleans(),
        channel=st.sampled_from(["none", "search", "social", "email", "messenger"]),
        app=st.just(""),
        private=st.sampled_from(["no", "mixed", "yes"]),
        rung=st.sampled_from(["attributed", "proven", "observed", "unattributed"]),
        landings=st.integers(0, 1000),
    ),
    max_size=12,
)


@given(CELLS)
def test_the_bounds_lie_between_nothing_and_everything(cells: list[Cell]) -> None:
    low, high = dark_share_bounds(cells)
    assert 0 <= low <= high <= 1
    assert certain_landings(cells) <= possible_landings(cells) <= count(cells)


def test_a_mailbox_and_a_feed_are_doors_that_prove_nothing() -> None:
    def cell(channel: str, private: str, rung: str, landings: int) -> Cell:
        return Cell("deep", "phone", "", False, False, channel, "", private, rung, landings)  # type: ignore[arg-type]

    cells = [
        cell("messenger", "yes", "observed", 1),
        cell("messenger", "yes", "proven", 2),
        cell("email", "yes", "attributed", 4),
        cell("social", "mixed", "attributed", 8),
        cell("search", "no", "attributed", 16),
        cell("none", "no", "unattributed", 32),
    ]
    assert certain_landings(cells) == 3
    assert (doors(cells, mail=True), doors(cells, mail=False)) == (4, 8)
    assert possible_landings(cells) == 47
    assert dark_share_bounds([]) == (0.0, 1.0)

"""A matter is told once when it begins and once when it is over."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from penombre.act.alerts import Alert, Kind, Told, news

kinds = st.sampled_from(get_args(Kind))
keys = st.sets(st.tuples(kinds, st.sampled_from(["", "/a", "/b"])))


def alerts(keys: set[tuple[Kind, str]]) -> list[Alert]:
    return [Alert(kind, subject, 0.0, {}) for kind, subject in sorted(keys)]


@given(st.lists(st.tuples(keys, st.sets(kinds)), max_size=8))
def test_through_any_history_beginnings_and_ends_alternate(
    history: list[tuple[set[tuple[Kind, str]], set[Kind]]],
) -> None:
    told: dict[tuple[Kind, str], Told] = {}
    for number, (seen, looked_at) in enumerate(history):
        visible = {key for key in seen if key[0] in looked_at}
        found = news(alerts(visible), told.values(), looked_at)
        for alert in found.begun:
            assert (alert.kind, alert.subject) not in told
            told[alert.kind, alert.subject] = Told(number, alert.kind, alert.subject)
        for matter in found.over:
            assert matter.kind in looked_at
            del told[matter.kind, matter.subject]
        assert {key for key in told if key[0] in looked_at} == visible


def test_what_could_not_be_looked_at_is_not_over() -> None:
    told = [Told(1, "silence", "")]
    assert news([], told, ["takeoff"]).over == []
    assert news([], told, ["silence"]).over == told

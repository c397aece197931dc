"""The table of stripped shares: what was published, at a quarter of its weight, and what is assumed."""

import pytest

from penombre.signals.catalogue import table
from penombre.signals.strip import UNKNOWN, strip_prior


def test_published_rates_keep_their_share_and_a_quarter_of_their_weight() -> None:
    a, b = strip_prior("Facebook Messenger")
    assert a + b == pytest.approx(16)
    assert (a - 0.5) / 15 == pytest.approx(0.75)


def test_what_nobody_measured_may_be_anything() -> None:
    assert strip_prior("an app of tomorrow") == UNKNOWN


@pytest.mark.parametrize("row", list(table("strip_rates")), ids=lambda row: row["app"])
def test_every_row_is_a_share_with_a_reason(row: dict[str, str]) -> None:
    assert 0 <= float(row["share"]) <= 1
    assert 0 < float(row["clicks"]) <= 15
    assert row["source"]
    a, b = strip_prior(row["app"])
    assert min(a, b) > 0

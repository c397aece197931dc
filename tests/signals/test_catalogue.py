"""The tables of the catalogue: complete, checked, each row once."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest

from penombre.signals.catalogue import PRIVACIES, BadCatalogueError, sign_of, table

CHANNELS = {
    *("messenger", "sms", "email", "workchat", "social", "search", "ai", "aggregator", "referral", "paid", "campaign"),
    *("share_button", "crawler", "security", "preview_generic", "other_app", "none"),
}
NAMES = sorted(
    file.name.removesuffix(".csv")
    for file in (files("penombre.signals") / "data").iterdir()
    if file.name.endswith(".csv")
)
KEYS = {"query_marks": ("name", "value"), "strip_rates": ("app", "channel")}


@pytest.mark.parametrize("name", NAMES)
def test_each_row_stands_once_and_speaks_the_contract(name: str) -> None:
    rows = list(table(name))
    keys = Counter(tuple(row[column] for column in KEYS.get(name, (next(iter(row)),))) for row in rows)
    assert rows
    assert [key for key, times in keys.items() if times > 1] == []
    for row in rows:
        assert None not in row.values(), row
        assert row.get("channel", "none") in CHANNELS, row
        assert row.get("private", "no") in PRIVACIES, row
        assert 0 < float(row.get("strength", 1)) <= 1, row


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name.startswith("host_") and name not in {"host_labels", "host_products"}]
)
def test_hosts_are_lower_case_and_bare(name: str) -> None:
    for row in table(name):
        assert row["host"] == row["host"].lower().strip(), row
        assert "://" not in row["host"], row


def test_a_wrong_row_is_named() -> None:
    row = {"kind": "humain", "private": "yes", "app": "", "channel": "none", "strength": "1"}
    with pytest.raises(BadCatalogueError, match="humain"):
        sign_of(row, "agent_apps", "x", 1)

"""S17: reports are counted by link, with their first and last moment and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from penombre.collect.links.reports import Reports
from penombre.collect.links.repository import Links
from penombre.collect.links.snapshot import LinkSnapshot
from penombre.store.database import reading
from penombre.store.tables import link_reports


@pytest.fixture
def moments() -> list[float]:
    return [1000.0, 2000.0, 3000.0, 4000.0]


def test_reports_add_up_and_the_most_reported_link_is_first(
    database: Engine, links: Links, moments: list[float]
) -> None:
    spring = links.create("https://example.org/a", "spring")
    autumn = links.create("https://example.org/b", "autumn")
    reports = Reports(database, clock=lambda: moments.pop(0))
    snapshot = LinkSnapshot(database)
    for link in (spring, autumn, autumn, autumn):
        reports.add(link.number)
    found = reports.all()
    assert [(each.link.code, each.count) for each in found] == [("autumn", 3), ("spring", 1)]
    assert (found[0].first_at, found[0].last_at) == tuple(datetime.fromtimestamp(at, UTC) for at in (2000, 4000))
    snapshot.refresh()
    assert snapshot.reports == 4


def test_nothing_else_is_kept_of_a_report(database: Engine, links: Links) -> None:
    number = links.create("https://example.org/a", "spring").number
    Reports(database, clock=lambda: 5.0).add(number)
    with reading(database) as connection:
        assert [tuple(row) for row in connection.execute(link_reports.select())] == [(number, 1, 5.0, 5.0)]


def test_with_a_link_its_reports_are_deleted(database: Engine, links: Links) -> None:
    reports = Reports(database)
    reports.add(links.create("https://example.org/a", "spring").number)
    links.delete("spring")
    assert reports.all() == []
    with reading(database) as connection:
        assert connection.execute(link_reports.select()).all() == []

"""Shares that are too few by app to be told are no fault of the page."""

from __future__ import annotations

import time

import pytest

from penombre.collect.journal.loader import Loader
from penombre.collect.live.row import EventRow, line
from penombre.collect.sites import Sites, site_number
from penombre.languages import LANGUAGES
from penombre.store.event_store import EventStore
from penombre.web.dashboard.texts import text
from tests.web.accounts.installation import Installation


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_shown_though_no_app_has_enough(
    here: Installation, kept: tuple[EventStore, Loader], lang: str
) -> None:
    Sites(here.database).change_mode("paper", "counting")
    with here.reading() as connection:
        site = site_number(connection, "paper")
    usual = {"site": site, "at": int(time.time()), "kind": "share", "via": "button", "channel": "messenger"}
    rows = [
        EventRow(id=f"{number:032x}", app=f"App {number % 12}", private="yes", **usual)  # type: ignore[arg-type]
        for number in range(72)
    ]
    kept[0].load(1, events=b"".join(map(line, rows)))
    answer = here.browser("owner").get(f"/sites/paper/shares?period=today&lang={lang}")
    assert answer.status_code == 200
    assert text("spans.shares_rest", lang) in answer.text

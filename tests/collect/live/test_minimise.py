from __future__ import annotations

import itertools
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.collect.live.minimise import LETTERS, LONGEST_REMEMBERED, RefusedError, _parts, event_row
from penombre.collect.live.sent import SentEvent
from penombre.collect.sites import Site
from penombre.signals.catalogue import table

SITE = Site(1, "demo", ("www.example.org",), "counting", "UTC")
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"


def sent(url: str, **more: object) -> SentEvent:
    return SentEvent(id="0" * 32, site="demo", kind="view", url=url, **more)  # type: ignore[arg-type]


def test_pr12_a_campaign_names_no_person() -> None:
    row = event_row(sent("https://www.example.org/a?utm_campaign=jean.dupont%40example.org"), SITE, CHROME, 1.0)
    assert "dupont" not in row.campaign


def test_long_addresses_are_read_and_not_remembered() -> None:
    before = _parts.cache_info().currsize
    long = "https://www.example.org/" + "x" * 2 * LONGEST_REMEMBERED
    assert event_row(sent(long), SITE, CHROME, 1.0).page.startswith("/xxx")
    assert _parts.cache_info().currsize == before


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=100))
def test_any_event_is_kept_or_refused(url: str, referrer: str, agent: str) -> None:
    try:
        row = event_row(sent("https://www.example.org/" + url, referrer=referrer), SITE, agent, 1.0)
    except RefusedError:
        return
    assert row.site == 1
    assert "?" not in row.page or "%3F" in url.upper()


@pytest.mark.parametrize("host", ["example.org", "www.example.org", "m.example.org", "WWW.Example.org"])
def test_twins_of_a_host_are_the_site(host: str) -> None:
    assert event_row(sent(f"https://{host}/a"), SITE, CHROME, 1.0).page == "/a"


def test_pr5_sixty_tags_are_kept_and_no_other() -> None:
    pieces = itertools.product(string.ascii_letters + string.digits, string.digits)
    asked = {f"{letter}{generation}" for letter, generation in pieces} | {"", "w", "w12", "w-1"}
    kept = {event_row(sent(f"https://www.example.org/a?s={tag}"), SITE, CHROME, 0.0).tag for tag in asked}
    assert kept == {""} | {f"{letter}{generation}" for letter in LETTERS for generation in "12345"}
    assert len(kept - {""}) == 60


def test_the_letters_are_those_of_the_script() -> None:
    script = Path(__file__).parents[3] / "widget" / "src" / "script" / "address.ts"
    assert f"([{LETTERS}])" in script.read_text(encoding="utf-8")
    assert set(LETTERS) <= {row["letter"] for row in table("share_tags")}

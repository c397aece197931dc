"""The device and browser behind a user agent, and the habits of link previews."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.signals import agent_profile, asked_for, preview_habit


@pytest.mark.parametrize(
    ("ua", "expected"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
            ("phone", "Chrome Mobile", 131, "Android", False),
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 16_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.1 Mobile/15E148"
            " Safari/604.1",
            ("tablet", "Mobile Safari", 16, "iOS", False),
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
            ("desktop", "Firefox", 133, "Linux", False),
        ),
    ],
)
def test_profiles(ua: str, expected: tuple[str, str, int, str, bool]) -> None:
    profile = agent_profile(ua)
    assert (profile.device, profile.browser, profile.major, profile.system, profile.webview) == expected


def test_an_android_web_view_says_so() -> None:
    ua = "Mozilla/5.0 (Linux; Android 13; K; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0 Mobile Safari/537.36"
    assert agent_profile(ua).webview


@given(st.text(max_size=9000))
def test_no_text_raises(ua: str) -> None:
    assert agent_profile(ua).major >= 0


@pytest.mark.parametrize(
    ("app", "fetched_by", "minutes"),
    [
        ("WhatsApp", "sender", 0),
        ("Signal", "sender", 0),
        ("Slack", "vendor", 30),
        ("Mastodon", "instance", 20160),
        ("Zulip", "own_server", 1440),
    ],
)
def test_preview_habits(app: str, fetched_by: str, minutes: int) -> None:
    habit = preview_habit(app)
    assert habit is not None
    assert (habit.fetched_by, habit.cache_minutes) == (fetched_by, minutes)


def test_an_unknown_app_has_no_habit() -> None:
    assert preview_habit("Nobody") is None


def test_a_fetcher_outlives_the_app_it_was_named_for() -> None:
    assert asked_for("Skype", "messenger", date(2025, 5, 4)) == ("Skype", "messenger")
    assert asked_for("Skype", "messenger", date(2026, 1, 1)) == ("Microsoft Teams", "workchat")
    assert asked_for("WhatsApp", "messenger", date(2026, 1, 1)) == ("WhatsApp", "messenger")

from __future__ import annotations

import pytest

from penombre.collect.lab.arrival import arrival_of

ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
    "Mobile/15E148 Safari/604.1"
)
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
MESSENGER = f"{IPHONE.partition(' Version')[0]} Mobile/15E148 [FBAN/MessengerForiOS;FBAV/500.0.0;FBIOS]"


@pytest.mark.parametrize(
    ("headers", "system", "lit", "referrer", "marker", "fetch_site"),
    [
        ({"user-agent": ANDROID, "sec-fetch-site": "cross-site"}, "android", False, False, "", "cross-site"),
        ({"user-agent": ANDROID, "referer": "android-app://com.slack/"}, "android", True, True, "Slack", ""),
        ({"user-agent": ANDROID, "x-requested-with": "org.telegram.messenger"}, "android", True, False, "Telegram", ""),
        ({"user-agent": IPHONE, "sec-fetch-site": "none"}, "ios", False, False, "", "none"),
        ({"user-agent": MESSENGER}, "ios", True, False, "Facebook Messenger", ""),
        ({"user-agent": WINDOWS, "sec-fetch-site": "none"}, "desktop", False, False, "", "none"),
        ({"user-agent": WINDOWS, "referer": "https://web.whatsapp.com/"}, "desktop", True, True, "WhatsApp", ""),
        ({"user-agent": WINDOWS, "referer": "https://intranet.example/"}, "desktop", True, True, "", ""),
        ({"user-agent": WINDOWS, "sec-fetch-site": "made up"}, "desktop", False, False, "", ""),
    ],
)
def test_what_arrived(
    headers: dict[str, str], system: str, lit: bool, referrer: bool, marker: str, fetch_site: str
) -> None:
    found = arrival_of("GET", "/lab/abc", headers)
    assert found is not None
    assert (found.system, found.lit, found.referrer, found.marker, found.fetch_site) == (
        system, lit, referrer, marker, fetch_site,
    )  # fmt: skip


def test_a_mark_that_an_app_added_to_the_address_is_a_trace() -> None:
    found = arrival_of("GET", "/lab/abc?igsh=MXY0", {"user-agent": IPHONE})
    assert found is not None
    assert found.lit


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("HEAD", {"user-agent": ANDROID}),
        ("GET", {}),
        ("GET", {"user-agent": "WhatsApp/2.23.20.0"}),
        ("GET", {"user-agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"}),
        ("GET", {"user-agent": ANDROID, "sec-purpose": "prefetch"}),
        ("GET", {"user-agent": ANDROID, "sec-gpc": "1"}),
        ("GET", {"user-agent": ANDROID, "dnt": "1"}),
        ("GET", {"user-agent": ANDROID, "cookie": "penombre_opt_out=1"}),
        ("GET", {"user-agent": ANDROID, "sec-fetch-site": "same-origin"}),
    ],
    ids=str,
)
def test_what_is_no_visit(method: str, headers: dict[str, str]) -> None:
    assert arrival_of(method, "/lab/abc", headers) is None

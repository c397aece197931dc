"""Who fetches, and inside which app a person reads, by the user agent."""

from __future__ import annotations

import ast
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.signals import Sign, agent_sign
from penombre.signals.agents import FETCHERS
from penombre.signals.catalogue import table
from penombre.signals.sign import Rank

MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"
)
WEB_VIEW = (
    "Mozilla/5.0 (Linux; Android 13; SM-A528B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0.0.0"
    " Mobile Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"


def told(ua: str) -> tuple[str, str, str, str]:
    """Kind, app, channel, private."""
    sign = agent_sign(ua)
    assert sign is not None, ua
    return sign.kind, sign.app, sign.channel, sign.private


@pytest.mark.parametrize(
    "ua",
    [
        MAC,
        CHROME,
        ANDROID,
        WEB_VIEW,
        IPHONE,
        f"{CHROME} Edg/131.0.0.0",
        f"{CHROME} OPR/116.0.0.0",
        f"{ANDROID} DuckDuckGo/5",
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
        "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/80.0 Mobile Safari/537.36",
        "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1; U; fr) Presto/2.8.119 Version/11.10",
        "Lynx/2.8.9rel.1 libwww-FM/2.14",
        "Nokia6230/2.0 (04.44) Profile/MIDP-2.0 Configuration/CLDC-1.1",
    ],
)
def test_an_ordinary_browser_has_no_mark(ua: str) -> None:
    assert agent_sign(ua) is None


@pytest.mark.parametrize(
    ("ua", "expected"),
    [
        ("WhatsApp/2.24.9.78 A", ("unfurl", "WhatsApp", "messenger", "yes")),
        ("WhatsApp/2.24.9.78 i", ("unfurl", "WhatsApp", "messenger", "yes")),
        ("WhatsApp/2", ("unfurl", "Signal", "messenger", "yes")),
        ("WhatsApp/2.22.2 CloudAPI/99", ("unfurl", "WhatsApp", "messenger", "yes")),
        ("Viber", ("unfurl", "Viber", "messenger", "yes")),
        ("Slackbot 1.0 (+https://api.slack.com/robots)", ("unfurl", "Slack", "workchat", "yes")),
        (
            "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
            ("unfurl", "Discord", "messenger", "yes"),
        ),
        ("Mozilla/5.0 (compatible; ZulipURLPreview/9.1; +https://z)", ("unfurl", "Zulip", "workchat", "yes")),
        ("http.rb/5.2.0 (Mastodon/4.3.1; +https://piaille.fr/)", ("unfurl", "Mastodon", "social", "no")),
        ("Mozilla/5.0 (compatible; SomeLinkPreview/1.0)", ("unfurl", "", "preview_generic", "mixed")),
        (f"{MAC} (compatible; Claude-User/1.0; +Claude-User@anthropic.com)", ("ai", "Claude-User", "ai", "no")),
        ("Mozilla/5.0 (compatible; ChatGPT-User/1.0; +https://openai.com/bot)", ("ai", "ChatGPT-User", "ai", "no")),
        ("Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)", ("bot", "YandexBot", "crawler", "no")),
        ("Storebot-Google/1.0", ("bot", "Googlebot", "crawler", "no")),
        ("YahooMailProxy; https://help.yahoo.com/", ("bot", "Yahoo Mail", "email", "yes")),
        ("Barracuda Sentinel (EE)", ("scanner", "Barracuda Sentinel", "security", "mixed")),
        ("sqlmap/1.8", ("scanner", "sqlmap", "security", "no")),
        ("curl/8.9.1", ("bot", "", "crawler", "no")),
        ("", ("bot", "", "crawler", "no")),
        ("-", ("bot", "", "crawler", "no")),
        ("qwerty", ("bot", "", "crawler", "no")),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.0",
            ("human", "Thunderbird", "email", "yes"),
        ),
        (f"{WEB_VIEW} Line/14.1.0/IAB", ("human", "LINE", "messenger", "yes")),
        (f"{IPHONE} Instagram 330.0.3.29.91 (iPhone14,3; iOS 17_5)", ("human", "Instagram", "social", "mixed")),
        (f"{IPHONE} [LinkedInApp]/9.29", ("human", "LinkedIn", "social", "mixed")),
        (f"{WEB_VIEW} [Pinterest/Android]", ("human", "Pinterest", "social", "no")),
        (
            f"{ANDROID} Telegram-Android/12.4.1 (Xiaomi; Android 15; SDK 35; HIGH)",
            ("human", "Telegram", "messenger", "yes"),
        ),
        (f"{ANDROID}Snapchat12.59.0.31 (SM-G991B)", ("human", "Snapchat", "social", "mixed")),
        (f"{IPHONE} GSA/334.0 Safari/604.1", ("human", "Google Search App", "search", "no")),
    ],
)
def test_known_agents(ua: str, expected: tuple[str, str, str, str]) -> None:
    assert told(ua) == expected


@pytest.mark.parametrize(
    ("ua", "app"),
    [
        (f"{MAC} facebookexternalhit/1.1 Facebot Twitterbot/1.0", "iMessage"),
        ("facebookexternalhit/1.1;line-poker/1.0", "LINE"),
        ("facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984", "KakaoTalk"),
        (f"{CHROME} The Lounge IRC Client facebookexternalhit/1.1 Twitterbot/1.0", "The Lounge IRC"),
        ("facebookexternalhit/1.1 (compatible; Blueno/1.0; +http://naver.me/scrap)", "Naver scrap"),
        ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "Meta"),
        (f"{WEB_VIEW} wxwork/4.1.0 MicroMessenger/7.0.1", "WeCom"),
        (f"{WEB_VIEW} MicroMessenger/8.0.49", "WeChat"),
        (f"{WEB_VIEW} QQ/8.9.0 TIM/3.4.0", "TIM"),
        (f"{WEB_VIEW} [FB_IAB/Orca-Android;FBAV/480.0]", "Facebook Messenger"),
        (f"{IPHONE} [FBAN/MessengerForiOS;FBAV/480.0]", "Facebook Messenger"),
        (f"{WEB_VIEW} [FB_IAB/FB4A;FBAV/488.0]", "Facebook"),
    ],
)
def test_imitators_are_told_apart_by_the_order_of_the_rows(ua: str, app: str) -> None:
    assert told(ua)[1] == app


@pytest.mark.parametrize(
    ("native", "in_app", "app"),
    [
        ("WhatsApp/2.24.1 A", f"{CHROME} WhatsApp/2.24 Electron/22", "WhatsApp"),
        ("Viber/22 CFNetwork/1494 Darwin/23", f"{WEB_VIEW} Viber/22.0", "Viber"),
        ("Slack/23.1 CFNetwork/1494 Darwin/23", f"{CHROME} Slack/4.36 Electron/28 Slack_SSB/4.36", "Slack"),
        ("Rocket.Chat/6.5", f"{CHROME} Rocket.Chat/3.9 Electron/25", "Rocket.Chat"),
        ("Notion/1.0 (https://notion.so)", f"{CHROME} Notion/3.1 Electron/28", "Notion"),
    ],
)
def test_the_same_name_fetches_alone_and_reads_inside_a_browser(native: str, in_app: str, app: str) -> None:
    assert told(native)[:2] == ("unfurl", app)
    assert told(in_app)[:2] == ("human", app)


def test_a_crawler_with_the_mark_of_an_app_is_a_crawler() -> None:
    assert told(f"{WEB_VIEW} MicroMessenger/8.0 (compatible; Bytespider; spider@bytedance.com)")[0] == "bot"


def test_what_stands_behind_512_bytes_is_not_read() -> None:
    assert agent_sign(CHROME + " " * 500 + "Googlebot/2.1") is None


@given(st.text(max_size=9000))
def test_no_text_raises(ua: str) -> None:
    sign = agent_sign(ua)
    assert sign is None or isinstance(sign, Sign)


@pytest.mark.parametrize("ua", ["\ud800" * 8192, "\x00" * 8192, "Mozilla/5.0 (" + "(" * 8179, "bot" * 2700, "é" * 4000])
def test_hostile_texts_are_answered(ua: str) -> None:
    agent_sign(ua)
    agent_sign(CHROME[:60] + ua)


def test_only_linear_time_expressions_are_used() -> None:
    """Python's own `re` can be made to take for ever by a text; RE2 cannot."""
    for module in files("penombre.signals").iterdir():
        if module.name.endswith(".py"):
            tree = ast.parse(module.read_text(encoding="utf-8"))
            imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
            imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
            assert not imported & {"re", "regex", "sre"}, module.name


@pytest.mark.parametrize("name", [*FETCHERS, "mail_programs", "apps", "robots"])
def test_every_row_has_its_reason(name: str) -> None:
    rows = list(table(f"agent_{name}"))
    assert rows
    assert all(row["pattern"] and 0 < float(row["strength"]) <= 1 for row in rows)


def test_fetchers_are_believed_before_apps() -> None:
    fetcher, app = agent_sign("WhatsApp/2.24.1 A"), agent_sign(f"{WEB_VIEW} Viber/22.0")
    assert fetcher is not None
    assert app is not None
    assert fetcher.rank < Rank.PAID < app.rank

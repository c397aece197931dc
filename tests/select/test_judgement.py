"""Signs become numbers, and what several say together becomes one source on one rung."""

import pytest

from penombre.select.judgement import SignBook, in_web_view, says_site, tells_handed_over
from penombre.signals import agent_sign, query_sign, referrer_sign

FACEBOOK_APP = (
    "Mozilla/5.0 (Linux; Android 10; K; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 "
    "[FB_IAB/FB4A;FBAV/450.0.0.0;]"
)


def test_equal_signs_share_a_number_and_nothing_is_zero() -> None:
    book = SignBook()
    one, other = (referrer_sign("https://web.whatsapp.com/") for _ in range(2))
    assert book.number(one) == book.number(other) == 1
    assert book.number(None) == 0
    assert book.sign(1) == one
    assert book.sign(0) is None


@pytest.mark.parametrize(
    ("agent", "referrer", "query", "channel", "private", "rung"),
    [
        ("", "", "", "none", "no", "unattributed"),
        ("", "https://web.whatsapp.com/", "", "messenger", "yes", "observed"),
        ("", "https://mail.google.com/", "", "email", "yes", "attributed"),
        (FACEBOOK_APP, "", "", "social", "mixed", "attributed"),
        ("", "", "s=w2", "messenger", "yes", "proven"),
        ("", "", "utm_source=news&utm_medium=email", "email", "no", "attributed"),
        (FACEBOOK_APP, "", "utm_source=facebook&utm_medium=social", "social", "no", "attributed"),
        ("", "https://www.google.com/", "gclid=abc", "paid", "no", "attributed"),
    ],
)
def test_what_the_traces_say_together(
    agent: str, referrer: str, query: str, channel: str, private: str, rung: str
) -> None:
    book = SignBook()
    signs = (
        agent_sign(agent) if agent else None,
        referrer_sign(referrer) if referrer else None,
        query_sign(query) if query else None,
    )
    origin = book.origin(book.number(sign) for sign in signs)
    assert (origin.channel, origin.private, origin.rung) == (channel, private, rung)


def test_a_referrer_on_the_site_itself_is_internal() -> None:
    rows = [{"hash": 1, "text": "https://www.example.org/a"}, {"hash": 2, "text": "https://example.org.evil.example/a"}]
    judged = list(SignBook().judge_referrers(rows, frozenset({"example.org", "www.example.org"})))
    assert [row["kind"] for row in judged] == ["internal", "human"]


def test_an_empty_agent_is_a_robots_where_the_log_names_agents() -> None:
    empty, named = (
        {"hash": 1, "text": ""},
        {"hash": 2, "text": "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"},
    )
    assert [row["kind"] for row in SignBook().judge_agents([empty, named])] == ["bot", "human"]
    assert [row["kind"] for row in SignBook().judge_agents([empty])] == ["human"]


def test_only_chrome_and_its_kin_on_android_tell_a_handed_over_link() -> None:
    assert tells_handed_over(
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/143.0.0.0 Mobile Safari/537.36"
    )
    assert not tells_handed_over(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) CriOS/143.0.0.0 Mobile/15E148 Safari/604.1"
    )
    assert not tells_handed_over("Mozilla/5.0 (Android 14; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0")
    assert not tells_handed_over(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/143.0.0.0 Safari/537.36"
    )


def test_chrome_and_firefox_always_say_which_site_they_come_from() -> None:
    chrome = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"
    )
    assert says_site(chrome.format(143))
    assert not says_site(chrome.format(74))
    assert says_site("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0")
    assert not says_site("Mozilla/5.0 (X11; Linux x86_64; rv:78.0) Gecko/20100101 Firefox/78.0")
    assert not says_site("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) CriOS/143.0.0.0 Safari/604.1")
    assert not says_site(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15"
    )


def test_a_web_view_is_a_part_of_an_app() -> None:
    assert in_web_view(FACEBOOK_APP)
    assert in_web_view("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148")
    assert not in_web_view(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1"
    )

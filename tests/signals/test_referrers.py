"""The page or app a visit came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.signals import package_sign, referrer_sign


def told(referrer: str) -> tuple[str, str, str]:
    """App, channel, private."""
    sign = referrer_sign(referrer)
    assert sign is not None, referrer
    assert sign.kind == "human"
    return sign.app, sign.channel, sign.private


@pytest.mark.parametrize(
    ("referrer", "expected"),
    [
        ("https://web.whatsapp.com/", ("WhatsApp", "messenger", "yes")),
        ("https://t.me/canal", ("Telegram", "messenger", "yes")),
        ("https://app.slack.com/", ("Slack", "workchat", "yes")),
        ("https://teams.cloud.microsoft/", ("Microsoft Teams", "workchat", "yes")),
        ("https://web.tchap.gouv.fr/", ("Tchap", "messenger", "yes")),
        ("https://messages.google.com/web", ("Messages by Google", "sms", "yes")),
        ("https://mail.google.com/mail/u/0/", ("Gmail", "email", "yes")),
        ("https://webmail22.orange.fr/webmail", ("Orange Webmail", "email", "yes")),
        ("https://www.orange.fr/webmail/read", ("Orange Webmail", "email", "yes")),
        ("https://messagerie.sfr.fr/", ("SFR Mail", "email", "yes")),
        ("https://zimbra.free.fr/zimbra/mail", ("Free Webmail", "email", "yes")),
        ("https://webmail.laposte.net/", ("La Poste", "email", "yes")),
        ("https://fr.mail.yahoo.com/", ("Yahoo! Mail", "email", "yes")),
        ("https://lightmailer-bs.gmx.net/", ("GMX", "email", "yes")),
        ("https://webmail.univ-exemple.fr/", ("", "email", "yes")),
        ("https://eur02.safelinks.protection.outlook.com/?url=x", ("Microsoft Safe Links", "email", "yes")),
        ("https://chatgpt.com/", ("ChatGPT", "ai", "no")),
        ("https://x.com/i/grok?conversation=1", ("Grok", "ai", "no")),
        ("https://x.com/somebody", ("X (Twitter)", "social", "mixed")),
        ("https://l.facebook.com/l.php?u=x", ("Facebook", "social", "mixed")),
        ("https://www.reddit.com/r/france", ("Reddit", "social", "no")),
        ("https://mastodon.exemple.org/@a", ("Mastodon", "social", "no")),
        ("https://fr.pinterest.com/", ("Pinterest", "social", "no")),
        ("https://www.google.co.uk/", ("Google", "search", "no")),
        ("https://www.bing.com/images/search?q=x", ("Bing Images", "search", "no")),
        ("https://www.bing.com/search?q=x", ("Bing", "search", "no")),
        ("https://www.qwant.com/", ("Qwant", "search", "no")),
        ("https://yandex.com.tr/search", ("Yandex", "search", "no")),
        ("https://accounts.google.com/", ("Google", "referral", "no")),
        ("https://tpc.googlesyndication.com/", ("Google", "paid", "no")),
        ("https://fr.m.wikipedia.org/", ("Wikipedia", "referral", "no")),
        ("https://blog.exemple.fr/article", ("", "referral", "no")),
        ("android-app://com.slack/", ("Slack", "workchat", "yes")),
        ("android-app://com.google.android.gm", ("Gmail", "email", "yes")),
        ("android-app://org.example.nobody.knows/", ("", "other_app", "mixed")),
    ],
)
def test_known_referrers(referrer: str, expected: tuple[str, str, str]) -> None:
    assert told(referrer) == expected


@pytest.mark.parametrize(
    "referrer",
    [
        "https://evilfacebook.com/",
        "https://facebook.com.evil.io/",
        "https://facebook.evil/",
        "https://facebook.com@evil.io/",
        "https://evil.io/facebook.com",
        "https://evil.io\\@facebook.com/",
        "https://google.evil.com/",
        "https://google.community/",
        "https://notgoogle.com/",
        "https://gmail.evil.io/",
        "https://mytwhatsapp.com/",
        "https://x.com.evil.io",
        "https://examplet.co/",
    ],
)
def test_lookalikes_are_strangers(referrer: str) -> None:
    assert told(referrer) == ("", "referral", "no")


@pytest.mark.parametrize("referrer", ["", "-", "   ", "javascript:alert(1)", "about:blank", "https://", "nonsense"])
def test_a_referrer_without_host_says_nothing(referrer: str) -> None:
    assert referrer_sign(referrer) is None


@pytest.mark.parametrize("host", ["exemple.fr", "www.exemple.fr", "m.exemple.fr", "amp.exemple.fr", "EXEMPLE.fr:443"])
def test_the_own_site_is_internal(host: str) -> None:
    for own in ("exemple.fr", "www.exemple.fr"):
        sign = referrer_sign(f"https://{host}/page", frozenset({own}))
        assert sign is not None
        assert sign.family == "internal"


def test_another_sub_domain_is_not_the_own_site() -> None:
    sign = referrer_sign("https://boutique.exemple.fr/", frozenset({"exemple.fr"}))
    assert sign is not None
    assert sign.family == "host_unknown"


@pytest.mark.parametrize(
    ("package", "app"),
    [("com.whatsapp", "WhatsApp"), ("com.openai.chatgpt", "ChatGPT"), ("COM.FACEBOOK.ORCA", "Facebook Messenger")],
)
def test_packages(package: str, app: str) -> None:
    sign = package_sign(package)
    assert sign is not None
    assert sign.app == app


@pytest.mark.parametrize("package", ["com.android.chrome", "this.is.nobody", "", "XMLHttpRequest"])
def test_browsers_and_strangers_say_nothing(package: str) -> None:
    assert package_sign(package) is None


@given(st.text(max_size=9000), st.frozensets(st.text(max_size=30), max_size=3))
def test_no_text_raises(referrer: str, own: frozenset[str]) -> None:
    referrer_sign(referrer, own)
    referrer_sign("https://" + referrer, own)
    referrer_sign("android-app://" + referrer)
    package_sign(referrer)


def test_a_host_longer_than_any_host_is_none() -> None:
    assert referrer_sign("https://" + "a." * 4000 + "facebook.com/") is None
    assert referrer_sign("https://" + "a" * 8192) is None
    assert told("https://" + "a." * 100 + "facebook.com/")[0] == "Facebook"

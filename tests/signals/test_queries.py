"""What the query of an address gives away."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.signals import MARKER_PARAMS, query_sign


def told(query: str) -> tuple[str, str, str]:
    """App, channel, private."""
    sign = query_sign(query)
    assert sign is not None, query
    return sign.app, sign.channel, sign.private


def fbclid(prefix: str, content: bytes) -> str:
    """A click id of Meta's form."""
    return f"fbclid={prefix}{urlsafe_b64encode(content).decode().rstrip('=')}_aem_abc"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("gclid=Cj0", ("Google Ads", "paid", "no")),
        ("GCLID=Cj0&utm_source=newsletter", ("Google Ads", "paid", "no")),
        ("utm_source=facebook&utm_medium=cpc", ("Facebook", "paid", "no")),
        ("utm_source=newsletter&utm_medium=email", ("", "email", "mixed")),
        ("utm_source=linkedin&utm_medium=email", ("", "email", "mixed")),
        ("utm_source=Newsletter_2026-03", ("", "email", "mixed")),
        ("utm_source=whatsapp&utm_medium=social", ("WhatsApp", "messenger", "yes")),
        ("utm_medium=sms", ("", "sms", "yes")),
        ("utm_source=twitter&utm_medium=social", ("X (Twitter)", "social", "mixed")),
        ("utm_source=chatgpt.com", ("ChatGPT", "ai", "no")),
        ("utm_source=share&utm_medium=ios_app", ("", "share_button", "mixed")),
        ("utm_campaign=printemps", ("", "campaign", "no")),
        ("pk_campaign=printemps", ("", "campaign", "no")),
        ("mc_cid=1&mc_eid=2", ("Mailchimp", "email", "mixed")),
        ("from=singlemessage&isappinstalled=0", ("WeChat", "messenger", "yes")),
        ("isappinstalled=0&from=groupmessage", ("WeChat", "messenger", "yes")),
        ("isappinstalled=0&from=timeline", ("WeChat", "social", "mixed")),
        ("igsh=MWQ1ZGUxMzBkMA==", ("Instagram", "share_button", "mixed")),
        ("srsltid=AfmB", ("Google (Shopping/organic)", "search", "no")),
        ("fbclid=IwAR2F4-dbP0l7Mn1IawQQGCINEz7PY", ("Facebook", "social", "mixed")),
        (fbclid("PA", b"extn\x03aem\x0211\x00srtc"), ("Instagram", "social", "mixed")),
        (fbclid("PA", b"extn\x03aem\x0211\x00adid\x01x"), ("Instagram", "paid", "no")),
        (fbclid("Qx", b"\x06app_id\x0c350685531728\x00"), ("Facebook", "social", "mixed")),
        (fbclid("Iw", b"\x06app_id\x0f256002347743983\x00"), ("Facebook Messenger", "messenger", "yes")),
    ],
)
def test_known_marks(query: str, expected: tuple[str, str, str]) -> None:
    assert told(query) == expected
    assert told("?" + query) == expected


@pytest.mark.parametrize(
    ("query", "app"), [("s=w2", "WhatsApp"), ("s=t1&x=1", "Telegram"), ("~w", "WhatsApp"), ("abc~s", "Slack")]
)
def test_penombres_own_share_tag(query: str, app: str) -> None:
    sign = query_sign(query)
    assert sign is not None
    assert (sign.family, sign.app) == ("share_tag", app)


def test_a_token_names_its_channel_as_a_tag_does_and_is_told_to_nobody() -> None:
    token = "9f86d081884c7d65"
    sign = query_sign(f"x=1&s=w-{token}&utm_campaign=spring")
    by_tag = query_sign("s=w2")
    assert sign is not None
    assert by_tag is not None
    assert (sign.family, sign.app, sign.channel, sign.private, sign.rank) == (
        by_tag.family,
        by_tag.app,
        by_tag.channel,
        by_tag.private,
        by_tag.rank,
    )
    assert sign.pattern == "s=w-…"


@pytest.mark.parametrize(
    "query",
    ["", "?", "s=w-9f86d081884c7d65a", "s=w-9f86d081884c7d6", "s=w-9f86d081-884c7d65", "s=q-9f86d081884c7d65", "s=recherche", "s=20", "s=w", "s=w²", "q=whatsapp", "fbclid=", "gclid=", "from=paris", "id=~"],
)  # fmt: skip
def test_ordinary_queries_say_nothing(query: str) -> None:
    assert query_sign(query) is None


def test_the_marker_names_are_lower_case_and_whole() -> None:
    assert all(name == name.lower() and name for name in MARKER_PARAMS)
    assert {"utm_source", "utm_medium", "gclid", "fbclid", "s", "mc_eid", "from", "pk_campaign"} <= MARKER_PARAMS


@given(st.text(max_size=9000))
def test_no_text_raises(text: str) -> None:
    for query in (text, f"fbclid={text}", f"utm_source={text}", f"s={text}", f"~{text}"):
        query_sign(query)

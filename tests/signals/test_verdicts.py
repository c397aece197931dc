"""What all signs of a request say together."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.signals import Request, Sign, header_signs, identify, resolve

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)
WEB_VIEW = (
    "Mozilla/5.0 (Linux; Android 13; K; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0 Mobile"
)
PAGE = "https://www.exemple.fr/page"

TEXTS = st.none() | st.text(max_size=300)


def told(request: Request) -> tuple[str, str, str, str]:
    """Kind, app, channel, private."""
    verdict = identify(request)
    return verdict.kind, verdict.app, verdict.channel, verdict.private


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (Request(), ("human", "", "none", "mixed")),
        (Request(ua=CHROME), ("human", "", "none", "mixed")),
        (Request(ua=CHROME, referrer="https://web.whatsapp.com/"), ("human", "WhatsApp", "messenger", "yes")),
        (Request(ua="WhatsApp/2.24 A", referrer="https://www.google.com/"), ("unfurl", "WhatsApp", "messenger", "yes")),
        (Request(CHROME, "https://t.co/x", f"{PAGE}?gclid=1"), ("human", "Google Ads", "paid", "no")),
        (
            Request(CHROME, "https://t.co/x", f"{PAGE}?utm_source=newsletter"),
            ("human", "X (Twitter)", "social", "mixed"),
        ),
        (Request(CHROME, "https://links.exemple.org/", f"{PAGE}?utm_medium=email"), ("human", "", "email", "mixed")),
        (Request(CHROME, "https://www.google.com/", f"{PAGE}?s=w2"), ("human", "Google", "search", "no")),
        (Request(CHROME, None, f"{PAGE}?s=w2"), ("human", "WhatsApp", "messenger", "yes")),
        (Request(CHROME, None, "https://exm.pl/abc~w"), ("human", "WhatsApp", "messenger", "yes")),
        (Request(CHROME, "https://exemple.fr/", PAGE), ("human", "", "none", "no")),
        (Request(f"{WEB_VIEW} Line/14.1/IAB", "https://www.google.com/"), ("human", "LINE", "messenger", "yes")),
        (Request(WEB_VIEW, headers={"X-Requested-With": "com.whatsapp"}), ("human", "WhatsApp", "messenger", "yes")),
        (
            Request(WEB_VIEW, headers={"http-x-requested-with": "com.whatsapp"}),
            ("human", "WhatsApp", "messenger", "yes"),
        ),
        (Request("iSurf 1.0", headers={"X-Requested-With": "org.unknown"}), ("human", "", "none", "mixed")),
        (Request(CHROME, headers={"X-Requested-With": "XMLHttpRequest"}), ("human", "", "none", "mixed")),
        (Request(CHROME, headers={"Sec-Purpose": "prefetch;prerender"}), ("bot", "", "none", "no")),
        (Request(CHROME, headers={"Purpose": "prefetch"}), ("bot", "", "none", "no")),
        (Request("", headers={":method": "HEAD"}), ("scanner", "Microsoft Safe Links", "security", "yes")),
        (Request("", None), ("bot", "", "crawler", "no")),
    ],
)
def test_precedence(request_: Request, expected: tuple[str, str, str, str]) -> None:
    assert told(request_) == expected


def test_the_best_evidence_stands_first_and_nothing_is_lost() -> None:
    verdict = identify(Request(CHROME, "https://web.telegram.org/", f"{PAGE}?utm_source=twitter"))
    assert [sign.family for sign in verdict.evidence] == ["host_messengers", "campaign"]


def test_the_order_of_the_signs_does_not_matter() -> None:
    signs = [*header_signs({"X-Requested-With": "com.slack"}), Sign("bot", "X", "crawler", "no", "f", "p", 0.9, 5)]
    assert resolve(signs).kind == resolve(reversed(signs)).kind == "bot"


@given(TEXTS, TEXTS, TEXTS, st.none() | st.dictionaries(st.text(max_size=30), st.text(max_size=60), max_size=6))
def test_no_request_raises_and_every_verdict_can_be_written(
    ua: str | None, referrer: str | None, url: str | None, headers: dict[str, str] | None
) -> None:
    for address in (referrer, None if referrer is None else f"https://{referrer}.fr/"):
        msgspec.json.encode(identify(Request(ua, address, url, headers)))


@pytest.mark.parametrize(
    "text", ["\ud800" * 8192, "\x00" * 8192, "a." * 4096, "&" * 8192, "=&" * 4096, "/" * 8192, "~" * 8192]
)
def test_eight_kilobytes_of_anything_are_answered(text: str) -> None:
    for address in (text, f"https://{text}", f"{PAGE}?{text}", f"android-app://{text}"):
        msgspec.json.encode(identify(Request(text, address, address, {"X-Requested-With": text, text: text})))

"""S17: the page that says where a link leads hides nothing, and does nothing by itself."""

from __future__ import annotations

import re
from html import unescape
from math import inf
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.collect.host import without_port
from penombre.collect.links.errors import BadTargetError
from penombre.collect.links.snapshot import Host, Target
from penombre.collect.links.target import check_target
from penombre.collect.live import notice
from penombre.collect.live.answers import Answer
from penombre.languages import LANGUAGES, read_sentences


def target(address: str, *, blocked: bool = False) -> Target:
    url = check_target(address)
    host = Host(without_port(url.split("/", 3)[2]), blocked)
    return Target(url, 1, None, inf, "A title that its maker chose", "", host)


def text_of(answer: Answer) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", answer.body.decode().partition("<main>")[2]))


@pytest.mark.parametrize(
    ("address", "readable", "spelt"),
    [
        ("https://www.example.org/a?b=c#d", "www.example.org", ""),
        ("https://bücher.example:8443/é", "bücher.example", "xn--bcher-kva.example"),
        ("https://аррӏе.example/", "аррӏе.example", "xn--80ak6aa92e.example"),
        ("https://עברית.example/", "עברית.example", "xn--5dbqzzl.example"),
        ("https://[2001:db8::1]:8443/", "[2001:db8::1]", ""),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_host_is_shown_in_clear_with_its_other_spelling_beside(
    lang: str, address: str, readable: str, spelt: str
) -> None:
    found = target(address)
    for answer in (notice.shown("spring~w", found, lang), notice.stopped(found, lang)):
        page = answer.body.decode()
        assert f'<p class="leads"><bdi>{readable}</bdi></p>' in page
        assert (f"<code>{spelt}</code>" in page) if spelt else ("<code>" not in page)
        assert found.url in text_of(answer)
        assert "A title that its maker chose" not in page
        assert f'<html lang="{lang}">' in page


def test_nothing_happens_by_itself_and_nobody_is_told() -> None:
    answer = notice.shown("spring", target("https://www.example.org/"), "en")
    headers = dict(answer.headers)
    assert answer.status == 200
    assert b"location" not in headers
    assert b"refresh" not in headers
    assert b"http-equiv" not in answer.body
    assert b"<script" not in answer.body
    assert headers[b"x-robots-tag"] == b"noindex"
    assert headers[b"cache-control"] == b"no-store"
    assert headers[b"referrer-policy"] == b"no-referrer"
    policy = headers[b"content-security-policy"].decode()
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy


def test_a_stopped_link_cannot_be_followed_from_its_page() -> None:
    answer = notice.stopped(target("https://evil.example/", blocked=True), "fr")
    assert answer.status == 403
    assert b'href="https://evil.example/' not in answer.body
    assert b"<form" not in answer.body


@pytest.mark.parametrize("lang", LANGUAGES)
def test_that_there_is_nothing_is_said_in_words(lang: str) -> None:
    answer = notice.nothing(lang)
    assert answer.status == 404
    assert read_sentences("penombre.collect.live", lang)["notice.nothing"] in text_of(answer)
    assert f'<html lang="{lang}">'.encode() in answer.body


@given(st.text(max_size=60), st.text(st.characters(codec="utf-8"), max_size=20))
def test_s05_neither_target_nor_segment_breaks_out_of_the_page(path: str, segment: str) -> None:
    try:
        found = target(f"https://www.example.org/{path}")
    except BadTargetError:
        return
    body = notice.shown(segment, found, "en").body.decode()
    tags = re.findall(r"<(/?[a-z0-9]+)", body)
    plain = notice.shown("x", target("https://www.example.org/"), "en").body.decode()
    assert tags == re.findall(r"<(/?[a-z0-9]+)", plain)
    (href,) = re.findall(r'<a class="go" href="([^"]*)" rel="noreferrer nofollow">', body)
    assert unescape(href) == found.url


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    english, french = (read_sentences("penombre.collect.live", lang) for lang in ("en", "fr"))
    assert english.keys() == french.keys()
    for key, sentence in english.items():
        places = [{name for _, name, _, _ in Formatter().parse(each) if name} for each in (sentence, french[key])]
        assert places[0] == places[1], key
        assert not re.search(r" [;:!?%»]|« |[a-zé)»][;!?]|'", re.sub(r"\{[^}]*\}", "x", french[key])), key

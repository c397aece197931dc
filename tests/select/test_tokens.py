"""PR12: a random token in a path is masked, whatever its dashes; the words of a title are left alone."""

from __future__ import annotations

import random
import re
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.select.pages import page_of
from penombre.select.tokens import MASK, without_tokens

DRAWS = 1000
BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("/reset/3f2a-9c1d-77b0-e21f-aa31", "/reset/…"),
        ("/reset/3f2a-9c1d-77b0-e21f-aa31/confirm", "/reset/…/confirm"),
        ("/u/550e8400-e29b-41d4-a716-446655440000", "/u/…"),
        ("/u/550E8400-E29B-41D4-A716-446655440000.pdf", "/u/….pdf"),
        ("/invite/Zm9v-YmFyYmF6cXV4_cXV1eDEyMzQ1", "/invite/…"),
        ("/join/reset-password-9f86d081884c7d659a2feaa0c55ad015", "/join/reset-…"),
        ("/jwt/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U", "/jwt/….….…"),
        ("/a/X7f9-kQ2p_Zr4L8vTb1N=", "/a/…"),
    ],
)  # fmt: skip
def test_tokens(path: str, left: str) -> None:
    assert without_tokens(path) == left


@pytest.mark.parametrize(
    "path",
    [
        "/2026/11/how-people-share-links",
        "/a-very-long-but-readable-title-of-an-article",
        "/how-people-share-links-3f2a9c1d77b0",
        "/les-10-meilleurs-restaurants-de-paris-en-2026",
        "/covid-19-omicron-ba5-vaccins-2022",
        "/iphone15-vs-galaxys24-ultra-2026",
        "/mp3-vs-mp4-h264-h265-av1-4k-8k",
        "/gpt-4o-mini-vs-claude-3-5-sonnet-vs-gemini-1-5",
        "/OpenStreetMap-JavaScript-YouTube",
        "/List_of_FIFA_World_Cup_2026_matches",
        "/How-To-Share-A-Link-On-WhatsApp-And-iMessage",
        "/article-12345-67890-la-suite",
        "/2026-11-25-2026-11-30-agenda",
        "/wszystkie-szczesliwe-rodziny-sa-do-siebie-podobne",
        "/yhdenvertaisuusvaltuutettu-ja-tasa-arvo",
        "/guo-jia-zhu-xi-xi-jin-ping-fa-biao-xin-nian-he-ci",
        "/rhyngwladol-llanfairpwllgwyngyll-gogerych",
        "/section-l-411-1-du-code-de-la-sante-publique",
        "/windows-11-kb5034441-error-0x80070643",
    ],
)
def test_titles(path: str) -> None:
    assert without_tokens(path) == path


def groups(dice: random.Random, alphabet: str, size: int, count: int) -> str:
    return "-".join("".join(dice.choices(alphabet, k=size)) for _ in range(count))


def base64url(dice: random.Random, size: int) -> str:
    """A token of `size` random bytes with at least one dash inside."""
    while "-" not in (token := urlsafe_b64encode(dice.randbytes(size)).decode().rstrip("="))[1:-1]:
        pass
    return token


@given(st.uuids(), st.booleans())
def test_every_uuid_is_a_token(found: uuid.UUID, upper: bool) -> None:
    text = str(found)
    if text.replace("-", "").isdigit():
        return
    assert page_of(f"/reset/{text.upper() if upper else text}/x") == "/reset/…/x"


@pytest.mark.parametrize(
    ("draw", "most_missed"),
    [
        (lambda dice: groups(dice, "0123456789abcdef", 4, 5), 0),
        (lambda dice: groups(dice, "0123456789abcdef", 8, 3), 0),
        (lambda dice: base64url(dice, 16), 6),
        (lambda dice: base64url(dice, 24), 2),
        (lambda dice: base64url(dice, 32), 0),
        (lambda dice: groups(dice, BASE_32, 5, 5), 50),
    ],
)
def test_random_tokens_are_masked_and_leave_little_behind(
    draw: Callable[[random.Random], str], most_missed: int
) -> None:
    dice = random.Random(12)
    missed = 0
    for _ in range(DRAWS):
        token = draw(dice)
        left = page_of(f"/reset/{token}")
        assert left.startswith("/reset/")
        missed += MASK not in left or len(left.removeprefix("/reset/").replace(MASK, "")) > 6
    assert missed <= most_missed


WORDS = st.sampled_from([
    "how", "people", "share", "links", "private", "messages", "and", "why", "newsletters", "still", "matter", "comment",
    "les", "lecteurs", "partagent", "un", "article", "sans", "bruit", "warum", "menschen", "teilen", "zeitung", "por",
    "que", "compartimos", "enlaces", "privados", "noticia", "perche", "condividiamo", "artykul", "gazeta", "udostepnianie", "miksi", "jaamme",
    "linkkeja", "covid19", "mp4", "g20", "4k", "2nd", "10e", "2026", "11", "25", "1984", "7",
    "100",
])  # fmt: skip


@given(st.lists(WORDS, min_size=1, max_size=14), st.sampled_from("-_"), st.booleans())
def test_no_title_is_taken_for_a_token(words: list[str], dash: str, capitals: bool) -> None:
    title = dash.join(word.capitalize() if capitals else word for word in words)
    assert without_tokens(f"/2026/11/{title}") == f"/2026/11/{title}"


@given(st.text(st.sampled_from("abZ09-_=/."), max_size=600))
def test_a_path_loses_its_tokens_and_nothing_else(path: str) -> None:
    kept = without_tokens(path).split(MASK)
    assert re.fullmatch("[A-Za-z0-9_=-]{20,}".join(map(re.escape, kept)), path)

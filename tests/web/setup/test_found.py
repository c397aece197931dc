"""The script is found in a page as a server sends it, and only the site's own."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.collect.links.preview import Guard
from penombre.collect.sites import Site
from penombre.web.setup.found import look, script_in
from penombre.web.setup.snippets import snippets

SITE = Site(number=1, name="paper", hosts=("www.example.org",), mode="strict", timezone="UTC")
BASE = "https://p.example.net"


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ('<head><script defer src="https://p.example.net/p.js?site=paper"></script></head>', "found"),
        ("<SCRIPT SRC='//p.example.net/p.js?site=paper' defer></SCRIPT>", "found"),
        ("<script defer src=https://p.example.net/p.js?v=2&amp;site=paper></script>", "found"),
        ('<script defer src="https://p.example.net/p.js?site=paper2"></script>', "another_site"),
        ('<script defer src="https://p.example.net/p.js"></script>', "missing"),
        ('<script defer src="https://elsewhere.example/p.js?site=paper"></script>', "missing"),
        ('<p>src="https://p.example.net/p.js?site=paper"</p>', "missing"),
        ("", "missing"),
    ],
)
def test_the_line_is_found_as_pages_write_it(page: str, found: str) -> None:
    assert script_in(page, SITE, BASE) == found


def test_what_is_pasted_is_what_is_looked_for() -> None:
    for each in snippets(BASE, SITE):
        if each.code.startswith("<script"):
            assert script_in(each.code, SITE, BASE) == "found", each.place
        assert f"{BASE}/p.js?site=paper" in each.code


@given(st.text(max_size=500))
def test_any_page_can_be_looked_at(page: str) -> None:
    assert script_in(page, SITE, BASE) in ("found", "another_site", "missing")


def test_nothing_inside_is_asked() -> None:
    guard = Guard(resolve=lambda _: [ip_address("127.0.0.1")], allow=lambda address: address.is_global)
    assert look(SITE, BASE, guard) == "unreachable"

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from penombre.select.pages import LONGEST, page_of
from penombre.select.tokens import MASK
from penombre.store.engine import Engine, temporary_engine


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with temporary_engine() as engine:
        engine.create("functions")
        yield engine


@pytest.mark.parametrize(
    ("target", "page"),
    [
        ("/", "/"),
        ("", "/"),
        ("/news/", "/news"),
        ("/news/index.html?x=1#y", "/news"),
        ("/caf%C3%A9", "/café"),
        ("/cafe%CC%81", "/café"),
        ("/reset/anna@example.org", "/reset/…"),
        ("/invite/9f86d081884c7d659a2feaa0c55ad015", "/invite/…"),
        ("/a-very-long-but-readable-title-of-an-article", "/a-very-long-but-readable-title-of-an-article"),
        ("/call/+33612345678", "/call/…"),
        ("/2026/11/25/article-12345", "/2026/11/25/article-12345"),
        ("/Donaudampfschifffahrtsgesellschaft", "/Donaudampfschifffahrtsgesellschaft"),
    ],
)
def test_pages(target: str, page: str) -> None:
    assert page_of(target) == page


@given(st.text(max_size=2_000))
def test_any_text_names_a_page(text: str) -> None:
    page = page_of("/" + text)
    assert page.startswith(("/", "…"))
    assert len(page) <= LONGEST + 10
    assert "?" not in page_of("/" + text.replace("%", ""))


SAFE = st.text(st.sampled_from("abc/éü-_.~%20"), max_size=40).map(lambda text: "/" + text)


@given(SAFE)
@example("/%%00")
def test_live_events_and_logs_agree_on_what_a_page_is(engine: Engine, target: str) -> None:
    """One site, two ways to count it: the same page must have one name."""
    answer = engine.row("SELECT readable(bare_path({target:String})) AS page", target=target)["page"]
    page = page_of(target)
    assume(MASK not in page)  # live events also mask what may name a person
    assert page == answer

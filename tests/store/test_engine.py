"""The engine hands parameters over unchanged, whatever stands in them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.store.engine import Engine, StoreError, temporary_engine


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with temporary_engine() as engine:
        yield engine


# what JSON and UTF-8 can carry: no lone surrogates
TEXT = st.text(st.characters(codec="utf-8"))


@given(TEXT, st.lists(TEXT, max_size=5))
def test_a_parameter_arrives_as_it_was_sent(engine: Engine, text: str, items: list[str]) -> None:
    answer = engine.run("SELECT {text:String} AS text, {items:Array(String)} AS items", text=text, items=items)
    assert msgspec.json.decode(answer) == {"text": text, "items": items}


def test_a_refused_query_says_why(engine: Engine) -> None:
    with pytest.raises(StoreError, match="no_such_column"):
        engine.run("SELECT no_such_column")


def test_threads_that_ask_at_once_keep_their_own_parameters(engine: Engine) -> None:
    def asked(number: int) -> int:
        name = f"mine{number % 7}"
        return int(engine.row(f"SELECT {{{name}:UInt32}} AS value", **{name: number})["value"])

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(asked, range(1000))) == list(range(1000))

"""The engine hands parameters over unchanged, whatever stands in them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import resources

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


def test_a_question_that_takes_too_long_is_stopped_and_so_is_one_that_takes_too_much(engine: Engine) -> None:
    """Case L06: whoever looks at the dashboard reaches these limits before collecting feels it."""
    with pytest.raises(StoreError) as slow:
        engine.run("SELECT sum(sipHash64(number)) FROM numbers(1000000000000) SETTINGS max_execution_time = 1")
    assert slow.value.name == "TIMEOUT_EXCEEDED"
    with pytest.raises(StoreError) as large:
        engine.run("SELECT groupArray(number) FROM numbers(1000000000)")
    assert large.value.name == "MEMORY_LIMIT_EXCEEDED"


def test_every_question_of_the_dashboard_has_a_time_limit() -> None:
    folder = resources.files("penombre.store") / "sql" / "dashboard"
    asked = [file for file in folder.iterdir() if "\nALTER" not in file.read_text(encoding="utf-8")]
    assert len(asked) > 10
    assert [file.name for file in asked if "max_execution_time = 20" not in file.read_text(encoding="utf-8")] == []

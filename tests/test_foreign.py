"""What libraries say in English only is retold, with what they put into it."""

from __future__ import annotations

from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.foreign import CALLS, JSON, MSGSPEC, OTHERS, SQLITE, TOML, TYPER, retold
from penombre.sentences import speaking, translated


@given(st.sampled_from((*TYPER, *SQLITE, *MSGSPEC, *JSON, *TOML, *OTHERS, *CALLS)), st.data())
def test_what_libraries_say_is_retold_with_what_they_put_into_it(met: str, data: st.DataObject) -> None:
    words = st.text(alphabet="abcxyz'$.", min_size=1, max_size=9)
    values = {place: data.draw(words) for _, place, _, _ in Formatter().parse(met) if place}
    english = met.format(**values)
    with speaking("en"):
        assert retold(english) == english
    with speaking("fr"):
        told = retold(english)
    assert told != english or translated(met) == met
    kept = [value for name, value in values.items() if f"{{{name}}}" in translated(met)]
    assert all(value in told for value in kept)


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("Missing option '--site'.", "Il manque l’option '--site'."),
        (
            "Invalid value for '--state': 'r' is not one of 'active', 'paused'.",
            "Valeur refusée pour '--state'\u00a0: 'r' n’en fait pas partie\u00a0: 'active', 'paused'.",
        ),
        ("Invalid value (at line 1, column 8)", "valeur incompréhensible (ligne 1, colonne 8)"),
        ("what no library said", "what no library said"),
    ],
)
def test_what_is_inside_is_retold_too(english: str, french: str) -> None:
    with speaking("fr"):
        assert retold(english) == french

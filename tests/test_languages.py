"""Words agree with their numbers as each language has it."""

import pytest

from penombre.languages import filled
from penombre.report.texts import number as written
from penombre.sentences import say, speaking


@pytest.mark.parametrize(
    ("lang", "value", "word"),
    [
        ("fr", "0", "arrivée"),
        ("fr", "1", "arrivée"),
        ("fr", "1,62 (1,40 à 2,10)", "arrivée"),
        ("fr", "−0,5", "arrivée"),
        ("fr", "2", "arrivées"),
        ("fr", written(1234, "fr"), "arrivées"),
        ("fr", "1–3", "arrivées"),
        ("fr", "10", "arrivées"),
        ("en", "0", "arrivées"),
        ("en", "1", "arrivée"),
        ("en", "1.62 (1.40 to 2.10)", "arrivées"),
        ("en", "1,234", "arrivées"),
    ],
)
def test_a_word_agrees_with_its_number(lang: str, value: str, word: str) -> None:
    said = filled("{landings} {landings:arrivée|arrivées}", lang, {"landings": value})
    assert said == f"{value} {word}"


@pytest.mark.parametrize(
    ("lang", "events", "said"),
    [
        ("fr", 0, "paper\u00a0: 0 événement effacé"),
        ("fr", 1, "paper\u00a0: 1 événement effacé"),
        ("fr", 2000, "paper\u00a0: 2\u202f000 événements effacés"),
        ("en", 0, "paper: 0 events erased"),
        ("en", 1, "paper: 1 event erased"),
        ("en", 2000, "paper: 2,000 events erased"),
    ],
)
def test_the_command_line_counts_as_each_language_does(lang: str, events: int, said: str) -> None:
    with speaking(lang):
        assert say("{site}: {events} {events:event|events} erased", site="paper", events=events) == said


def test_what_is_filled_in_is_not_looked_into() -> None:
    assert filled("{a}", "fr", {"a": "{b:x|y}"}) == "{b:x|y}"

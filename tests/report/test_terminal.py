"""The screen shows the answer, fits it, and obeys nothing that stands in a log."""

import io

import pytest
from rich.console import Console

from penombre.report.terminal import print_audit
from tests.report.example import empty_audit, example_audit, tiny_audit


def printed(lang: str, *, colour: bool = False) -> str:
    out = io.StringIO()
    print_audit(example_audit(lang), lang, Console(file=out, width=80, force_terminal=colour, no_color=not colour))
    return out.getvalue()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_fits_eighty_columns_and_starts_with_the_answer(lang: str) -> None:
    lines = printed(lang).splitlines()
    assert max(map(len, lines)) <= 80
    assert "23\u00a0%" in "".join(lines[:6])


def test_no_escape_of_the_log_reaches_the_terminal() -> None:
    assert "\x1b" not in printed("en")
    assert "\x1b[31mred" not in printed("en", colour=True)
    assert "\u202e" not in printed("en")


def test_without_landings_it_says_so() -> None:
    out = io.StringIO()
    print_audit(empty_audit(), "fr", Console(file=out, width=120))
    assert "il n’y a rien à estimer" in " ".join(out.getvalue().split())


@pytest.mark.parametrize(
    ("lang", "landings", "told"),
    [
        ("fr", 1, "1 arrivée de personnes\u00a0: trop peu"),
        ("fr", 49, "49 arrivées de personnes\u00a0: trop peu"),
        ("en", 1, "1 landing by people: too few"),
        ("en", 49, "49 landings by people: too few"),
    ],
)
def test_of_few_landings_no_share_is_told(lang: str, landings: int, told: str) -> None:
    out = io.StringIO()
    print_audit(tiny_audit(lang, landings), lang, Console(file=out, width=120))
    assert told in out.getvalue()
    assert "%" not in out.getvalue()

"""Every sentence has its French, with the same places; and what is compiled is what is written."""

from __future__ import annotations

import ast
import re
from string import Formatter

import pytest
from babel.messages.catalog import Message

from tests import catalogue as french

CATALOGUE = french.read()
MESSAGES = [message for message in CATALOGUE if message.id]
ADVICE = "run make sentences, write the French into messages.po, and run it again"


def text_of(message: Message) -> tuple[str, str]:
    """The English and the French of a sentence."""
    assert isinstance(message.id, str)
    assert isinstance(message.string, str)
    return message.id, message.string


TEXTS = [text_of(message) for message in MESSAGES]


def places(text: str) -> set[tuple[str, str, str]]:
    """The places of a sentence with how they are written: name, conversion, form; words that agree differ."""
    parsed = [(name, how or "", form or "") for _, name, form, how in Formatter().parse(text) if name is not None]
    return {(name, how, "") if "|" in form else (name, how, form) for name, how, form in parsed}


def test_every_sentence_of_the_code_is_in_the_catalogue_and_no_other() -> None:
    said, kept = set(french.gathered()), {english for english, _ in TEXTS}
    assert said - kept == set(), ADVICE
    assert kept - said == set(), ADVICE


def test_every_sentence_has_its_french() -> None:
    assert [english for english, told in TEXTS if not told] == [], ADVICE
    assert not any(message.fuzzy for message in MESSAGES)


def test_both_languages_have_the_same_places() -> None:
    assert [english for english, told in TEXTS if places(english) != places(told)] == []


def test_the_compiled_catalogue_is_the_written_one() -> None:
    assert french.MO.read_bytes() == french.compiled(CATALOGUE), "run make sentences"


def test_bringing_it_up_to_date_changes_nothing() -> None:
    assert [each.id for each in french.update()] == [each.id for each in CATALOGUE], "run make sentences"


def test_every_literal_that_is_said_is_found() -> None:
    """Babel does not look into f-strings: a sentence that is said in one would never be translated."""
    gathered = french.gathered()
    for file in french.SOURCE.glob("penombre/**/*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("say", "sentence"):
                first = node.args[0]
                assert not isinstance(first, ast.JoinedStr), f"{file}:{node.lineno}: values go into places"
                assert not isinstance(first, ast.Constant) or first.value in gathered, f"{file}:{node.lineno}"


@pytest.mark.parametrize(
    ("mistake", "rule"),
    [
        (r"(?<![\u202f])[;!?](?=\s|$)", "a narrow no-break space before ; ! ?"),
        (r"(?<![\u00a0/]):(?=\s|$)", "a no-break space before :"),
        (r"\w'[a-zà-ÿ]", "’ and no '"),
        (r"«(?!\u00a0)|(?<!\u00a0)»|\"\w", "« and » with no-break spaces"),
        (r"\.\.\.(?!$)", "… within a sentence"),
    ],
)
def test_the_french_is_set_as_french_is(mistake: str, rule: str) -> None:
    # JSON's keys are JSON, what ends in ... is a list of arguments or columns
    texts = [re.sub(r"\{\"ua\".*?\}|\[[A-Z]+\]\.\.\.", "", told) for _, told in TEXTS]
    assert [told for told in texts if re.search(mistake, told)] == [], rule

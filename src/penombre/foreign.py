"""What is said or kept in English only and people read all the same: the sentences that are met, retold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from string import Formatter

from penombre.sentences import say, sentence, translated

# the longer of two that begin alike comes first
TYPER = (
    sentence("Missing argument {name}. {more}"),
    sentence("Missing argument {name}."),
    sentence("Missing option {name}. {more}"),
    sentence("Missing option {name}."),
    sentence("Choose from:\n\t{choices}"),
    sentence("No such option: {name} (Possible options: {options})"),
    sentence("No such option: {name}"),
    sentence("{what} Did you mean {names}?"),
    sentence("Got unexpected extra argument(s) ({arguments})"),
    sentence("Option {name} requires an argument."),
    sentence("Option {name} does not take a value."),
    sentence("Invalid value for {name}: {why}"),
    sentence("{value} is not one of {choices}."),
    sentence("{value} does not match the formats YYYY-MM-DD."),
    sentence("{value} does not match the formats {formats}."),
    sentence("Input should be a valid integer, unable to parse string as an integer"),
    sentence("Input should be a valid number, unable to parse string as a number"),
    sentence("Input should be greater than or equal to {least}"),
    sentence("Input should be less than or equal to {most}"),
)
SQLITE = (
    sentence("database is locked"),
    sentence("unable to open database file"),
    sentence("file is not a database"),
    sentence("database disk image is malformed"),
    sentence("attempt to write a readonly database"),
    sentence("database or disk is full"),
    sentence("disk I/O error"),
)
MSGSPEC = (
    sentence("Expected {wanted}, got {found} - at {place}"),
    sentence("Expected {wanted}, got {found}"),
    sentence("Object contains unknown field {name}"),
    sentence("JSON is malformed: {why} (byte {byte})"),
    sentence("invalid character"),
    sentence("trailing comma in object"),
    sentence("Input data was truncated"),
)
JSON = (
    sentence("Expecting value: {where}"),
    sentence("Expecting property name enclosed in double quotes: {where}"),
    sentence("Expecting {sign} delimiter: {where}"),
    sentence("line {line} column {column} (char {character})"),
)
TOML = (
    sentence("{what} (at line {line}, column {column})"),
    sentence("{what} (at end of document)"),
    sentence("Expected '=' after a key in a key/value pair"),
    sentence("Expected ']' at the end of a table declaration"),
    sentence("Expected newline or end of document after a statement"),
    sentence("Cannot overwrite a value"),
    sentence("Invalid statement"),
    sentence("Invalid value"),
    sentence("Unclosed array"),
)
OTHERS = (
    sentence("Invalid isoformat string: {text}"),
    sentence("unexpected end of data"),
    sentence("{sign} expected after {mark}"),
    sentence("{text} does not appear to be an IPv4 or IPv6 network"),
    sentence("{text} has host bits set"),
)
CALLS = (
    sentence("{host} has no certificate that can be trusted: {why}"),
    sentence("{host} did not answer in time"),
    sentence("{host} broke off: {why}"),
    sentence("{host}: no such name"),
    sentence("{host} is not on the public net: it is not called"),
)
"""Our own: why a webhook was not reached is kept in English and read in the language of whoever looks."""


def retold(message: object) -> str:
    """A library's message in the reader's language; as it is where it is none of those that are met."""
    text = str(message)
    for pattern, met in _patterns():
        if found := pattern.fullmatch(text):
            return say(met, **{name: retold(value) for name, value in found.groupdict().items()})
    return translated(text)


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    met = (*TYPER, *SQLITE, *MSGSPEC, *JSON, *TOML, *OTHERS, *CALLS)
    return [(re.compile("".join(_pieces(each)), re.DOTALL), each) for each in met]


def _pieces(met: str) -> Iterator[str]:
    for text, place, _, _ in Formatter().parse(met):
        yield re.escape(text)
        if place:
            yield f"(?P<{place}>.+?)"

"""Tells the random tokens in a path from the words of a title, by how likely their letters follow each other (PR12).

Each piece between dashes has a score: the log-likelihood of its characters if they were drawn at random, less that of
the same characters in a title; words and figures never speak for a token. The token is the run of pieces whose scores
add up to the most (Kadane's maximum-sum run), where that is enough and the run is long enough. How likely letters
follow each other was counted in this program's own guides, English and French, without accents (`letter_pairs.csv`).
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import log
from string import ascii_lowercase, ascii_uppercase, digits, hexdigits

import re2

MASK = "…"
SHORTEST = 20
"""Characters of a token: what is shorter may be the number of an article, and could be tried through."""
ENOUGH = 6.0
"""Nats by which a token is likelier to be drawn than written. Set where titles of technical reviews just pass."""
EDGE = -4.0
"""Nats of a piece beside a token that is taken for a part of it: `beef` is, `reset` is not."""
_RUN = re.compile(r"[A-Za-z0-9_=-]{20,}")
_HEXADECIMAL = frozenset(hexdigits)
_GROUPS = re2.compile(r"(?i)\b(?:[0-9a-f]{4,}-){2,}[0-9a-f]{4,}\b")
"""Hexadecimal in groups, a UUID among them: no title has only such words."""
_PIECES = re.compile(r"[A-Za-z0-9]+")
_WORD = re.compile(
    r"[A-Z]*[a-z]*|[A-Za-z]?[a-z]+(?:[A-Z][a-z]+)*|[A-Za-z][a-z]{2,}[0-9]{1,4}|[0-9]+"
    r"|(?:[a-z]{1,2}|[A-Z]{1,2})[0-9]{1,3}|[0-9]{1,3}(?:[a-z]{1,2}|[A-Z]{1,2})"
)
"""How words are written: news, NEWS, OpenStreetMap, covid19, 2026, mp4, 2nd."""
# Nats, in titles, of what counts of letters do not tell: figures, and capitals where they are unusual.
_FIRST_DIGIT, _DIGIT, _DIGIT_TO_LETTER, _LETTER_TO_DIGIT = 4.0, 2.5, 4.5, 5.0
_CAPITAL_FIRST, _CAPITAL_AMONG_CAPITALS, _CAPITAL_IN_WORD = 1.5, 0.7, 5.0


def without_tokens(path: str) -> str:
    """A path in which random tokens of twenty characters or more are masked, with dashes in them or without."""
    return _RUN.sub(lambda run: _masked(_GROUPS.sub(lambda groups: _mask_of(groups[0]), run[0])), path)


def _mask_of(groups: str) -> str:
    return MASK if len(groups) >= SHORTEST and _is_mixed(groups.replace("-", "")) else groups


def _masked(run: str) -> str:
    pieces = [piece.span() for piece in _PIECES.finditer(run)]
    scores = [score(run[start:end]) for start, end in pieces]
    speaking = [_speaking(run[start:end], nats) for (start, end), nats in zip(pieces, scores, strict=True)]
    first, last = _likeliest(speaking)
    if sum(speaking[first:last]) < ENOUGH:
        return run
    while first > 0 and scores[first - 1] > EDGE:
        first -= 1
    while last < len(scores) and scores[last] > EDGE:
        last += 1
    start, end = pieces[first][0], pieces[last - 1][1]
    if end - start < SHORTEST:
        return run
    return _masked(run[:start]) + MASK + _masked(run[end:].lstrip("="))


def _likeliest(scores: list[float]) -> tuple[int, int]:
    """The run of scores with the greatest sum, from where to before where; an empty one where none is above zero."""
    best, found, total, start = 0.0, (0, 0), 0.0, 0
    for at, value in enumerate(scores):
        if total <= 0:
            total, start = 0.0, at
        total += value
        if total > best:
            best, found = total, (start, at + 1)
    return found


def score(piece: str) -> float:
    """Nats by which letters and digits are likelier to be drawn than written."""
    return _written(piece) - len(piece) * log(_alphabet(piece))


def _speaking(piece: str, nats: float) -> float:
    """What a piece says for a token: a word at most nothing, whatever its language; a long one with figures enough."""
    if len(piece) >= SHORTEST and _is_mixed(piece):
        return max(nats, ENOUGH)
    return min(nats, 0.0) if _WORD.fullmatch(piece) else nats


def _is_mixed(piece: str) -> bool:
    return not piece.isalpha() and not piece.isdigit()


def _alphabet(piece: str) -> int:
    """How many signs a piece was drawn from, if it was: hexadecimal, of one case, or of two."""
    if _is_mixed(piece) and _HEXADECIMAL.issuperset(piece):
        return 16
    return 62 if not piece.islower() and not piece.isupper() else 36


def _written(piece: str) -> float:
    """Nats of a piece in a title."""
    return sum(map(_pairs().__getitem__, pairwise(f"-{piece}-")))


@cache
def _pairs() -> dict[tuple[str, str], float]:
    """Nats, in a title, of each letter, figure or end of a piece behind each other one; a dash stands for the ends."""
    counted = _counted()
    letters = [*ascii_lowercase, *ascii_uppercase]
    nats = {(first, second): _figure(first) for first in [*letters, *digits, "-"] for second in digits}
    for first in digits:
        nats |= {(first, second): _DIGIT_TO_LETTER for second in letters} | {(first, "-"): 0.0}
    for first in [*letters, "-"]:
        nats |= {
            (first, second): counted[(first + second).lower()] + _case(first, second) for second in [*letters, "-"]
        }
    return nats


def _figure(before: str) -> float:
    return _DIGIT if before.isdigit() else _FIRST_DIGIT if before == "-" else _LETTER_TO_DIGIT


def _case(before: str, sign: str) -> float:
    if not sign.isupper():
        return 0.0
    return _CAPITAL_FIRST if before == "-" else _CAPITAL_AMONG_CAPITALS if before.isupper() else _CAPITAL_IN_WORD


def _counted() -> dict[str, float]:
    nats: dict[str, float] = {}
    for row in csv.DictReader((files(__package__) / "letter_pairs.csv").read_text(encoding="utf-8").splitlines()):
        first = row.pop("first")
        total = sum(int(count) + 1 for count in row.values())
        nats |= {first + second: -log((int(count) + 1) / total) for second, count in row.items()}
    return nats

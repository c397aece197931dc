"""`penombre identify`: says of single requests who made them and where they came from."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Annotated, Any, BinaryIO, TextIO

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from penombre.foreign import retold
from penombre.sentences import number, say, sentence, translated
from penombre.signals import Request, Verdict
from penombre.signals import identify as verdict_on

LONGEST_LINE = 1 << 20
WORDS = (
    *(sentence("human"), sentence("unfurl"), sentence("bot"), sentence("scanner"), sentence("ai")),
    *(sentence("search"), sentence("social"), sentence("email"), sentence("messenger"), sentence("sms")),
    *(sentence("workchat"), sentence("aggregator"), sentence("referral"), sentence("paid"), sentence("campaign")),
    *(sentence("share_button"), sentence("other_app"), sentence("none")),
    *(sentence("yes"), sentence("no"), sentence("mixed")),
)
"""Kinds, channels and whether they are private, as they are called on the screen; in JSON the words stay."""


class _Line(msgspec.Struct):
    ua: str | None = None
    referrer: str | None = None
    url: str | None = None
    headers: dict[str, Any] | None = None


_LINE = msgspec.json.Decoder(_Line)


def identify(
    ua: Annotated[str | None, typer.Option("--ua", help="User agent.")] = None,
    referrer: Annotated[str | None, typer.Option("--referrer", help="Referrer.")] = None,
    url: Annotated[str | None, typer.Option("--url", help="Address asked for, with its query.")] = None,
) -> None:
    """Say who made a request: kind, app, channel, private.

    Without options, read JSON lines {"ua", "referrer", "url", "headers"} on standard input
    and write one JSON line for each.
    """
    if ua is None and referrer is None and url is None:
        bad = answer_lines(sys.stdin.buffer, sys.stdout.buffer, sys.stderr)
        if bad:
            raise typer.Exit(2)
        return
    show(verdict_on(Request(ua=ua, referrer=referrer, url=url)), Console())


def answer_lines(lines: Iterable[bytes], output: BinaryIO, errors: TextIO) -> int:
    """Answer each line of JSON with one line; the number of lines that could not be read."""
    bad = 0
    for at, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            request = _read(line)
        except (msgspec.MsgspecError, ValueError) as error:
            bad += 1
            errors.write(say("penombre identify: line {number}: {error}", number=str(at), error=retold(error)) + "\n")
            continue
        output.write(msgspec.json.encode(verdict_on(request)) + b"\n")
    output.flush()
    return bad


def show(verdict: Verdict, console: Console) -> None:
    """Print a verdict for a person."""
    summary = Table(show_header=False, box=None)
    for name, value in (
        (say("kind"), translated(verdict.kind)),
        (say("app"), verdict.app or "–"),
        (say("channel"), translated(verdict.channel)),
        (say("private"), translated(verdict.private)),
    ):
        summary.add_row(name, value)
    console.print(summary)
    if not verdict.evidence:
        console.print(say("Nothing in it gives the source away."))
        return
    evidence = Table(say("Evidence"), say("Pattern"), say("Strength"))
    for sign in verdict.evidence:
        evidence.add_row(sign.family, _printable(sign.pattern), number(sign.strength, ".2f"))
    console.print(evidence)


def _read(line: bytes) -> Request:
    if len(line) > LONGEST_LINE:
        raise ValueError(say("longer than {longest} bytes", longest=LONGEST_LINE))
    text = line.decode("utf-8", "replace")
    try:
        read = _LINE.decode(text)
    except msgspec.DecodeError:
        read = msgspec.convert(json.loads(text), _Line)  # half a surrogate pair: strange, but an answer exists
    headers = None if read.headers is None else {name: _text(value) for name, value in read.headers.items()}
    return Request(ua=read.ua, referrer=read.referrer, url=read.url, headers=headers)


def _text(value: object) -> str:
    """A header's value; of several with one name, the first."""
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    return "" if value is None else str(value)


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text).replace("[", "\\[")

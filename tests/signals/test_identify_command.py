"""`penombre identify` answers every line it can read and names those it cannot."""

from __future__ import annotations

import io

import msgspec
from rich.console import Console

from penombre.cli.identify import answer_lines, show
from penombre.signals import Request, identify


def test_one_line_of_json_for_each_line_and_bad_ones_are_named() -> None:
    lines = [
        b'{"ua": "WhatsApp/2.24 A", "referrer": null, "url": null, "headers": {}}\n',
        b"nonsense\n",
        b"\n",
        b'{"headers": {"X-Requested-With": "com.slack", "Cookie": null}}\n',
        b'{"ua": 3}\n',
        b'{"ua": "\\ud800", "referrer": "https://a\\ud800.fr/"}\n',
        b"\xff\xfe\n",
    ]
    output, errors = io.BytesIO(), io.StringIO()
    assert answer_lines(lines, output, errors) == 3
    answers = [msgspec.json.decode(line) for line in output.getvalue().splitlines()]
    assert [answer["app"] for answer in answers] == ["WhatsApp", "Slack", ""]
    assert set(answers[0]) == {"kind", "app", "channel", "private", "evidence"}
    assert set(answers[0]["evidence"][0]) == {"family", "pattern", "strength"}
    assert [line.split(":")[1] for line in errors.getvalue().splitlines()] == [" line 2", " line 5", " line 7"]


def test_a_person_reads_a_table() -> None:
    console = Console(file=io.StringIO(), width=100, record=True)
    show(identify(Request(ua="WhatsApp/2", referrer="https://[bold]\x1b[31m.fr/")), console)
    text = console.export_text()
    assert "Signal" in text
    assert "\x1b" not in text

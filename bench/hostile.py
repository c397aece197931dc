"""Times every log format and the catalogue on hostile input of 8 KB (case S14): at most 5 ms each, and linear."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.table import markdown, write_section
from penombre.collect.logs.reader import read_logs
from penombre.collect.logs.recognise import LAYOUTS
from penombre.signals import Request, identify
from penombre.store.engine import Engine, temporary_engine

LINES = 200
HOSTILE = {
    "quotes": '"' * 8000,
    "escapes": '\\"' * 4000,
    "brackets": "[" * 8000,
    "spaces": " a" * 4000,
    "slashes": "GET /" + "/" * 7990,
    "percents": '1.1.1.1 - - [05/Jan/2026:10:00:00 +0000] "GET /' + "%C3" * 2600 + ' HTTP/1.1" 200 1 "-" "-"',
    "digits": "1" * 8000,
    "mozilla": "Mozilla/5.0 (" * 600,
    "versions": "Chrome/1." * 880,
    "json": '{"a":' * 1600,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.hostile`."""
    del arguments
    rows: list[list[object]] = []
    with temporary_engine() as engine, tempfile.TemporaryDirectory() as folder:
        engine.create("functions")
        engine.create("audit")
        log = Path(folder) / "access.log"
        for name in LAYOUTS:
            times = {}
            for kind, text in HOSTILE.items():
                log.write_text(f"{text[:8192]}\n" * LINES, encoding="utf-8")
                times[kind] = _read(engine, log, name)
            worst = max(times, key=lambda kind: times[kind])
            rows.append([f"format {name}", worst, f"{times[worst]:.3f}"])
    for part, ask in _ASKED.items():
        times = {kind: _asked(ask, text[:8192]) for kind, text in HOSTILE.items()}
        worst = max(times, key=lambda kind: times[kind])
        rows.append([part, worst, f"{times[worst]:.3f}"])
    write_section("Hostile input of 8 KB", markdown(["part", "worst input", "ms each (asked: at most 5)"], rows))


_ASKED: dict[str, Callable[[str], Request]] = {
    "user agent": lambda text: Request(ua=text, referrer=None, url=None, headers={}),
    "referrer": lambda text: Request(ua=None, referrer="https://" + text, url=None, headers={}),
    "query": lambda text: Request(ua=None, referrer=None, url="/?" + text.replace(" ", "&"), headers={}),
}


def _asked(ask: Callable[[str], Request], text: str) -> float:
    best = float("inf")
    for number in range(20):
        started = time.perf_counter()
        identify(ask(text[:-3] + f"{number:03}"))
        best = min(best, time.perf_counter() - started)
    return best * 1000


def _read(engine: Engine, log: Path, name: str) -> float:
    started = time.perf_counter()
    read_logs(engine, [str(log)], format_name=name)
    return (time.perf_counter() - started) / LINES * 1000


if __name__ == "__main__":
    main()

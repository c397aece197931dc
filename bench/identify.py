"""Scores `penombre.signals.identify` on a file of labelled requests and measures its speed: `python -m bench.identify [FILE]`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Any

import msgspec

from penombre.signals import Request, identify

DEFAULT = Path("/work/shared/requests_open.jsonl")
FIELDS = ("kind", "app", "private", "channel")
COPIES = 100


def main() -> None:
    """Print the misses, the scores, the speed."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    lines = [msgspec.json.decode(line) for line in path.read_bytes().splitlines() if line.strip()]
    score(lines)
    speed([request_of(line) for line in lines])


def request_of(line: dict[str, Any]) -> Request:
    """The request of a labelled line."""
    query = line.get("url_query")
    url = f"https://site.example/page?{query}" if query else line.get("url")
    return Request(ua=line.get("ua"), referrer=line.get("referrer"), url=url, headers=line.get("headers"))


def score(lines: list[dict[str, Any]]) -> None:
    """Compare each field that a label names."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for line in lines:
        verdict = identify(request_of(line))
        expected = line["expected"]
        wrong = []
        for field in FIELDS:
            if expected.get(field) in (None, ""):
                continue
            asked[field] += 1
            if getattr(verdict, field) == expected[field]:
                right[field] += 1
            else:
                wrong.append(f"{field} {getattr(verdict, field)!r}, not {expected[field]!r}")
        if wrong:
            print(f"{line.get('id', '')}: {'; '.join(wrong)}: {_shown(line)}")
    for field in FIELDS:
        if asked[field]:
            print(f"{field:8} {right[field]:5} of {asked[field]:5}  {right[field] / asked[field]:.2%}")


def speed(requests: list[Request]) -> None:
    """Requests a second on one core, none of them twice the same."""
    distinct = [_varied(request, copy) for copy in range(COPIES) for request in requests]
    identify(requests[0])
    start = perf_counter()
    for request in distinct:
        identify(request)
    seconds = perf_counter() - start
    print(f"{len(distinct) / seconds:,.0f} distinct requests/s")


def _varied(request: Request, copy: int) -> Request:
    return Request(
        ua=None if request.ua is None else f"{request.ua} v/{copy}.{copy * 7919 % 1000}",
        referrer=None if request.referrer is None else f"{request.referrer}#{copy}",
        url=f"{request.url or 'https://site.example/page'}{'&' if request.url else '?'}n={copy}",
        headers=request.headers,
    )


def _shown(line: dict[str, Any]) -> str:
    return " ".join(str(line[key])[:160] for key in ("ua", "referrer", "url_query", "headers") if line.get(key))


if __name__ == "__main__":
    main()

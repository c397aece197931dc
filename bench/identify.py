"""Scores `penombre.signals.identify` on a file of labelled requests and measures its speed."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import msgspec

from bench.table import markdown, write_section
from penombre.signals import Request, identify

# labelled requests that stand beside the checkout, where the project is developed
DEFAULT = Path(__file__).parents[2] / "shared" / "requests_open.jsonl"
ASKED = {"kind": "98 %", "app": "95 %", "private": "97 %", "channel": ""}
FIELDS = tuple(ASKED)
COPIES = 100


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.identify [FILE]`: prints the misses, writes the scores and the speed."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=DEFAULT)
    path: Path = parser.parse_args(arguments).file
    if not path.exists():
        print(f"{path}: no labelled requests here: left out")
        return
    lines = [msgspec.json.decode(line) for line in path.read_bytes().splitlines() if line.strip()]
    rows: list[list[object]] = [
        [field, right, asked, f"{right / asked:.1%}", ASKED[field]] for field, (right, asked) in score(lines).items()
    ]
    recall, precision = machines(lines)
    rows.append(["declared robots, scanners and previews: recall", *recall, f"{recall[0] / recall[1]:.1%}", "95 %"])
    rows.append(["the same: precision", *precision, f"{precision[0] / precision[1]:.1%}", "98 %"])
    rate = speed([request_of(line) for line in lines])
    rows.append(["distinct requests a second, one core", f"{rate:,.0f}", "", "", "20,000"])
    write_section("Who made a request", markdown(["field", "right", "labelled", "share", "asked"], rows))


def request_of(line: dict[str, Any]) -> Request:
    """The request of a labelled line."""
    query = line.get("url_query")
    url = f"https://site.example/page?{query}" if query else line.get("url")
    return Request(ua=line.get("ua"), referrer=line.get("referrer"), url=url, headers=line.get("headers"))


def score(lines: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """Compare each field that a label names: how many are right, of how many."""
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
    return {field: (right[field], asked[field]) for field in FIELDS if asked[field]}


def machines(lines: list[dict[str, Any]]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Recall and precision of what is no person (target T14), each as right of how many."""
    pairs = [(line["expected"]["kind"] != "human", identify(request_of(line)).kind != "human")
             for line in lines if line["expected"].get("kind")]  # fmt: skip
    both = sum(really and told for really, told in pairs)
    return (both, sum(really for really, _ in pairs)), (both, sum(told for _, told in pairs))


def speed(requests: list[Request]) -> float:
    """Requests a second on one core, none of them twice the same."""
    distinct = [_varied(request, copy) for copy in range(COPIES) for request in requests]
    identify(requests[0])
    start = perf_counter()
    for request in distinct:
        identify(request)
    return len(distinct) / (perf_counter() - start)


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

"""Requests as columns, and the log lines made of them."""

from __future__ import annotations

import time
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import numpy as np

from penombre.simulate.clock import Floats, Ints
from penombre.simulate.texts import Texts

GET, HEAD, POST = "GET", "HEAD", "POST"


@dataclass
class Requests:
    """One row a request; all but `at`, `status` and `size` are numbers of texts."""

    at: Floats
    address: Ints
    method: Ints
    target: Ints
    status: Ints
    size: Ints
    referrer: Ints
    agent: Ints
    fetch_site: Ints
    purpose: Ints
    package: Ints

    @classmethod
    def of(
        cls, texts: Texts, at: Floats, address: Ints | int, target: Ints | int, agent: Ints | int, **others: Ints | int
    ) -> Self:
        """Requests of the given columns; what is not given is a GET answered 200, without referrer or headers."""
        n = len(at)
        columns: dict[str, Ints | int] = {
            "address": address, "target": target, "agent": agent,
            "method": texts.number(GET), "status": 200, "referrer": 0, "fetch_site": 0, "purpose": 0, "package": 0,
            "size": 14_000,
        } | others  # fmt: skip
        return cls(at=at, **{name: np.broadcast_to(np.asarray(c, dtype=np.int64), n) for name, c in columns.items()})

    @classmethod
    def together(cls, parts: list[Requests]) -> Requests:
        """Several lots in the order of time; those of one instant stay in the order of the lots."""
        joined = {f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(cls)}
        order = np.argsort(joined["at"], kind="stable")
        return Requests(**{name: column[order] for name, column in joined.items()})

    def only(self, start: float, end: float) -> Requests:
        """Those within a period."""
        chosen = (self.at >= start) & (self.at < end)
        return Requests(**{f.name: getattr(self, f.name)[chosen] for f in fields(self)})

    def __len__(self) -> int:
        return len(self.at)


def write_requests(requests: Requests, texts: Texts, path: Path, host: str | None) -> None:
    """Writes the log: combined, or with the headers of a fetch and the host where `host` is given."""
    words = texts.all
    seconds = requests.at.astype(np.int64)
    minutes = np.unique(seconds // 60)
    stamps = {int(m): time.strftime("%d/%b/%Y:%H:%M:", time.gmtime(int(m) * 60)) for m in minutes}
    text_columns = (requests.address, requests.method, requests.target, requests.referrer, requests.agent)
    columns = [[words[i] for i in column.tolist()] for column in text_columns]
    rows = zip(seconds.tolist(), *columns, requests.status.tolist(), requests.size.tolist(), strict=True)
    lines = [
        f'{address} - - [{stamps[at // 60]}{at % 60:02d} +0000] "{method} {target} HTTP/1.1" {status} {size} '
        f'"{referrer}" "{agent}"'
        for at, address, method, target, referrer, agent, status, size in rows
    ]
    if host is not None:
        heads = zip(requests.fetch_site.tolist(), requests.purpose.tolist(), requests.package.tolist(), strict=True)
        lines = [
            f'{line} "{words[site]}" "{words[purpose]}" "{words[package]}" "{host}"'
            for line, (site, purpose, package) in zip(lines, heads, strict=True)
        ]
    lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")

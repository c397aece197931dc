"""From log files to counts: reads them into a store, judges what is in it, counts landings and previews."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from penombre.analyze.logs.evidence import Cell
from penombre.collect.logs.errors import LogError
from penombre.collect.logs.reader import LogInput, Watch, read_logs
from penombre.select.judgement import SignBook
from penombre.select.sites import bare_host, main_site, with_twins
from penombre.sentences import say
from penombre.signals import MARKER_PARAMS, asked_for, referrer_sign

if TYPE_CHECKING:
    from penombre.store.engine import Columns, Engine

MOST_PAGES = 1000
LEAST_REFERRED = 30
"""Visitors from a known source below which their habits say nothing of the rest."""
ASSETS_USUAL = 0.8
SITES_USUAL = 0.95
"""What share of their browsers that always send Sec-Fetch-Site must have been seen to: not every log names it."""


class PreviewHours(msgspec.Struct, frozen=True):
    """Link previews of one app by page and hour: arrays of one length, each pair once."""

    app: str
    channel: str
    private: str
    columns: dict[str, Any]


class Findings(msgspec.Struct, frozen=True):
    """Everything counted in one set of logs."""

    inputs: list[LogInput]
    site: str
    site_guessed: bool
    site_seen: str
    """Where hardly a line names the site that was given: the host that most come from instead; else empty."""
    period: dict[str, Any]
    verdicts: dict[str, int]
    assets_expected: bool
    cells: list[Cell]
    pages: list[dict[str, Any]]
    page_total: int
    days: list[dict[str, Any]]
    hours: list[dict[str, Any]]
    page_hours: Columns
    previews: list[PreviewHours]
    private_senders: dict[str, int]
    """Senders of link previews in private apps, by sort of page."""

    @property
    def start(self) -> datetime:
        """The first request read."""
        return _moment(self.period["first"])

    @property
    def end(self) -> datetime:
        """The last request read."""
        return _moment(self.period["last"])


def gather(
    engine: Engine,
    inputs: Sequence[str],
    *,
    format_name: str | None,
    site: str,
    timezone: str,
    watch: Watch,
) -> Findings:
    """Read `inputs` into a fresh engine and count. Raises LogError where they cannot be read, or name no such site."""
    engine.create("functions")
    engine.create("audit")
    accounts = read_logs(engine, inputs, format_name=format_name, marker_names=sorted(MARKER_PARAMS), watch=watch)
    book = SignBook()
    name, guessed, seen = _choose_site(engine, site)
    assets_expected = _judge(engine, book, with_twins(name) if name else frozenset())
    pages, period = engine.rows("page_counts", limit=MOST_PAGES), engine.rows("period")[0]
    return Findings(
        inputs=accounts,
        site=name,
        site_guessed=guessed,
        site_seen=seen,
        period=period,
        verdicts={row["verdict"]: row["lines"] for row in engine.rows("line_verdicts")},
        assets_expected=assets_expected,
        cells=[msgspec.convert(row, Cell, strict=False) for row in engine.rows("landing_cells")],
        pages=pages,
        page_total=engine.rows("page_total")[0]["pages"],
        days=engine.rows("day_counts", timezone=timezone),
        hours=engine.rows("hour_counts", timezone=timezone),
        page_hours=engine.columns("page_hours"),
        previews=list(_previews(engine.columns("unfurl_hours"), book, _moment(period["first"]).date())),
        private_senders=_private_senders(engine.rows("unfurl_kinds"), book),
    )


def _choose_site(engine: Engine, wanted: str) -> tuple[str, bool, str]:
    """The site's name, whether it was guessed, and another that the log seems to be of where it was not.

    The site's host names become those whose requests count. Raises LogError where none was sent to the one wanted.
    """
    served = [(row["host"], row["requests"]) for row in engine.rows("host_counts")]
    hosts = engine.rows("distinct_texts", family="host")
    referring = [(row["host"], row["assets"], row["pages"]) for row in engine.rows("referrer_counts")]
    likely = main_site(served, referring, [host for host, _, _ in referring if _is_public(host)])
    seen = ""
    if wanted:
        name, guessed = bare_host(wanted), False
        if served and not any(bare_host(host) == name for host, _ in served):
            shown = ", ".join(host for host, _ in served[:5])
            raise LogError(
                say(
                    "--site {wanted}: no request was sent to this host. The log has: {shown}",
                    wanted=wanted,
                    shown=shown,
                )
            )
        if not served and not any(bare_host(host) == name for host, _, _ in referring):
            seen = likely
    else:
        name, guessed = likely, True
    mine = [row["hash"] for row in hosts if not row["text"] or not served or bare_host(row["text"]) == bare_host(name)]
    engine.insert("signs", [{"family": "host", "hash": hash_, "kind": "human"} for hash_ in mine])
    return name, guessed and bool(name), seen


def _is_public(host: str) -> bool:
    sign = referrer_sign(f"https://{host}/")
    return sign is not None and sign.channel != "referral"


def _judge(engine: Engine, book: SignBook, own_hosts: frozenset[str]) -> bool:
    """Judge texts, visitors and landings; returns whether people's browsers fetch assets that this log records."""
    engine.insert("signs", list(book.judge_agents(engine.rows("distinct_texts", family="agent"))))
    engine.insert("signs", list(book.judge_referrers(engine.rows("distinct_texts", family="referrer"), own_hosts)))
    engine.insert("signs", list(book.judge_markers(engine.rows("distinct_texts", family="markers"))))
    engine.insert("signs", list(book.judge_packages(engine.rows("distinct_texts", family="package"))))
    engine.execute("describe_visitors")
    habits = engine.rows("browser_habits")[0]
    assets_expected = (
        habits["visitors"] >= LEAST_REFERRED and habits["with_assets"] >= ASSETS_USUAL * habits["visitors"]
    )
    sites_expected = habits["telling"] >= LEAST_REFERRED and habits["told"] >= SITES_USUAL * habits["telling"]
    engine.execute("suspect_populations")
    engine.execute("judge_visitors", assets_expected=assets_expected, sites_expected=sites_expected)
    engine.execute("find_landings")
    engine.insert("origins", list(_origins(engine.rows("sign_combinations"), book)))
    engine.execute("find_unfurls")
    return bool(assets_expected)


def _origins(combinations: Iterable[dict[str, int]], book: SignBook) -> Iterator[dict[str, Any]]:
    for row in combinations:
        origin = book.origin(row.values())
        yield row | msgspec.to_builtins(origin)


def _previews(columns: Columns, book: SignBook, on: date) -> Iterator[PreviewHours]:
    """By app, whichever of its names it asked with."""
    of_app: dict[tuple[str, str, str], list[int]] = {}
    for number in sorted(set(columns["sign"].tolist())):
        sign = book.sign(int(number))
        if sign is not None:
            of_app.setdefault((*asked_for(sign.app, sign.channel, on), sign.private), []).append(number)
    for (app, channel, private), numbers in of_app.items():
        mine = np.isin(columns["sign"], numbers)
        pairs, place = np.unique(
            np.stack([columns[name][mine] for name in ("page_number", "hour")]), axis=1, return_inverse=True
        )
        counted = {
            name: np.bincount(place.ravel(), columns[name][mine], pairs.shape[1]).astype(np.int64)
            for name in ("requests", "senders", "bursts")
        }
        yield PreviewHours(app, channel, private, {"page_number": pairs[0], "hour": pairs[1], **counted})


def _private_senders(rows: Iterable[dict[str, Any]], book: SignBook) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        sign = book.sign(row["sign"])
        if sign is not None and sign.private == "yes":
            found[row["page_kind"]] = found.get(row["page_kind"], 0) + row["senders"]
    return found


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)

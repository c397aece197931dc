"""Finds out by looking which format a log is in."""

from __future__ import annotations

from penombre.collect.logs import haproxy, logformat, w3c
from penombre.collect.logs.errors import EmptyLogError, LogError
from penombre.collect.logs.feed import Feed
from penombre.collect.logs.layout import JSON_LAYOUTS, TEXT_LAYOUTS, Layout
from penombre.sentences import say
from penombre.store.engine import Engine, query_text

SAMPLE_LINES = 200
LAYOUTS: dict[str, Layout] = {layout.name: layout for layout in (*TEXT_LAYOUTS, *JSON_LAYOUTS, haproxy.LAYOUT)}
ALIASES = {
    "nginx": "combined", "apache": "combined", "common_vhost": "vhost_common", "vhost": "vhost_combined",
    "gandi": "vhost_combined", "nginx_json": "json", "traefik": "json", "traefik_json": "json", "caddy_json": "caddy",
    "iis": "w3c", "cloudfront": "w3c", "w3c_extended": "w3c",
}  # fmt: skip
FORMAT_NAMES = sorted({*LAYOUTS, *ALIASES, "w3c"})


def layout_named(name: str) -> Layout | None:
    """The layout that `--format` names; None for W3C, whose layout each file's `#Fields` line gives.

    Raises LogError for an unknown name.
    """
    if logformat.is_format_string(name):
        return logformat.layout_of(name)
    known = ALIASES.get(name.lower(), name.lower())
    if known == "w3c":
        return None
    if known not in LAYOUTS:
        raise LogError(
            say(
                "--format {name}: no such format. Known: {names}, or a LogFormat string",
                name=name,
                names=", ".join(FORMAT_NAMES),
            )
        )
    return LAYOUTS[known]


def sample_of(block: bytes) -> bytes:
    """The first whole lines of a block, the shorter ones: what is very long is seldom well formed."""
    lines = [line for line in block[: 1 << 18].split(b"\n") if line.strip() and not line.startswith(b"#")]
    short = [line for line in lines if len(line) <= 8192]
    return b"\n".join((short or lines)[:SAMPLE_LINES]) + b"\n"


def recognise(engine: Engine, path: str, block: bytes) -> Layout | None:
    """The layout of a log that starts with `block`; None for W3C. Raises LogError where none fits."""
    if w3c.DIRECTIVE in block[:8192]:
        return None
    if b"\0" * 8 in block[:8192]:
        raise LogError(say("{path}: binary data, not a log in text", path=path))
    sample = sample_of(block)
    if not sample.strip():
        raise EmptyLogError(say("{path}: empty: there is no request in it", path=path))
    lines = sample.splitlines()
    json = sum(line.lstrip().startswith(b"{") for line in lines) * 2 > len(lines)
    best: tuple[tuple[int, ...], Layout] | None = None
    for layout in JSON_LAYOUTS if json else (*TEXT_LAYOUTS, haproxy.LAYOUT):
        score = _fit(engine, layout, sample)
        if score[0] and (best is None or score > best[0]):
            best = score, layout
    if best is None:
        raise LogError(_unknown(path, lines[0], json=json))
    return best[1]


def _fit(engine: Engine, layout: Layout, sample: bytes) -> tuple[int, ...]:
    """Lines read, those among them with a real address, an agent, a host, Sec-Fetch-Site: more is better."""
    feed = Feed([sample])
    sql = query_text("recognise").replace("-- {layout}", query_text(f"layouts/{layout.file}"))
    row = engine.row(sql, source=feed.path, **layout.parameters)
    feed.close()
    if layout.name == "combined_fetch" and not row["fetch_sites"]:
        return (0,)
    return (row["read"], row["addresses"], row["agents"], row["hosts"], row["fetch_sites"])


def _unknown(path: str, line: bytes, *, json: bool) -> str:
    start = line[:100].decode("utf-8", "replace").encode("unicode_escape").decode()
    names = ", ".join(FORMAT_NAMES)
    advice = (
        say("It is JSON, but without an address, a time and a status under the usual names")
        if json
        else say(
            "If your server has a LogFormat or log_format of its own, give it: {option}",
            option="--format '%h %l %u %t \"%r\" %>s %b'",
        )
    )
    return say(
        "{path}: not recognised as an access log. First line: {start}\n  {advice}\n  Known formats: {names}",
        path=path,
        start=start,
        advice=advice,
        names=names,
    )

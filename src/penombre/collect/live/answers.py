"""What the edge answers: statuses, headers and bodies, ready to send."""

from __future__ import annotations

import gzip
import html
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import quote

import msgspec

from penombre.collect.live.sent import Rejected
from penombre.collect.scripts import script as packaged_script
from penombre.select.objection import OPT_OUT_DAYS

Headers: TypeAlias = list[tuple[bytes, bytes]]
Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]

MOST_REDIRECTS = 10_000
_JSON = (b"content-type", b"application/json")
_SNIFF = (b"x-content-type-options", b"nosniff")
_NO_STORE = (b"cache-control", b"no-store")


class Answer(NamedTuple):
    """A status, headers and a body."""

    status: int
    headers: Headers
    body: bytes


async def give(send: Send, answer: Answer, *, head: bool = False) -> None:
    """Send an answer; to HEAD without its body."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": b"" if head else answer.body})


def json_answer(status: int, content: object, more: Headers | None = None) -> Answer:
    """An answer in JSON."""
    body = msgspec.json.encode(content)
    size = (b"content-length", str(len(body)).encode())
    return Answer(status, [_JSON, size, _SNIFF, _NO_STORE, *(more or [])], body)


def refusal(status: int, sentence: str, headers: Mapping[str, str] | None = None, origin: str = "") -> Answer:
    """A refusal with one sentence that says what to do."""
    more = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    return json_answer(status, {"error": sentence}, more + cross_origin(origin))


def too_many(wait: float, origin: str = "") -> Answer:
    """A refusal for now."""
    return refusal(429, "too many requests: try again later", {"retry-after": str(max(1, math.ceil(wait)))}, origin)


@cache
def not_found() -> Answer:
    """The same for what never was, what was deleted and what is hidden."""
    return refusal(404, "there is nothing at this address")


def taken(accepted: int, rejected: Sequence[Rejected], origin: str) -> Answer:
    """What became of a batch: on disk, or told why not. A batch of which nothing could be taken is a bad request."""
    status = 400 if rejected and not accepted else 202
    content: dict[str, object] = {"accepted": accepted, "rejected": rejected}
    if status == 400:
        content["error"] = f"nothing in it could be taken: {rejected[0].reason}"
    return json_answer(status, content, cross_origin(origin))


def cross_origin(origin: str) -> Headers:
    """Lets a page of another origin read an answer, which tells it nothing but what became of its own events."""
    if not origin or "\r" in origin or "\n" in origin:
        return []
    return [
        (b"access-control-allow-origin", origin.encode("latin-1", "replace")),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-expose-headers", b"retry-after"),
        (b"vary", b"origin"),
    ]


def preflight(origin: str) -> Answer:
    """The answer to a browser that asks before it sends."""
    more = [
        (b"access-control-allow-methods", b"POST"),
        (b"access-control-allow-headers", b"content-type, content-encoding"),
        (b"access-control-max-age", b"86400"),
    ]
    return Answer(204, cross_origin(origin) + more, b"")


def post_only(method: str, origin: str) -> Answer:
    """The answer of an address that takes POST to any other method."""
    if method == "OPTIONS":
        return preflight(origin)
    return refusal(405, "this address takes POST", {"allow": "POST, OPTIONS"})


class RedirectAnswers:
    """Redirects, made once for each target."""

    def __init__(self) -> None:
        self._made: dict[str, Answer] = {}

    def to(self, url: str) -> Answer:
        """A redirect to a stored target, whose address was checked when it was stored."""
        answer = self._made.get(url)
        if answer is None:
            if len(self._made) >= MOST_REDIRECTS:
                self._made.clear()
            headers = [
                (b"location", url.encode("ascii")),
                (b"cache-control", b"private, no-store"),
                (b"x-robots-tag", b"noindex"),
                (b"content-length", b"0"),
            ]
            answer = self._made[url] = Answer(302, headers, b"")
        return answer


def see_other(path: str) -> Answer:
    """On to another page of ours, after something was done: a reload does not do it again."""
    return Answer(303, [(b"location", quote(path, "/~+?").encode()), _NO_STORE, (b"content-length", b"0")], b"")


def preview(url: str, title: str, image: str) -> Answer:
    """The link's own title and image, for a program that draws previews; people who end up here are sent on."""
    safe_url, safe_title = html.escape(url, quote=True), html.escape(title, quote=True)
    tags = [f'<meta property="og:title" content="{safe_title}">'] if title else []
    tags += [f'<meta property="og:image" content="{html.escape(image, quote=True)}">'] if image else []
    body = (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{safe_title or safe_url}</title>{"".join(tags)}'
        f'<meta property="og:url" content="{safe_url}"><meta http-equiv="refresh" content="0;url={safe_url}"></head>'
        f'<body><a href="{safe_url}">{safe_title or safe_url}</a></body></html>'
    ).encode()
    return _page(200, body)


def opted_out(cookie: str, *, back: bool) -> Answer:
    """The page behind the opt-out: it sets one flag that names nobody, or takes it away."""
    french, english = (
        ("Vos visites sont de nouveau comptées.", "Your visits are counted again.")
        if back
        else ("Vos visites ne sont plus comptées.", "Your visits are no longer counted.")
    )
    href, label = (
        ("/opt-out", "Ne plus compter mes visites · Stop counting my visits")
        if back
        else ("/opt-out?undo=1", "Annuler · Undo")
    )
    age = 0 if back else OPT_OUT_DAYS * 86_400
    body = (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Penombre</title>'
        '<meta name="viewport" content="width=device-width"></head>'
        f'<body><p>{french}</p><p lang="en">{english}</p><p><a href="{href}">{label}</a></p></body></html>'
    ).encode()
    flag = f"{cookie}={'' if back else '1'}; Max-Age={age}; Path=/; Secure; HttpOnly; SameSite=None"
    answer = _page(200, body)
    return Answer(answer.status, [*answer.headers, (b"set-cookie", flag.encode())], body)


def _page(status: int, body: bytes) -> Answer:
    policy = b"default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"content-security-policy", policy),
        (b"x-robots-tag", b"noindex"),
        _SNIFF,
        _NO_STORE,
    ]
    return Answer(status, headers, body)


@cache
def script(name: str) -> Answer:
    """One of the packaged scripts."""
    body = gzip.compress(packaged_script(name), mtime=0)
    headers = [
        (b"content-type", b"text/javascript; charset=utf-8"),
        (b"content-encoding", b"gzip"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"public, max-age=3600"),
        (b"access-control-allow-origin", b"*"),
        (b"cross-origin-resource-policy", b"cross-origin"),
        _SNIFF,
    ]
    return Answer(200, headers, body)


def metrics(
    totals: Mapping[str, int], told: Mapping[str, Any] | None, failures: int, links: Mapping[str, int]
) -> Answer:
    """Counters as Prometheus reads them; `told` is what the core reports, None where it is away."""
    ledger = told["ledger"] if told else None
    loader = told["loader"] if told else None
    lines = [
        "# HELP penombre_ledger_records Records: received = stored + duplicate + quarantined + pending.",
        "# TYPE penombre_ledger_records gauge",
        *(
            f'penombre_ledger_records{{state="{name}"}} {value}'
            for name, value in sorted((ledger or {}).items())
            if name != "holds"
        ),
        "# HELP penombre_ledger_holds Whether the identity of the ledger holds.",
        "# TYPE penombre_ledger_holds gauge",
        *([f"penombre_ledger_holds {int(bool(ledger['holds']))}"] if ledger else []),
        "# HELP penombre_store_up Whether the process with the store answers.",
        "# TYPE penombre_store_up gauge",
        f"penombre_store_up {int(ledger is not None)}",
        "# HELP penombre_loader_failing Whether what waits in the journal cannot be loaded: /health says why.",
        "# TYPE penombre_loader_failing gauge",
        *([f"penombre_loader_failing {int(bool(loader['problem']))}"] if loader else []),
        "# HELP penombre_loader_failures_total Loads that the store or the disk refused: nothing is lost by waiting.",
        "# TYPE penombre_loader_failures_total counter",
        *([f"penombre_loader_failures_total {loader['failures']}"] if loader else []),
        "# HELP penombre_journal_failures_total Writes, syncs and renames that the disk refused.",
        "# TYPE penombre_journal_failures_total counter",
        f"penombre_journal_failures_total {failures}",
        "# HELP penombre_links Links that can be followed, and hosts they lead to that the block list names.",
        "# TYPE penombre_links gauge",
        *(f'penombre_links{{what="{name}"}} {links[name]}' for name in ("known", "blocked_hosts", "stale")),
        "# HELP penombre_link_reports_total Reports of links by visitors, ever: penombre link reports says of which.",
        "# TYPE penombre_link_reports_total counter",
        f"penombre_link_reports_total {links['reports']}",
        "# HELP penombre_edge_total Counted by this process since it started.",
        "# TYPE penombre_edge_total counter",
        *(f'penombre_edge_total{{what="{name}"}} {value}' for name, value in sorted(totals.items())),
    ]
    body = ("\n".join(lines) + "\n").encode()
    headers = [
        (b"content-type", b"text/plain; version=0.0.4; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        _NO_STORE,
    ]
    return Answer(200, headers, body)

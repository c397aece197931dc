"""The page that says where a short link leads, instead of leading there: in clear, and without a step of its own."""

from __future__ import annotations

import html
from functools import cache
from urllib.parse import quote

from penombre.collect.host import readable_host
from penombre.collect.links.snapshot import Target
from penombre.collect.live.answers import Answer, Headers
from penombre.languages import read_sentences

_POLICY = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def shown(segment: str, target: Target, lang: str, *, reported: bool = False) -> Answer:
    """Where a link leads, a link to go on, and a button to report it; `segment` is its short address' last part."""
    say = _sentences(lang)
    thanks = f'<p class="holds" role="status">{say["notice.reported"]}</p>' if reported else ""
    name = html.escape(readable_host(target.host.name))
    go_on = say["notice.go_on"].format(host=f"<bdi>{name}</bdi>")
    body = (
        f"<h1>{say['notice.title']}</h1>{thanks}{_address(target, lang)}"
        f'<p><a class="go" href="{html.escape(target.url)}" rel="noreferrer nofollow">{go_on}</a></p>'
        f"<h2>{say['notice.ask']}</h2><p>{say['notice.ask_more']}</p>"
        f'<form method="post" action="/{html.escape(quote(segment))}+">'
        f'<button class="go">{say["notice.report"]}</button></form>'
    )
    return _page(200, lang, say["notice.title"], body)


def stopped(target: Target, lang: str) -> Answer:
    """That a link leads to a blocked host: shown, and not to be followed from here."""
    say = _sentences(lang)
    body = f'<h1>{say["notice.stopped"]}</h1><p class="broken">{say["notice.stopped_more"]}</p>{_address(target, lang)}'
    return _page(403, lang, say["notice.stopped"], body)


@cache
def nothing(lang: str) -> Answer:
    """That no link has this address: the same for what never was and what was deleted."""
    say = _sentences(lang)
    body = f"<h1>{say['notice.nothing']}</h1><p>{say['notice.nothing_more']}</p>"
    return _page(404, lang, say["notice.nothing"], body)


def not_reported(why: str, status: int, wait: int, lang: str) -> Answer:
    """That a report was not taken (`too_many`, `unrecorded`), and after how many seconds it may be."""
    say = _sentences(lang)
    answer = _page(status, lang, say["notice.report"], f'<p class="broken">{say[f"notice.{why}"]}</p>')
    return Answer(status, [*answer.headers, (b"retry-after", str(wait).encode())], answer.body)


def _address(target: Target, lang: str) -> str:
    """A target as people read it, and as computers do where that differs: neither hides behind the other."""
    say, name = _sentences(lang), target.host.name
    readable = readable_host(name)
    spelt = f"<p>{say['notice.spelt'].format(host=f'<code>{html.escape(name)}</code>')}</p>" if readable != name else ""
    return (
        f'<p>{say["notice.leads"]}</p><p class="leads"><bdi>{html.escape(readable)}</bdi></p>{spelt}'
        f"<p>{say['notice.address']}</p><pre>{html.escape(target.url)}</pre>"
    )


def _page(status: int, lang: str, title: str, body: str) -> Answer:
    content = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="/assets/penombre.svg">'
        '<link rel="stylesheet" href="/assets/penombre.css"></head>'
        f'<body><header><p class="brand">Penombre</p></header><main>{body}</main></body></html>'
    ).encode()
    headers: Headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(content)).encode()),
        (b"content-security-policy", _POLICY),
        (b"x-robots-tag", b"noindex"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cache-control", b"no-store"),
        (b"vary", b"accept-language"),
    ]
    return Answer(status, headers, content)


@cache
def _sentences(lang: str) -> dict[str, str]:
    return read_sentences(__package__, lang)

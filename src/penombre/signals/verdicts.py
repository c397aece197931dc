"""Puts the signs of a request together: what fetched it, through which channel it came, and whether in private."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from penombre.signals.agents import agent_sign
from penombre.signals.headers import header_signs
from penombre.signals.hosts import host_and_path
from penombre.signals.queries import SHARE_MARK, query_sign
from penombre.signals.referrers import referrer_sign
from penombre.signals.sign import Evidence, Rank, Request, Sign, Verdict

LONGEST_URL = 8192
UNSURE = 0.5  # a fetcher not surer than this gives way to an app's web view
HEAD_PROBE = Sign(
    "scanner", "Microsoft Safe Links", "security", "yes", "header", "HEAD without user agent", 0.5, Rank.FETCHER
)
NOTHING = Verdict("human", "", "none", "mixed")


def resolve(signs: Iterable[Sign]) -> Verdict:
    """The verdict: fetchers before people, and among each the lowest rank."""
    ordered = sorted(signs, key=lambda sign: sign.rank)
    if not ordered:
        return NOTHING
    in_app = any(sign.family == "package" for sign in ordered)
    fetchers = [sign for sign in ordered if sign.kind != "human" and not (in_app and sign.strength <= UNSURE)]
    people = [sign for sign in ordered if sign.kind == "human"]
    best = (fetchers or people or ordered)[0]
    return Verdict(
        kind=best.kind,
        app=best.app or _app_of_same_channel(best, people),
        channel=best.channel,
        private=best.private,
        evidence=tuple(
            Evidence(sign.family, sign.pattern, sign.strength)
            for sign in (best, *(sign for sign in ordered if sign is not best))
        ),
    )


def identify(request: Request) -> Verdict:
    """The verdict on one request."""
    signs = [] if request.headers is None else header_signs(request.headers)
    own_hosts: frozenset[str] = frozenset()
    if request.url:
        url = request.url[:LONGEST_URL]
        host, _ = host_and_path(url)
        own_hosts = frozenset({host}) if host and "://" in url else own_hosts
        _append(signs, query_sign(_query(url)))
    if request.referrer:
        _append(signs, referrer_sign(request.referrer, own_hosts))
    if not request.ua and _method(request.headers) == "HEAD" and not request.referrer:
        signs.append(HEAD_PROBE)
    elif request.ua is not None:
        _append(signs, agent_sign(request.ua))
    return resolve(signs)


def _append(signs: list[Sign], sign: Sign | None) -> None:
    if sign is not None:
        signs.append(sign)


def _query(url: str) -> str:
    """The query of an address; of a path without query only its share mark."""
    before, question, query = url.partition("#")[0].partition("?")
    if question:
        return query
    return before[before.rfind(SHARE_MARK) :] if SHARE_MARK in before else ""


def _method(headers: Mapping[str, str] | None) -> str:
    return str((headers or {}).get(":method", "")).upper()


def _app_of_same_channel(best: Sign, people: list[Sign]) -> str:
    """The name another sign gives, where the best one knows only the channel."""
    if best.kind != "human":
        return ""
    return next((sign.app for sign in people if sign.app and best.channel in (sign.channel, "none")), "")

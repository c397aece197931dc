"""Judges referrers: the page or app a visit came from."""

from __future__ import annotations

from functools import cache, lru_cache

from penombre.signals.catalogue import human_sign, table
from penombre.signals.hosts import HostTable, host_and_path
from penombre.signals.packages import handed_over_sign
from penombre.signals.sign import Rank, Sign

LONGEST = 2048
APP_SCHEME = "android-app://"
TWINS = ("www.", "m.", "amp.", "mobile.")
QUESTIONS = ("q=", "p=", "query=", "text=", "wd=", "search=", "keywords=", "kw=", "rdata=")
SEARCH_LABELS = ("search", "isearch", "suche", "recherche", "ricerca", "buscador", "busca", "szukaj", "arama", "poisk")

TABLES = {
    "advertising": Rank.PAID,
    "messengers": Rank.PRIVATE_HOST,
    "workchats": Rank.PRIVATE_HOST,
    "webmails": Rank.PRIVATE_HOST,
    "mail_protection": Rank.PRIVATE_HOST,
    "assistants": Rank.ASSISTANT_HOST,
    "networks": Rank.PUBLIC_HOST,
    "fediverse": Rank.PUBLIC_HOST,
    "aggregators": Rank.PUBLIC_HOST,
    "search": Rank.PUBLIC_HOST,
    "search_others": Rank.PUBLIC_HOST,
    "reference": Rank.PUBLIC_HOST,
}
INTERNAL = Sign("human", "", "none", "no", "internal", "(own host)", 1.0, Rank.NOTHING)
SOME_SEARCH = Sign("human", "", "search", "no", "host_labels", "search.*?q=", 0.5, Rank.PUBLIC_HOST)


def referrer_sign(referrer: str, own_hosts: frozenset[str] = frozenset()) -> Sign | None:
    """What a referrer says; None where it names no host.

    own_hosts  the site's own hosts: a referrer there, or on their www, m or amp twin, has family "internal".
    """
    text = referrer[:LONGEST].encode("utf-8", "replace").decode().strip()
    if text[: len(APP_SCHEME)].lower() == APP_SCHEME:
        package, _ = host_and_path(text)
        return handed_over_sign(package) if package else None
    host, path = host_and_path(text)
    if not host or ("." not in host and not host.startswith("[") and "://" not in text):
        return None
    if own_hosts and _bare(host) in _bare_all(own_hosts):
        return INTERNAL
    return _host_sign(host, path) or _unknown(host)


def _host_sign(host: str, path: str) -> Sign | None:
    known = _hosts().find(host, path)
    if known is not None:
        sign, front = known
        if sign.channel != "search" or not front:
            return sign
        if _products().isdisjoint(front.split(".")):
            return sign
        return Sign("human", sign.app, "referral", "no", "host_products", sign.pattern, 0.6, Rank.UNKNOWN_HOST)
    return _by_first_label(host, path)


def _by_first_label(host: str, path: str) -> Sign | None:
    if host.count(".") < 2:
        return None
    first = host.partition(".")[0]
    sign = _labels().get(first) or _labels().get(first.partition("-")[0].rstrip("0123456789"))
    if sign is not None:
        return sign
    asks = any(f"{mark}{question}" in path for question in QUESTIONS for mark in "?&")
    return SOME_SEARCH if asks and first.startswith(SEARCH_LABELS) else None


def _unknown(host: str) -> Sign:
    return Sign("human", "", "referral", "no", "host_unknown", host, 0.6, Rank.UNKNOWN_HOST)


def _bare(host: str) -> str:
    for prefix in TWINS:
        if host.startswith(prefix) and host.count(".") > 1:
            return host[len(prefix) :]
    return host


@lru_cache(maxsize=64)
def _bare_all(hosts: frozenset[str]) -> frozenset[str]:
    return frozenset(_bare(host.lower().partition(":")[0].rstrip(".")) for host in hosts)


@cache
def _hosts() -> HostTable:
    hosts = HostTable()
    for name, rank in TABLES.items():
        for row in table(f"host_{name}"):
            hosts.add(row["host"], human_sign(row, f"host_{name}", row["host"], rank))
    return hosts


@cache
def _labels() -> dict[str, Sign]:
    return {
        row["label"]: human_sign(row, "host_labels", f"{row['label']}.*", Rank.PRIVATE_HOST)
        for row in table("host_labels")
    }


@cache
def _products() -> frozenset[str]:
    return frozenset(row["label"] for row in table("host_products"))

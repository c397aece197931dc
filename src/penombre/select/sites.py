"""Which site a log is about, and under which host names it answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

TWINS = ("www.", "m.", "amp.", "mobile.")


def bare_host(host: str) -> str:
    """A host without port, final dot or the prefixes under which one site answers twice."""
    host = host.lower().rsplit(":", 1)[0] if host.count(":") == 1 else host.lower()
    host = host.rstrip(".")
    for prefix in TWINS:
        if host.startswith(prefix) and host.count(".") > 1:
            return host[len(prefix) :]
    return host


def with_twins(host: str) -> frozenset[str]:
    """The host and the names it may also answer to: www.example.org for example.org, and the other way."""
    bare = bare_host(host)
    return frozenset({host.lower(), bare, *(prefix + bare for prefix in TWINS)})


def main_site(
    served: Sequence[tuple[str, int]], referring: Iterable[tuple[str, int, int]], public: Iterable[str]
) -> str:
    """The site a log is about; empty where nothing tells.

    served      (host, requests) where the log names the host asked for
    referring   (host, assets, pages) that came with this host as referrer: assets are asked for by the site's own pages
    public      hosts known to be somebody else's (search engines, networks)
    """
    totals: dict[str, int] = {}
    for host, requests in served:
        totals[bare_host(host)] = totals.get(bare_host(host), 0) + requests
    if totals:
        main = max(totals, key=lambda host: (totals[host], host))
        return max((host for host, _ in served if bare_host(host) == main), key=lambda host: dict(served)[host])
    others = {bare_host(host) for host in public}
    candidates = [(assets, pages, host) for host, assets, pages in referring if host and bare_host(host) not in others]
    if not candidates:
        return ""
    return max(candidates)[2]

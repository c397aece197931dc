"""Whether a site's page carries its script, as a visitor's browser would get the page."""

from __future__ import annotations

from html import unescape
from typing import Literal

import re2

from penombre.collect.links.preview import PUBLIC, Guard, PreviewError, fetch_text
from penombre.collect.sites import Site

Finding = Literal["found", "another_site", "missing", "unreachable"]

_SOURCE = re2.compile(r"""(?i)<script\s[^<>]*?src\s*=\s*["']?([^"'\s<>]+)""")


def look(site: Site, base: str, guard: Guard = PUBLIC) -> Finding:
    """Fetch the front page of the site's first host and look for the script that `base` serves."""
    try:
        page = fetch_text(f"https://{site.hosts[0]}/", guard)
    except PreviewError:
        return "unreachable"
    return script_in(page, site, base)


def script_in(page: str, site: Site, base: str) -> Finding:
    """What a page's HTML says of the script: a tag manager's comes later, and is not in it."""
    start = f"{base.partition('://')[2]}/p.js?"
    found: Finding = "missing"
    for source in _SOURCE.finditer(page):
        address = unescape(source[1])
        if start not in address:
            continue
        names = [
            part.removeprefix("site=") for part in address.partition("?")[2].split("&") if part.startswith("site=")
        ]
        if site.name in names:
            return "found"
        found = "another_site"
    return found

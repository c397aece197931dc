"""What is put into a site's pages, as each kind of site wants it."""

from __future__ import annotations

import msgspec

from penombre.collect.sites import Site


class Snippet(msgspec.Struct, frozen=True):
    """What to paste: `place` names the kind of site and, in the texts, where to put it."""

    place: str
    code: str


def script_address(base: str, site: Site) -> str:
    """Where the site's script is: `base` is the public address of this server."""
    return f"{base}/p.js?site={site.name}"


def snippets(base: str, site: Site) -> list[Snippet]:
    """The script for each kind of site, the plain one first."""
    address = script_address(base, site)
    tag = f'<script defer src="{address}"></script>'
    return [
        Snippet("html", tag),
        Snippet("wordpress", WORDPRESS.format(address=address)),
        Snippet("shopify", tag),
        Snippet("gtm", f'<script async src="{address}"></script>'),
        Snippet("nextjs", NEXT.format(address=address)),
    ]


def share_bar(base: str) -> str:
    """The share bar, which a site may add where readers share."""
    return f'<script defer src="{base}/share.js"></script>\n<penombre-share></penombre-share>'


def policy(base: str) -> str:
    """What a page's content security policy has to allow."""
    return f"script-src {base}; connect-src {base}"


WORDPRESS = """add_action('wp_enqueue_scripts', function () {{
    wp_enqueue_script('penombre', '{address}', [], null, ['strategy' => 'defer']);
}});"""
NEXT = """import Script from "next/script";

<Script src="{address}" strategy="afterInteractive" />"""

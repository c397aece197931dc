"""Pages from templates: text is escaped, nothing is loaded from elsewhere, no script or style stands in a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from importlib import resources
from pathlib import PurePath
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import MediaType, Response

from penombre import __version__
from penombre.report.texts import number
from penombre.web.texts import name_of, text

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cache-control": "no-store",
    "vary": "accept-language",
}
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def page(template: str, lang: str, *, sentences: Callable[..., str] = text, **values: Any) -> Response[str]:
    """The page that a template makes of `values`, in `lang`; `sentences` are those of the package whose page it is."""
    content = _environment().get_template(template)
    usual = {
        "lang": lang,
        "version": __version__,
        "say": partial(sentences, lang=lang),
        "name_of": partial(name_of, lang=lang),
        "number": partial(number, lang=lang),
    }
    body = content.render(usual | values)
    return Response(body, media_type=MediaType.HTML, headers=HEADERS)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("penombre.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def asset(name: str) -> Response[bytes]:
    """A packaged file that pages load, by its path in this package: never by what a visitor wrote."""
    content = (resources.files(__package__) / name).read_bytes()
    # a picture is opened alone, too: what it may do is said there again
    headers = HEADERS | {"cache-control": "no-cache"}
    return Response(content, media_type=TYPES[PurePath(name).suffix], headers=headers)

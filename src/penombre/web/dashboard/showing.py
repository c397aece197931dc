"""Shows a page of the dashboard: in the reader's language, with addresses that keep its days and filters."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response

from penombre.dashboard.filter import Filter
from penombre.languages import LANGUAGES
from penombre.settings import Settings
from penombre.web.accounts.own_pages import form_token
from penombre.web.accounts.showing import language_of
from penombre.web.accounts.visitor import NOBODY, Visitor
from penombre.web.dashboard.texts import speaking
from penombre.web.rendering import page

ROOT = "/sites"
Asking = Request[Any, Any, Any]


def show(settings: Settings, request: Asking, template: str, **values: Any) -> Response[str]:
    """A page, in the language of who asks, with what its links and forms need."""
    said = query_of(request).get("lang", "")
    asked = said if said in LANGUAGES else ""
    lang = language_of(request)
    visitor: Visitor = request.scope.get("user") or NOBODY
    chosen: Filter = values.get("filter", Filter())
    site = values.get("site")

    def address(section: str, of: Filter = chosen, lang: str = asked) -> str:
        """The address of a page of the same site."""
        query = of.query(lang=lang)
        return path_of(site.name if site else "", section) + (f"?{query}" if query else "")

    return page(
        f"dashboard/{template}.html.j2",
        lang,
        address=address,
        languages=LANGUAGES,
        asked=asked,
        visitor=visitor,
        token=form_token(request, settings),
        server=settings.base_url,
        tells_country=bool(settings.country_header),
        **speaking(lang),
        **values,
    )


def query_of(request: Asking) -> dict[str, str]:
    """The address's query, the first of what is said twice."""
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        found.setdefault(name, value)
    return found


def path_of(name: str, section: str) -> str:
    """The path of a site's page; without a name that of the list of sites."""
    if not name:
        return ROOT
    return f"{ROOT}/{name}" if section == "overview" else f"{ROOT}/{name}/{section}"

"""Shows a page about accounts: in the reader's language, with what its forms need."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from litestar.response import Redirect

from penombre.languages import LANGUAGES, language
from penombre.web.accounts.cookies import cookie
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.errors import AccountError, TooManyGuessesError
from penombre.web.accounts.own_pages import form_token, token_under
from penombre.web.accounts.texts import text
from penombre.web.accounts.tokens import draw_token
from penombre.web.accounts.visitor import NOBODY, Visitor
from penombre.web.rendering import page

Asked = Request[Any, Any, Any]
START = "/sites"
"""Where one arrives after signing in without having asked for a page."""
HOME = "/account"
LARGEST_FORM = 16_384  # bytes


def language_of(request: Asked) -> str:
    """The language that somebody chose, or that of the browser."""
    visitor: Visitor = request.scope.get("user") or NOBODY
    chosen = visitor.person.language if visitor.person else ""
    return language(request.headers.get("accept-language", ""), request.query_params.get("lang", chosen) or chosen)


def show(
    desk: Desk, request: Asked, template: str, *, error: AccountError | None = None, status: int = 200, **values: Any
) -> Response[str]:
    """A page; with an error, what it says and its status."""
    lang = language_of(request)
    visitor: Visitor = request.scope.get("user") or NOBODY
    token = form_token(request, desk.settings)
    fresh = ""
    if not token:
        fresh = draw_token()
        token = token_under(fresh)
    made = page(
        f"accounts/{template}.html.j2",
        lang,
        sentences=text,
        visitor=visitor,
        token=token,
        error=error.told(lang) if error else "",
        path=request.url.path,
        languages=LANGUAGES,
        day=partial(_day, lang=lang),
        moment=partial(_moment, lang=lang),
        **values,
    )
    made.status_code = error.status if error else status
    if isinstance(error, TooManyGuessesError):
        made.headers["retry-after"] = str(error.seconds)
    if fresh:
        made.set_cookie(cookie(request, desk.settings, "penombre-form", fresh))
    return made


def lead_to(path: str) -> Redirect:
    """Go on to a page after a form."""
    return Redirect(path, status_code=303, headers={"cache-control": "no-store"})


def lead_to_sign_in(request: Asked) -> Redirect:
    """Sign in first, then go on to the page that was asked for."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return lead_to(f"/login?next={quote(wanted, safe='/')}")


def own_path(wanted: str) -> str:
    """A path of ours that somebody asked to be led to; the start where it is anything else (case S02)."""
    is_ours = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and len(wanted) < 2000
    return wanted if is_ours and wanted.isascii() and wanted.isprintable() else START


async def form_of(request: Asked) -> dict[str, str]:
    """The fields of a form that hold text; the last where one is given twice."""
    return {name: value for name, value in (await request.form()).multi_items() if isinstance(value, str)}


def address_of(request: Asked) -> str:
    """The client's address, as the edge tells it; empty for this machine's own processes."""
    return request.headers.get("x-forwarded-for", "")


def link_to(desk: Desk, request: Asked, path: str) -> str:
    """A whole address of ours, to be sent to somebody."""
    host = request.headers.get("host", "")
    from_here = f"{'https' if request.headers.get('x-forwarded-proto') == 'https' else 'http'}://{host}"
    return (desk.settings.url or (from_here if host else desk.settings.base_url)) + path


def _day(at: float, lang: str) -> str:
    found = datetime.fromtimestamp(at, UTC)
    month = text("months", lang).split()[found.month - 1]
    return f"{found.day} {month} {found.year}"


def _moment(at: float, lang: str) -> str:
    return f"{_day(at, lang)}, {datetime.fromtimestamp(at, UTC):%H:%M} UTC"

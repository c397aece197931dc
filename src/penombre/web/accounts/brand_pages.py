"""The look of a workspace's reports: name, colour and logo, set by its owners, with a page to look at."""

from __future__ import annotations

from typing import Any

import anyio
import anyio.to_thread
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from penombre.report.bulletin.brand import PENOMBRE, READABLE, Brand, Logo, checked_colour, contrast, readable
from penombre.report.bulletin.errors import BrandError, BulletinError
from penombre.report.bulletin.kept_brand import LONGEST_NAME, forget_brand, keep_brand, kept_brand
from penombre.report.bulletin.logo import LARGEST, LogoError, clean_logo
from penombre.report.bulletin.preview import preview
from penombre.report.texts import number
from penombre.web.accounts.account_pages import owner_of
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.errors import AccountError, BadColourError, BadLogoError
from penombre.web.accounts.guard import Access
from penombre.web.accounts.people import checked_label
from penombre.web.accounts.showing import LARGEST_FORM, Asked, language_of, lead_to, show
from penombre.web.accounts.trail import record
from penombre.web.accounts.visitor import Visitor
from penombre.web.accounts.workspaces import Workspace, all_workspaces
from penombre.web.rendering import HEADERS

OWNER = {"access": Access.OWNER}
PAGE = "/people/{workspace:int}/brand"
PAPER = "#ffffff"
PREVIEWS = 1
"""Made at once: each takes three seconds of one core."""


class BrandPages:
    """What the pages about brands share."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.drawing = anyio.CapacityLimiter(PREVIEWS)

    async def found(self, workspace: int) -> tuple[Workspace, Brand | None]:
        """A workspace and its own brand. Raises NotFoundException."""

        def read(connection: Connection) -> tuple[Workspace | None, Brand | None]:
            named = next((each for each in all_workspaces(connection) if each.number == workspace), None)
            return named, kept_brand(connection, workspace)

        named, brand = await self.desk.read(read)
        if named is None:
            raise NotFoundException
        return named, brand

    async def show(self, request: Asked, workspace: int, error: AccountError | None = None) -> Response[Any]:
        """The page."""
        named, brand = await self.found(workspace)
        colour = brand.colour if brand else PENOMBRE
        return show(
            self.desk,
            request,
            "brand",
            error=error,
            workspace=named,
            brand=brand,
            colour=colour,
            contrast=number(round(contrast(colour, PAPER), 1), language_of(request)),
            readable=readable(colour, PAPER) if contrast(colour, PAPER) < READABLE else "",
            longest=LONGEST_NAME,
            most=LARGEST // 1000,
            saved=request.query_params.get("saved", ""),
        )

    async def keep(self, workspace: Workspace, brand: Brand | None, who: int) -> None:
        """Keep a brand, or none."""
        now = self.desk.now()

        def done(connection: Connection) -> None:
            if brand is None:
                forget_brand(connection, workspace.number)
            else:
                keep_brand(connection, workspace.number, brand)
            record(connection, "brand_changed", now, who=who, subject=workspace.name, workspace=workspace.number)

        await self.desk.write(done)


def brand_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """`/people/{workspace}/brand`."""
    pages = BrandPages(desk)

    @get(PAGE, opt=OWNER)
    async def page(request: Asked, workspace: FromPath[int]) -> Response[Any]:
        return await pages.show(request, workspace)

    @post(PAGE, opt=OWNER, request_max_body_size=LARGEST + LARGEST_FORM)
    async def kept(request: Asked, visitor: NamedDependency[Visitor], workspace: FromPath[int]) -> Response[Any]:
        named, before = await pages.found(workspace)
        said, content = await _sent(request)
        try:
            brand = None
            if said.get("do") != "forget":
                logo = await anyio.to_thread.run_sync(_logo, content, before, said.get("without_logo", ""))
                brand = Brand(_name(said.get("name", "")), _colour(said.get("colour", "")), logo)
        except AccountError as error:
            return await pages.show(request, workspace, error)
        await pages.keep(named, brand, owner_of(visitor).number)
        return lead_to(f"/people/{workspace}/brand?saved=1")

    @get(f"{PAGE}/preview", opt=OWNER)
    async def picture(request: Asked, workspace: FromPath[int]) -> Response[bytes]:
        _, brand = await pages.found(workspace)
        lang = language_of(request)
        try:
            content = await anyio.to_thread.run_sync(preview, lang, brand or Brand(), limiter=pages.drawing)
        except BulletinError:
            raise NotFoundException from None
        return Response(content, media_type="image/png", headers=HEADERS)

    return [page, kept, picture]


async def _sent(request: Asked) -> tuple[dict[str, str], bytes]:
    """The form's texts, and the content of the file."""
    form = await request.form()
    file = form.get("logo")
    content = await file.read() if isinstance(file, UploadFile) else b""
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}, content


def _logo(content: bytes, before: Brand | None, without: str) -> Logo | None:
    """The logo that was sent; without one, the one that is there, unless it is to go. Raises BadLogoError."""
    if not content:
        return None if without or before is None else before.logo
    try:
        return clean_logo(content)
    except LogoError as error:
        raise BadLogoError(error.why, most=str(LARGEST // 1000)) from None


def _name(text: str) -> str:
    return checked_label(text, LONGEST_NAME) if text.strip() else ""


def _colour(text: str) -> str:
    try:
        return checked_colour(text) if text.strip() else PENOMBRE
    except BrandError:
        raise BadColourError from None

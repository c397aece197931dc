"""`/api/v1/links`: short links made, listed, changed and deleted by programs."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from penombre.collect.links.repository import State
from penombre.web.api.own_links import ChangedLink, LinkPage, OwnLinks, ShownLink, WantedLink
from penombre.web.api.problems import answered, problems

MOST_AT_ONCE = 1_000
MOST_ON_A_PAGE = 500
PICTURES = {"svg": "image/svg+xml", "png": "image/png"}


Own: TypeAlias = NamedDependency[OwnLinks]


class LinkController(Controller):
    """The links of the sites that a key opens."""

    path = "/links"
    tags = ["links"]  # noqa: RUF012  (Litestar's way)

    @get(operation_id="listLinks", responses=problems(404), scope="stats:read")
    async def listed(
        self,
        links: Own,
        site: FromQuery[str],
        tag: FromQuery[str] = "",
        text: FromQuery[str] = "",
        standing: Annotated[State | None, QueryParameter(name="state")] = None,
        before: Annotated[int | None, QueryParameter(ge=1, le=2**53)] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=MOST_ON_A_PAGE)] = 100,
    ) -> LinkPage:
        """Links of a site, newest first."""
        return await answered(lambda: links.page(site, tag=tag, text=text, state=standing, before=before, limit=limit))

    @post(operation_id="createLink", responses=problems(404, 409), scope="links:write")
    async def create(self, links: Own, data: JSONBody[WantedLink]) -> ShownLink:
        """Make a link."""
        return (await answered(lambda: links.create([data])))[0]

    @post("/bulk", operation_id="createLinks", responses=problems(404, 409), scope="links:write")
    async def create_all(self, links: Own, data: JSONBody[list[WantedLink]]) -> list[ShownLink]:
        """Make up to a thousand links: all of them, or none where one cannot be."""
        if len(data) > MOST_AT_ONCE:
            raise ClientException(f"{len(data)} links: send {MOST_AT_ONCE} at most at once")
        return await answered(lambda: links.create(data))

    @get("/{code:str}", operation_id="getLink", responses=problems(404), scope="stats:read")
    async def one(self, links: Own, code: FromPath[str]) -> ShownLink:
        """One link."""
        return await answered(lambda: links.named(code))

    @patch("/{code:str}", operation_id="changeLink", responses=problems(404), scope="links:write")
    async def change(self, links: Own, code: FromPath[str], data: JSONBody[ChangedLink]) -> ShownLink:
        """Change what is given of a link."""
        return await answered(lambda: links.change(code, data))

    @delete("/{code:str}", operation_id="deleteLink", responses=problems(404), scope="links:write")
    async def forget(self, links: Own, code: FromPath[str]) -> None:
        """Delete a link for good; its code is never given again."""
        await answered(lambda: links.delete(code))

    @get("/{code:str}/qr", operation_id="drawLink", responses=problems(404), scope="stats:read", media_type="image/*")
    async def draw(
        self,
        links: Own,
        code: FromPath[str],
        form: FromQuery[Literal["svg", "png"]] = "svg",
        channel: FromQuery[str] = "",
        scale: Annotated[int, QueryParameter(ge=1, le=100)] = 10,
    ) -> Response[bytes]:
        """The QR code of a link, or of its variant for a channel."""
        picture = await answered(lambda: links.drawn(code, form, channel, scale))
        return Response(picture, media_type=PICTURES[form])

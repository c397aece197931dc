"""The trail of what was done, for those whom it concerns."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from penombre.web.accounts.account_pages import owner_of
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.guard import Access
from penombre.web.accounts.showing import Asked, show
from penombre.web.accounts.trail import trail_of
from penombre.web.accounts.visitor import Visitor


def trail_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """`/trail`."""

    @get("/trail", opt={"access": Access.PERSON})
    async def trail(request: Asked, visitor: NamedDependency[Visitor]) -> Response[Any]:
        person = owner_of(visitor)
        deeds = await desk.read(lambda database: trail_of(database, person.number, visitor.owned))
        return show(desk, request, "trail", deeds=deeds)

    return [trail]

"""The webhooks of a site: made, tried, watched, given another secret, switched off and on, removed by its editors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated, Any

import anyio.to_thread
import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, PathParameter
from sqlalchemy import Connection

from penombre.dispatch.deliveries import Delivery
from penombre.dispatch.postman import Postman
from penombre.dispatch.webhooks import (
    EVENTS,
    Webhook,
    WebhookError,
    add_webhook,
    remove_webhook,
    rotate,
    switch,
    webhook_of,
    webhooks_of,
)
from penombre.foreign import retold
from penombre.sentences import speaking
from penombre.web.accounts.account_pages import owner_of
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.errors import AccountError, ToldError
from penombre.web.accounts.guard import Access
from penombre.web.accounts.showing import Asked, form_of, language_of, lead_to, show
from penombre.web.accounts.trail import What, record
from penombre.web.accounts.visitor import Visitor
from penombre.web.accounts.workspaces import workspace_of_site

EDIT = {"access": Access.EDIT}
PAGE = "/webhooks/{site:str}"
DO = ("rotate", "test", "off", "on", "remove")
DEEDS: dict[str, What] = {
    "rotate": "webhook_secret_drawn",
    "off": "webhook_changed",
    "on": "webhook_changed",
    "remove": "webhook_removed",
}


class Watched(msgspec.Struct, frozen=True):
    """A webhook and what became of its last deliveries."""

    webhook: Webhook
    deliveries: list[Delivery]


def retelling(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Deliveries that say in the reader's language why they were not taken."""
    return [msgspec.structs.replace(each, said=retold(each.said)) for each in deliveries]


def webhook_routes(desk: Desk, postman: Postman) -> list[HTTPRouteHandler]:
    """`/webhooks` of a site."""

    async def shown(request: Asked, site: str, error: AccountError | None = None, **once: Any) -> Response[Any]:
        found = await desk.read(lambda database: webhooks_of(database, site))
        with speaking(language_of(request)):
            watched = [Watched(each, retelling(await anyio.to_thread.run_sync(postman.lately, each))) for each in found]
            called = retelling([once.pop("called")])[0] if "called" in once else None
        values: dict[str, Any] = {"secret": "", "address": "https://", "called": called} | once
        return show(
            desk, request, "webhooks", error=error, site=site, watched=watched, events=EVENTS, now=desk.now(), **values
        )

    @get(PAGE, opt=EDIT)
    async def webhooks(request: Asked, site: FromPath[str]) -> Response[Any]:
        return await shown(request, site)

    @post(PAGE, opt=EDIT, status_code=200)
    async def webhook_made(request: Asked, visitor: NamedDependency[Visitor], site: FromPath[str]) -> Response[Any]:
        person, form, now = owner_of(visitor), await form_of(request), desk.now()
        events = [str(event) for event in (await request.form()).getall("event", [])]
        address = form.get("address", "")

        def made(database: Connection) -> str:
            here = postman.calls_this_machine
            found, secret = add_webhook(database, site, address, events, now, this_machine=here)
            told = f"{site}: {found.address}"
            where = workspace_of_site(database, site)
            record(database, "webhook_made", now, who=person.number, subject=told, workspace=where)
            return secret

        try:
            with speaking(language_of(request)):
                secret = await desk.write(made)
        except WebhookError as error:
            return await shown(request, site, ToldError(str(error)), address=address[:1000])
        return await shown(request, site, secret=secret)

    return [webhooks, webhook_made, _change_route(desk, postman, shown)]


def _change_route(desk: Desk, postman: Postman, shown: Callable[..., Awaitable[Response[Any]]]) -> HTTPRouteHandler:
    @post(f"{PAGE}/{{number:int}}", opt=EDIT, status_code=200)
    async def webhook_changed(
        request: Asked,
        visitor: NamedDependency[Visitor],
        site: FromPath[str],
        number: Annotated[int, PathParameter(ge=1, le=2**53)],
    ) -> Response[Any]:
        """What the pressed button says."""
        person, now = owner_of(visitor), desk.now()
        do = (await form_of(request)).get("do", "")

        def changed(database: Connection) -> str:
            found, secret = webhook_of(database, site, number), ""
            if do == "rotate":
                secret = rotate(database, site, number, now)
            elif do == "remove":
                remove_webhook(database, site, number)
            elif do in ("on", "off"):
                switch(database, site, number, now, on=do == "on")
            if do in DEEDS:
                where = workspace_of_site(database, site)
                told = f"{site}: {found.address}"
                record(database, DEEDS[do], now, who=person.number, subject=told, workspace=where)
            return secret

        try:
            with speaking(language_of(request)):
                if do == "test":
                    webhook = await desk.read(lambda database: webhook_of(database, site, number))
                    called = await anyio.to_thread.run_sync(postman.test, webhook)
                    return await shown(request, site, called=called)
                secret = await desk.write(changed)
        except WebhookError as error:
            return await shown(request, site, ToldError(str(error)))
        return await shown(request, site, secret=secret) if secret else lead_to(f"/webhooks/{site}")

    return webhook_changed

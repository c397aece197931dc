"""`/api/v1/sites/{name}/webhooks`: addresses that are told a site's news, made and watched by programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, TypeAlias, TypeVar

import msgspec
from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter
from msgspec import UNSET, UnsetType
from sqlalchemy import Connection, Engine

from penombre.dispatch.deliveries import Delivery, State
from penombre.dispatch.postman import Postman, message_id
from penombre.dispatch.webhooks import (
    Event,
    Webhook,
    add_webhook,
    change_events,
    remove_webhook,
    rotate,
    switch,
    webhook_of,
    webhooks_of,
)
from penombre.store.database import reading, writing
from penombre.web.accounts.trail import What, record
from penombre.web.accounts.workspaces import workspace_of_site
from penombre.web.api.access import Grant
from penombre.web.api.problems import answered, problems

T = TypeVar("T")
Number: TypeAlias = Annotated[int, PathParameter(ge=1, le=2**53)]
Events = Annotated[list[Event], msgspec.Meta(min_length=1, max_length=10)]


class WantedWebhook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A webhook to make."""

    address: Annotated[str, msgspec.Meta(max_length=1_000)]
    events: Events


class ChangedWebhook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change of a webhook; what is left out stays. Switched on, its failures are forgotten."""

    events: Events | UnsetType = UNSET
    on: bool | UnsetType = UNSET


class ShownWebhook(msgspec.Struct, frozen=True):
    """A webhook. `failing_since`: the first failure after the last success; `off_at`: since when it is not called."""

    number: int
    address: str
    events: tuple[Event, ...]
    created_at: datetime
    failing_since: datetime | None
    off_at: datetime | None


class MadeWebhook(msgspec.Struct, frozen=True):
    """A webhook with its secret, which is shown this once."""

    webhook: ShownWebhook
    secret: str


class ShownDelivery(msgspec.Struct, frozen=True):
    """What became of telling one thing: `id` is the webhook-id of its calls, `status` what was answered last."""

    id: str
    matter: str
    state: State
    attempts: int
    at: datetime
    again_at: datetime | None
    status: int | None
    said: str


class OwnWebhooks:
    """The webhooks of the sites of one grant. All methods raise WebhookError, for others' sites NotFoundException."""

    def __init__(self, database: Engine, postman: Postman, grant: Grant, clock: Callable[[], float]) -> None:
        """Nothing is read yet."""
        self._database, self._postman, self._grant, self._now = database, postman, grant, clock

    def all(self, site: str) -> list[ShownWebhook]:
        """Those of a site."""
        found = self._read(site, lambda connection: webhooks_of(connection, site))
        return [_shown(each) for each in found]

    def one(self, site: str, number: int) -> ShownWebhook:
        """One of them."""
        return _shown(self._read(site, lambda connection: webhook_of(connection, site, number)))

    def add(self, site: str, wanted: WantedWebhook) -> MadeWebhook:
        """Make one."""
        here = self._postman.calls_this_machine

        def added(connection: Connection) -> tuple[Webhook, str]:
            return add_webhook(connection, site, wanted.address, wanted.events, self._now(), this_machine=here)

        found, secret = self._write(site, "webhook_made", added)
        return MadeWebhook(_shown(found), secret)

    def change(self, site: str, number: int, to: ChangedWebhook) -> ShownWebhook:
        """Change what is given."""

        def changed(connection: Connection) -> Webhook:
            if to.events is not UNSET:
                change_events(connection, site, number, to.events)
            if to.on is not UNSET:
                switch(connection, site, number, self._now(), on=to.on)
            return webhook_of(connection, site, number)

        return _shown(self._write(site, "webhook_changed", changed))

    def rotate(self, site: str, number: int) -> MadeWebhook:
        """Give it another secret."""

        def rotated(connection: Connection) -> tuple[str, Webhook]:
            return rotate(connection, site, number, self._now()), webhook_of(connection, site, number)

        secret, found = self._write(site, "webhook_secret_drawn", rotated)
        return MadeWebhook(_shown(found), secret)

    def remove(self, site: str, number: int) -> None:
        """Remove it."""
        self._write(site, "webhook_removed", lambda connection: remove_webhook(connection, site, number))

    def test(self, site: str, number: int) -> ShownDelivery:
        """Call it now."""
        found = self._read(site, lambda connection: webhook_of(connection, site, number))
        return _shown_delivery(found, self._postman.test(found))

    def deliveries(self, site: str, number: int) -> list[ShownDelivery]:
        """Its last deliveries."""
        found = self._read(site, lambda connection: webhook_of(connection, site, number))
        return [_shown_delivery(found, each) for each in self._postman.lately(found)]

    def _read(self, site: str, work: Callable[[Connection], T]) -> T:
        self._grant.site(site)
        with reading(self._database) as connection:
            return work(connection)

    def _write(self, site: str, what: What, work: Callable[[Connection], T]) -> T:
        self._grant.site(site)
        with writing(self._database) as connection:
            done = work(connection)
            where = workspace_of_site(connection, site)
            record(connection, what, self._now(), who=self._grant.person, subject=site, workspace=where)
            return done


Own: TypeAlias = NamedDependency[OwnWebhooks]


class WebhookController(Controller):
    """The webhooks of the sites that a key opens."""

    path = "/sites/{name:str}/webhooks"
    tags = ["webhooks"]  # noqa: RUF012  (Litestar's way)

    @get(operation_id="listWebhooks", responses=problems(404), scope="webhooks:write")
    async def listed(self, webhooks: Own, name: FromPath[str]) -> list[ShownWebhook]:
        """All of a site."""
        return await answered(lambda: webhooks.all(name))

    @post(operation_id="createWebhook", responses=problems(404), scope="webhooks:write")
    async def create(self, webhooks: Own, name: FromPath[str], data: JSONBody[WantedWebhook]) -> MadeWebhook:
        """Make one; its secret is shown this once."""
        return await answered(lambda: webhooks.add(name, data))

    @get("/{number:int}", operation_id="getWebhook", responses=problems(404), scope="webhooks:write")
    async def one(self, webhooks: Own, name: FromPath[str], number: Number) -> ShownWebhook:
        """One of them."""
        return await answered(lambda: webhooks.one(name, number))

    @patch("/{number:int}", operation_id="changeWebhook", responses=problems(404), scope="webhooks:write")
    async def change(
        self, webhooks: Own, name: FromPath[str], number: Number, data: JSONBody[ChangedWebhook]
    ) -> ShownWebhook:
        """Tell it of other events; switch it off or on."""
        return await answered(lambda: webhooks.change(name, number, data))

    @delete("/{number:int}", operation_id="deleteWebhook", responses=problems(404), scope="webhooks:write")
    async def remove(self, webhooks: Own, name: FromPath[str], number: Number) -> None:
        """Remove it."""
        await answered(lambda: webhooks.remove(name, number))

    @post("/{number:int}/secret", operation_id="rotateWebhookSecret", responses=problems(404), scope="webhooks:write")
    async def rotate(self, webhooks: Own, name: FromPath[str], number: Number) -> MadeWebhook:
        """Draw another secret; for a day the one before signs, too."""
        return await answered(lambda: webhooks.rotate(name, number))

    @post("/{number:int}/test", operation_id="testWebhook", responses=problems(404), scope="webhooks:write")
    async def test(self, webhooks: Own, name: FromPath[str], number: Number) -> ShownDelivery:
        """Call it now, once, and say what became of it: five times a minute at most."""
        return await answered(lambda: webhooks.test(name, number))

    @get("/{number:int}/deliveries", operation_id="listDeliveries", responses=problems(404), scope="webhooks:write")
    async def deliveries(self, webhooks: Own, name: FromPath[str], number: Number) -> list[ShownDelivery]:
        """Its last deliveries, the newest first."""
        return await answered(lambda: webhooks.deliveries(name, number))


def _shown(found: Webhook) -> ShownWebhook:
    return ShownWebhook(
        number=found.number,
        address=found.address,
        events=found.events,
        created_at=_moment(found.created_at),
        failing_since=None if found.failing_since is None else _moment(found.failing_since),
        off_at=None if found.off_at is None else _moment(found.off_at),
    )


def _shown_delivery(webhook: Webhook, found: Delivery) -> ShownDelivery:
    return ShownDelivery(
        id=message_id(webhook, found.matter),
        matter=found.matter,
        state=found.state,
        attempts=found.attempts,
        at=_moment(found.at),
        again_at=_moment(found.again_at) if found.state == "waiting" else None,
        status=found.status,
        said=found.said,
    )


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)

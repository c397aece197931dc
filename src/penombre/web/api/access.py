"""Who asks: the key of a request, and what may be done with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal, TypeAlias, get_args

import anyio.to_thread
import msgspec
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, NotFoundException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

Scope = Literal["stats:read", "links:write", "webhooks:write", "sites:write"]
SCOPES: tuple[Scope, ...] = get_args(Scope)


class Grant(msgspec.Struct, frozen=True):
    """What a key opens: what may be done (`scopes`), and for each scope the `sites`, by name, with which."""

    scopes: frozenset[str]
    sites_by_scope: Mapping[str, frozenset[str]]
    scope: str = "stats:read"
    person: int | None = None  # for whom it acts

    @property
    def sites(self) -> frozenset[str]:
        """The sites with which what is asked for may be done."""
        return self.sites_by_scope.get(self.scope, frozenset())

    def site(self, name: str) -> str:
        """The site of this name. Raises NotFoundException: whether others have one so named, nobody learns."""
        if name not in self.sites:
            raise NotFoundException(f"{name[:64]}: no site of yours has this name")
        return name


Keys: TypeAlias = Callable[[str], Grant | None]
"""What a key opens; None for one that is unknown or revoked."""
Guard: TypeAlias = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]


def key_guard(keys: Keys) -> Guard:
    """Lets a request in whose key has the scope that the route names (`scope=`); `keys` is called in a thread.

    Raises NotAuthorizedException (401), PermissionDeniedException (403).
    """

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        scheme, _, key = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise NotAuthorizedException("send a key: Authorization: Bearer …", headers={"www-authenticate": "Bearer"})
        found = await anyio.to_thread.run_sync(keys, key.strip())
        if found is None:
            raise NotAuthorizedException(
                "this key is unknown, revoked or over: make another one on the page of your account",
                headers={"www-authenticate": 'Bearer error="invalid_token"'},
            )
        if handler.opt["scope"] not in found.scopes:
            raise PermissionDeniedException(f"this key lacks the scope {handler.opt['scope']}")
        connection.state.grant = msgspec.structs.replace(found, scope=handler.opt["scope"])

    return guard


async def grant_of(request: Request[Any, Any, Any]) -> Grant:
    """What the key of a request opens, once the guard has let it in."""
    found: Grant = request.state.grant
    return found

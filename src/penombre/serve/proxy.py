"""Hands requests that are not the edge's to the core, over a local socket, as a stream in both directions."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import msgspec

from penombre.collect.live import answers
from penombre.collect.live.request import Peers, Receive, Scope, Send

log = logging.getLogger(__name__)

PUBLIC = b"x-penombre-public"
"""Marks what came from outside: whatever its path is spelt like, the core shows it nothing of `/internal`."""
HOP_BY_HOP = frozenset(
    {
        *(b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization"),
        *(b"te", b"trailer", b"transfer-encoding", b"upgrade"),
    }
)
FORWARDED = frozenset({PUBLIC, b"x-forwarded-for", b"x-forwarded-proto", b"forwarded", b"x-real-ip"})
SECONDS = 60.0
BODY_SECONDS = 30.0
QUERY_SAFE = "%/?:@!$&'()*+,;=-._~[]"
_CORE = httpx.URL("http://core")


class Core:
    """The process with the store, as the edge sees it."""

    def __init__(self, socket: Path, peers: Peers) -> None:
        """`peers` tells whom a request is from: what the client says of that itself is not handed on."""
        self._peers = peers
        timeout = httpx.Timeout(SECONDS, connect=1.0)
        # a client of its own accord keeps cookies: one visitor's session would become everybody's
        nobodys = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        transport = httpx.AsyncHTTPTransport(uds=str(socket))
        self._client = httpx.AsyncClient(transport=transport, timeout=timeout, cookies=nobodys)

    async def report(self) -> dict[str, Any] | None:
        """The ledger's figures and how loading goes; None where the core does not answer."""
        try:
            answer = await self._client.get(_CORE.join("/internal/report"), timeout=2.0)
        except httpx.HTTPError:
            return None
        return msgspec.json.decode(answer.content) if answer.status_code == 200 else None

    async def hand_over(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with what the core answers."""
        try:
            url = _CORE.copy_with(raw_path=quote(scope["path"]).encode() + _query(scope))
        except httpx.InvalidURL:
            await answers.give(send, answers.not_found())
            return
        request = self._client.build_request(
            scope["method"],
            url,
            headers=[*_passed_on(scope["headers"]), *self._told(scope)],
            content=_body(receive),
        )
        try:
            answer = await self._client.send(request, stream=True)
        except TimeoutError:
            await answers.give(send, answers.refusal(408, f"the body did not come within {BODY_SECONDS:.0f} seconds"))
            return
        except httpx.HTTPError as error:
            log.warning("the core does not answer: %s", type(error).__name__)
            sentence = "the dashboard is starting or away: collection goes on, try again in a moment"
            await answers.give(send, answers.refusal(503, sentence, {"retry-after": "2"}))
            return
        try:
            headers = [(name.lower(), value) for name, value in answer.headers.raw if name.lower() not in HOP_BY_HOP]
            await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
            async for piece in answer.aiter_raw():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await answer.aclose()

    def _told(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        return [
            (b"x-forwarded-for", self._peers.address(scope).encode()),
            (b"x-forwarded-proto", self._peers.scheme(scope).encode()),
            (PUBLIC, b"1"),
        ]

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()


def _passed_on(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name not in HOP_BY_HOP and name not in FORWARDED]


def _query(scope: Scope) -> bytes:
    query: str = quote(scope["query_string"], safe=QUERY_SAFE)
    return f"?{query}".encode() if query else b""


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    until = asyncio.get_running_loop().time() + BODY_SECONDS
    while True:
        async with asyncio.timeout_at(until):
            message = await receive()
        if message["type"] == "http.disconnect":
            return
        yield message.get("body", b"")
        if not message.get("more_body"):
            return

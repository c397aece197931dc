"""Whether the port that a server is to listen on is free, and who has it where it is not."""

from __future__ import annotations

import errno
import socket
import time
from typing import Literal

import httpx
import msgspec

from penombre.sentences import say, sentence

WITHIN = 2.0
PATIENCE = 2.0
Holder = Literal["nobody", "penombre", "another", "forbidden", "not_here"]


_TAKEN: dict[Holder, str] = {
    "penombre": sentence("port {port} is taken by a Penombre that runs already: open it, stop it, or {another}"),
    "another": sentence("port {port} is taken by another program: stop that one, or {another}"),
    "forbidden": sentence("port {port} is for administrators only: {another}"),
    "not_here": sentence(
        "{host} is no address of this machine: give another with --host, such as 127.0.0.1 or 0.0.0.0"
    ),
}


class PortTakenError(Exception):
    """The port cannot be listened on: why, and what to do."""


def holder_of(host: str, port: int) -> Holder:
    """Who listens there: nobody, a Penombre, another program; or this user may not, or the address is not here."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # as the server does: a port whose last connections are just ending is free
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EACCES:
                return "forbidden"
            if error.errno != errno.EADDRINUSE:
                return "not_here"
        else:
            return "nobody"
    return "penombre" if health(host, port) is not None else "another"


def health(host: str, port: int) -> dict[str, object] | None:
    """What a Penombre on that port says of itself; None where there is none."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    try:
        # a machine's proxy for the world would be asked for its own ports otherwise
        answer = httpx.get(f"http://{name}:{port}/health", timeout=WITHIN, trust_env=False)
        found = msgspec.json.decode(answer.content, type=dict[str, object])
    except (httpx.HTTPError, msgspec.DecodeError, ValueError):
        return None
    return found if {"status", "version", "journal"} <= found.keys() else None


def refuse_taken_port(host: str, port: int) -> None:
    """Raise PortTakenError where a server could not listen, with what to do."""
    until = time.monotonic() + PATIENCE
    # a server that was just killed may take a moment to let go
    while (found := holder_of(host, port)) == "another" and time.monotonic() < until:
        time.sleep(0.1)
    if found != "nobody":
        free = "8321" if found == "forbidden" else str(port + 1)
        another = say("choose another port: penombre serve --port {free}, or make run PORT={free}", free=free)
        raise PortTakenError(say(_TAKEN[found], port=str(port), host=host, another=another))

"""A real server on a folder of its own, as processes, for tests that start, kill and ask it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import psutil

from penombre.collect.links.repository import Links
from penombre.collect.sites import Sites
from penombre.serve.place import Place
from penombre.settings import Settings
from penombre.store.database import open_database, writing
from penombre.web.accounts.people import add_person, person_called
from penombre.web.accounts.roles import Role
from penombre.web.accounts.sessions import begin_session
from penombre.web.accounts.workspaces import add_member
from penombre.web.demo.setup import make_demo

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
READY_WITHIN = 30.0
OWNER = "owner@example.org"
DRAINED_WITHIN = 120.0


class Server:
    """`penombre serve` on a folder, with one site `demo` in counting mode unless told otherwise."""

    def __init__(self, data: Path, *, mode: str = "counting", demo: bool = False, **settings: object) -> None:
        self.data = data
        self.place = Place(data)
        self.place.make()
        self.port = free_port()
        self.settings = {"seal_seconds": 0.2, "low_water_mb": 1} | settings
        self.database = open_database(self.place.database)
        if demo:
            self.settings["demo"] = True
            self.site = make_demo(self.database, Settings(port=self.port))
        else:
            sites = Sites(self.database)
            known = [site for site in sites.all() if site.name == "demo"]
            self.site = known[0] if known else sites.add("demo", ["www.example.org"], mode=mode)
        self.links = Links(self.database)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, before: Sequence[str] = ()) -> None:
        """Start and wait until it collects and its store answers."""
        environment = os.environ | {f"PENOMBRE_{name.upper()}": str(value) for name, value in self.settings.items()}
        command = [
            *before,
            sys.executable,
            "-m",
            "penombre.cli",
            "serve",
            "--data",
            str(self.data),
            "--port",
            str(self.port),
        ]
        with (self.data / "log").open("ab") as log, (self.data / "told").open("wb") as told:
            self.process = subprocess.Popen(command, env=environment, stdout=told, stderr=log)
        self.wait_ready()

    def told(self) -> str:
        """What was printed on the terminal since the last start."""
        return (self.data / "told").read_text(encoding="utf-8")

    def wait_ready(self) -> None:
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until:
            try:
                status, body = self.get("/health")
                if status == 200 and json.loads(body)["store"] == "up":
                    return
            except OSError:
                pass
            time.sleep(0.02)
        raise AssertionError(f"not ready: {(self.data / 'log').read_text()[-2000:]}")

    def parts(self) -> dict[str, psutil.Process]:
        """The edge and the core."""
        assert self.process is not None
        found = {}
        for child in psutil.Process(self.process.pid).children():
            try:
                arguments = child.cmdline()
            except psutil.Error:
                continue
            if "penombre.serve" in arguments:
                found[arguments[arguments.index("penombre.serve") + 1]] = child
        return found

    def kill(self, part: str) -> None:
        """kill -9 of the edge, the core, or the whole server."""
        assert self.process is not None
        if part != "all":
            if part in (parts := self.parts()):
                parts[part].kill()
            return
        parts = self.parts()
        self.process.kill()
        self.process.wait()
        psutil.wait_procs(parts.values(), timeout=5)

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def get(self, path: str, headers: dict[str, str] | None = None, method: str = "GET") -> tuple[int, bytes]:
        status, body, _ = self.ask(method, path, headers=headers)
        return status, body

    def signed_in(self) -> str:
        """The cookie of the owner of all sites, who has just signed in."""
        with writing(self.database) as connection:
            person = person_called(connection, OWNER) or add_person(connection, OWNER, "Owner", "", time.time())
            add_member(connection, person.number, 1, Role.OWNER)
            return f"penombre={begin_session(connection, person.number, time.time(), complete=True)}"

    def post(self, events: object, headers: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
        body = events if isinstance(events, bytes) else json.dumps(events).encode()
        status, answer, _ = self.ask("POST", "/e", body, headers)
        return status, json.loads(answer)

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            connection.request(method, path, body, {"User-Agent": CHROME, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        finally:
            connection.close()

    def ledger(self) -> dict[str, Any]:
        """The ledger, as the core tells it to the edge and the command line."""
        found: dict[str, Any] = json.loads(self._ask_core("/internal/ledger"))
        return found

    def drained(self) -> dict[str, Any]:
        """The ledger, once nothing waits in the journal any more."""
        until = time.monotonic() + DRAINED_WITHIN
        while True:
            found = self.ledger()
            if not found["pending"] or time.monotonic() > until:
                return found
            time.sleep(0.1)

    def events(self, site: int = 1) -> list[dict[str, Any]]:
        """The stored events, once all are."""
        self.drained()
        return [json.loads(line) for line in self._ask_core(f"/internal/events/{site}").splitlines()]

    def _ask_core(self, path: str) -> bytes:
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(self.place.socket), retries=50), timeout=30) as core:
            answer = core.get(f"http://core{path}")
            answer.raise_for_status()
            return answer.content

    def command(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "penombre.cli", *arguments, "--data", str(self.data)]
        answer = subprocess.run(command, capture_output=True, check=False, text=True)
        assert answer.returncode == 0, f"{arguments}: {answer.stdout[-1000:]} {answer.stderr[-2000:]}"
        return answer.stdout


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def view(id_: str, page: str = "/a", **more: Any) -> dict[str, object]:
    return {"id": id_, "site": "demo", "kind": "view", "url": f"https://www.example.org{page}", "referrer": None} | more

"""The two servers a measured page talks to: the site itself and the collector, small, real, and able to fail when told."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from penombre.collect.scripts import script

ARTICLE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>{head}
<script defer src="{collector}/p.js?site=demo"></script>{bar}</head>
<body style="margin:0"><h1>{title}</h1><p id="text">Quinze caractères, et la suite que personne ne transmet.</p>{body}
<div style="height:{height}px"></div></body></html>"""

Event = dict[str, Any]


@dataclass
class Post:
    """One request to `/e`, answered or not."""

    status: int
    headers: dict[str, str]
    events: list[Event]
    at: float


@dataclass
class Collector:
    origin: str = ""
    mode: str = "strict"
    troubles: list[str] = field(default_factory=list)  # what the next posts meet: "503", "503 after 2", "cut"
    posts: list[Post] = field(default_factory=list)
    got: list[str] = field(default_factory=list)  # every other request
    draw: dict[str, Any] = field(default_factory=lambda: {"ask": False})  # what the next landings are told
    asks: list[Post] = field(default_factory=list)  # the requests to `/ask`

    @property
    def events(self) -> list[Event]:
        """What was acknowledged, each id once, as the server counts."""
        found = {event["id"]: event for post in self.posts if post.status == 202 for event in post.events}
        return list(found.values())

    def kinds(self) -> list[str]:
        return [event["kind"] for event in self.events]


@dataclass
class Site:
    origin: str = ""
    elsewhere: str = ""  # the same pages under another host
    collector: str = ""
    lang: str = "en"
    title: str = "The news of the day"
    head: str = ""
    body: str = ""
    bar: str = ""
    height: int = 3000
    got: list[str] = field(default_factory=list)

    def page(self) -> str:
        return ARTICLE.format(**vars(self))


class Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def collecting() -> Iterator[Collector]:
    collector = Collector()

    class Handler(Quiet):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            collector.got.append(self.path)
            if path == "/p.js":
                self.answer(200, "text/javascript", script(f"p.{collector.mode}.js"))
            elif path in ("/share.js", "/ask.js"):
                self.answer(200, "text/javascript", script(path[1:]))
            else:
                self.answer(404, "text/plain", b"")

        def do_OPTIONS(self) -> None:
            collector.got.append(f"OPTIONS {self.path}")
            self.answer(405, "text/plain", b"")

        def do_POST(self) -> None:
            events = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            events = events if isinstance(events, list) else [events]
            if urlsplit(self.path).path == "/ask":
                collector.asks.append(Post(200, dict(self.headers), events, time.monotonic()))
                self.told(200, collector.draw)
                return
            trouble = collector.troubles.pop(0) if collector.troubles else "202"
            status = {"cut": 0}.get(trouble) if trouble == "cut" else int(trouble.split()[0])
            collector.posts.append(Post(status or 0, dict(self.headers), events, time.monotonic()))
            if trouble == "cut":
                self.close_connection = True
                self.connection.close()
                return
            more = {"Retry_After": trouble.split()[-1]} if "after" in trouble else {}
            self.told(status or 0, {"accepted": len(events), "rejected": []}, **more)

        def told(self, status: int, content: object, **more: str) -> None:
            self.answer(
                status,
                "application/json",
                json.dumps(content).encode(),
                Access_Control_Allow_Origin=self.headers["Origin"],
                Access_Control_Allow_Credentials="true",
                Access_Control_Expose_Headers="Retry-After",
                **more,
            )

    with running(Handler) as port:
        collector.origin = f"http://127.0.0.1:{port}"
        yield collector


@contextmanager
def publishing(collector: str) -> Iterator[Site]:
    site = Site(collector=collector)

    class Handler(Quiet):
        def do_GET(self) -> None:
            site.got.append(self.path)
            self.answer(200, "text/html; charset=utf-8", site.page().encode(), Cache_Control="no-store")

    with running(Handler) as port:
        site.origin = f"http://127.0.0.1:{port}"
        site.elsewhere = f"http://localhost:{port}"
        yield site

"""Somebody's program that webhooks call: a real server in a process of its own thread, that does as it is told."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec

from tests.dispatch.mail_server import make_certificate

TOLERANCE = 300


class Received(msgspec.Struct, frozen=True):
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        return msgspec.json.decode(self.body)


class Receiver:
    """`answers` are given once each, then 204 for ever; a text is sent as it is, in place of an answer."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answers: list[int | bytes] = []
        self.headers: dict[str, str] = {}
        self.drips = b""  # with what an answer begins that never ends
        self.address = ""
        self.certificate = Path()

    def ids(self) -> list[str]:
        return [each.headers["webhook-id"] for each in self.received]


def verified(secret: str, call: Received, now: float) -> bool:
    """As the documentation tells receivers to."""
    moment = call.headers["webhook-timestamp"]
    if abs(now - int(moment)) > TOLERANCE:
        return False
    content = f"{call.headers['webhook-id']}.{moment}.".encode() + call.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(expected, each) for each in call.headers["webhook-signature"].split())


@contextmanager
def receiving(folder: Path | None = None) -> Iterator[Receiver]:
    """A receiver on this machine; with a folder for its certificate it answers by https."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.received.append(Received(self.path, headers, body))
            answer = receiver.answers.pop(0) if receiver.answers else 204
            if isinstance(answer, bytes):
                self.wfile.write(answer)
            elif receiver.drips:
                self._drip()
            else:
                self.send_response(answer)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.end_headers()

        def _drip(self) -> None:
            self.wfile.write(receiver.drips)
            try:
                for _ in range(100):
                    self.wfile.write(b".")
                    self.wfile.flush()
                    time.sleep(0.05)
            except OSError:
                pass

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    scheme = "http"
    if folder is not None:
        receiver.certificate, key = make_certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(receiver.certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    receiver.address = f"{scheme}://127.0.0.1:{server.server_port}/hook?a=1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A real mail server in the test's process, with a certificate of its own, that does as it is told."""

from __future__ import annotations

import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from penombre.settings import MailSettings

USER, PASSWORD = "agency", "a secret"


class Inbox:
    """What was received; `answers` are given to RCPT, `data_answers` to a message, each once, then all is accepted."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], EmailMessage]] = []
        self.answers: list[str] = []
        self.data_answers: list[str] = []
        self.hang_after_data = 0.0

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.data_answers.pop(0) if self.data_answers else "250 OK"
        if answer.startswith("250"):
            message = message_from_bytes(envelope.original_content or b"", policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.received.append((list(envelope.rcpt_tos), message))
        if self.hang_after_data:
            time.sleep(self.hang_after_data)
        return answer


class AnyPort(Controller):
    """A server on whatever port is free: its first connection to itself has to know which."""

    def _trigger_server(self) -> None:
        [socket] = self.server.sockets  # type: ignore[union-attr]
        self.port = socket.getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server(folder: Path, *, tls: str = "none", auth: bool = False) -> Iterator[tuple[Inbox, MailSettings]]:
    """A server on this machine and the settings to reach it."""
    inbox = Inbox()
    context = certificate = None
    if tls != "none":
        certificate, key = make_certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=good, handled=False)

    controller = AnyPort(
        inbox,
        hostname="127.0.0.1",
        port=0,
        ssl_context=context if tls == "tls" else None,
        tls_context=context if tls == "starttls" else None,
        require_starttls=tls == "starttls",
        authenticator=authenticate if auth else None,
        auth_required=auth,
        auth_require_tls=auth,
    )
    controller.start()
    try:
        yield (
            inbox,
            MailSettings(
                host="127.0.0.1",
                port=controller.port,
                tls=tls,  # type: ignore[arg-type]
                sender="Atelier d’Été <reports@example.org>",
                user=USER if auth else "",
                ca_file=str(certificate) if certificate else "",
                timeout=1.0,
            ),
        )
    finally:
        controller.stop()


def make_certificate(folder: Path, name: str = "IP:127.0.0.1") -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    certificate, key = folder / "server.pem", folder / "server.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=mail.test", "-addext", f"subjectAltName={name}", "-out", str(certificate), "-keyout", str(key)],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key

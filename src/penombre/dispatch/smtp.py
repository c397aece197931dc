"""Hands one mail to the operator's server over verified TLS, and knows afterwards whether it was taken."""

from __future__ import annotations

import ipaddress
import os
import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path

from penombre.settings import MailSettings

PASSWORD = "PENOMBRE_MAIL_PASSWORD"  # noqa: S105  (the variable's name)
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}", re.ASCII)
_PERMANENT = 500


class MailError(Exception):
    """A mail that could not be sent: where, why, and what to do."""


class NotSentError(MailError):
    """The server did not take it; `for_good` where trying again would change nothing."""

    def __init__(self, said: str, *, for_good: bool = False) -> None:
        super().__init__(said)
        self.for_good = for_good


class OutcomeUnknownError(MailError):
    """The connection broke after the mail was handed over: the server may have taken it, so it is not sent again."""


class BadMailSettingsError(MailError):
    """`[mail]` cannot be used as it is."""


def checked_address(text: str) -> str:
    """An address that mail can be sent to. Raises MailError."""
    address = text.strip()
    if not _ADDRESS.fullmatch(address) or len(address) > 254:
        raise MailError(f"{text[:80]!r} is not a mail address: write it as name@example.org.")
    return address


def read_password(settings: MailSettings, data: Path, environment: Mapping[str, str] | None = None) -> str:
    """The password: the variable, or the file; empty where nobody logs in. Raises BadMailSettingsError."""
    given = (os.environ if environment is None else environment).get(PASSWORD, "")
    if given or not settings.user:
        return given
    if not settings.password_file:
        raise BadMailSettingsError(
            f"[mail] has a user and no password: set {PASSWORD}, or password_file to a file that holds it."
        )
    path = data / settings.password_file
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadMailSettingsError(f"{path}: the mail password cannot be read: {error}.") from None


def checked_settings(settings: MailSettings) -> MailSettings:
    """Settings that mail can leave by. Raises BadMailSettingsError."""
    if not settings.host:
        raise BadMailSettingsError("no mail server is set: give host and sender under [mail] in penombre.toml.")
    if not _ADDRESS.fullmatch(parseaddr(settings.sender)[1]):
        raise BadMailSettingsError(f"sender {settings.sender[:80]!r} under [mail]: write it as reports@example.org.")
    if settings.tls == "none" and not _on_this_machine(settings.host):
        raise BadMailSettingsError(
            f'{settings.host}: tls = "none" is for a server on this machine. Set starttls or tls.'
        )
    return settings


def addressed(message: EmailMessage, settings: MailSettings, to: str, when: datetime, name: str) -> EmailMessage:
    """The message with sender, receiver and date; its id is made of `name`, the same whenever it is sent."""
    shown, sender = parseaddr(settings.sender)
    local, domain = sender.split("@")
    for header in ("From", "To", "Date", "Message-ID", "Auto-Submitted"):
        del message[header]
    message["From"] = Address(shown, local, domain)
    message["To"] = to
    message["Date"] = format_datetime(when)
    message["Message-ID"] = f"<{re.sub(r'[^A-Za-z0-9.-]+', '.', name)}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    return message


def send(message: EmailMessage, settings: MailSettings, to: str, password: str = "") -> None:
    """Send to one address. Raises NotSentError, OutcomeUnknownError, BadMailSettingsError."""
    settings = checked_settings(settings)
    content = message.as_bytes(policy=policy.SMTP.clone(cte_type="7bit"))
    where = f"{settings.host}:{settings.port}"
    with _connected(settings, where) as server:
        try:
            if settings.user:
                server.login(settings.user, password)
            _taken(where, *server.mail(parseaddr(settings.sender)[1]), "the sender")
            _taken(where, *server.rcpt(to), to)
        except smtplib.SMTPAuthenticationError as error:
            raise NotSentError(
                f"{where} refuses the user or the password ({_said(error.smtp_error)})."
                f" Check user under [mail] and {PASSWORD} or password_file."
            ) from None
        except (smtplib.SMTPException, OSError) as error:
            raise NotSentError(f"{where} broke off: {_why(error)}. It is tried again later.") from None
        try:
            code, answer = server.data(content)
        except smtplib.SMTPDataError as error:
            raise _refusal(where, error.smtp_code, error.smtp_error, "the message") from None
        except (smtplib.SMTPException, OSError) as error:
            raise OutcomeUnknownError(
                f"{where} broke off after it was given the mail to {to}: {_why(error)}."
                " Whether it was taken is not known, so it is not sent again."
            ) from None
        _taken(where, code, answer, "the message")


@contextmanager
def _connected(settings: MailSettings, where: str) -> Iterator[smtplib.SMTP]:
    server: smtplib.SMTP | None = None
    try:
        context = ssl.create_default_context()
        if settings.ca_file:
            context.load_verify_locations(settings.ca_file)
        if settings.tls == "tls":
            server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=settings.timeout, context=context)
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
            if settings.tls == "starttls":
                server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
    except ssl.SSLCertVerificationError as error:
        _closed(server)
        raise NotSentError(
            f"{where} has no certificate that can be trusted: {error.verify_message}. Give host as the certificate"
            " names it, or the authority's certificate as ca_file under [mail]."
        ) from None
    except smtplib.SMTPNotSupportedError:
        _closed(server)
        raise NotSentError(f'{where} offers no STARTTLS. Set tls = "tls" and port = 465 under [mail].') from None
    except ssl.SSLError as error:
        _closed(server)
        raise NotSentError(
            f'{where} does not speak TLS as set ({error.reason}): "tls" goes with port 465, "starttls" with 587.'
        ) from None
    except (smtplib.SMTPException, OSError) as error:
        _closed(server)
        raise NotSentError(f"{where} cannot be reached: {_why(error)}. Check host and port under [mail].") from None
    try:
        yield server
    finally:
        _closed(server)


def _closed(server: smtplib.SMTP | None) -> None:
    """Say goodbye; what was sent is sent, whatever becomes of that."""
    if server is not None:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def _taken(where: str, code: int, answer: bytes, what: str) -> None:
    if code // 100 != 2:
        raise _refusal(where, code, answer, what)


def _refusal(where: str, code: int, answer: bytes | str, what: str) -> NotSentError:
    later = " It is tried again later." if code < _PERMANENT else ""
    return NotSentError(f"{where} refuses {what}: {code} {_said(answer)}.{later}", for_good=code >= _PERMANENT)


def _said(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:200]


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "no answer in time"
    return _said(str(error)) or type(error).__name__


def _on_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

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

from penombre.sentences import reason, say
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
        raise MailError(say("{text!r} is not a mail address: write it as name@example.org.", text=text[:80]))
    return address


def read_password(settings: MailSettings, data: Path, environment: Mapping[str, str] | None = None) -> str:
    """The password: the variable, or the file; empty where nobody logs in. Raises BadMailSettingsError."""
    given = (os.environ if environment is None else environment).get(PASSWORD, "")
    if given or not settings.user:
        return given
    if not settings.password_file:
        raise BadMailSettingsError(
            say(
                "[mail] has a user and no password: set {variable}, or password_file to a file that holds it.",
                variable=PASSWORD,
            )
        )
    path = data / settings.password_file
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        told = say("{file}: the mail password cannot be read: {reason}.", file=path, reason=reason(error))
    except UnicodeDecodeError:
        told = say("{file}: the mail password is no text in UTF-8.", file=path)
    raise BadMailSettingsError(told)


def checked_settings(settings: MailSettings) -> MailSettings:
    """Settings that mail can leave by. Raises BadMailSettingsError."""
    if not settings.host:
        raise BadMailSettingsError(say("no mail server is set: give host and sender under [mail] in penombre.toml."))
    if not _ADDRESS.fullmatch(parseaddr(settings.sender)[1]):
        raise BadMailSettingsError(
            say("sender {text!r} under [mail]: write it as reports@example.org.", text=settings.sender[:80])
        )
    if settings.tls == "none" and not _on_this_machine(settings.host):
        raise BadMailSettingsError(
            say("{host}: tls none is for a server on this machine. Set starttls or tls.", host=settings.host)
        )
    return settings


def addressed(
    message: EmailMessage, settings: MailSettings, to: str, when: datetime, name: str, shown: str = ""
) -> EmailMessage:
    """The message with sender, receiver and date; its id is made of `name`, the same whenever it is sent.

    `shown` is the sender's name, where it is another than the settings say; the address stays the settings'.
    """
    usual, sender = parseaddr(settings.sender)
    local, domain = sender.split("@")
    for header in ("From", "To", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe"):
        del message[header]
    message["From"] = Address(shown or usual, local, domain)
    message["To"] = to
    message["Date"] = format_datetime(when)
    message["Message-ID"] = f"<{re.sub(r'[^A-Za-z0-9.-]+', '.', name)}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = (
        f"<mailto:{sender}?subject=unsubscribe>"  # a person does it: no address of ours is open
    )
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
            _taken(where, *server.mail(parseaddr(settings.sender)[1]), say("the sender"))
            _taken(where, *server.rcpt(to), to)
        except smtplib.SMTPAuthenticationError as error:
            raise NotSentError(
                say(
                    "{server} refuses the user or the password ({answer}). Check user under [mail] and {variable} or"
                    " password_file.",
                    server=where,
                    answer=_said(error.smtp_error),
                    variable=PASSWORD,
                )
            ) from None
        except (smtplib.SMTPException, OSError) as error:
            raise NotSentError(say("{server} broke off: {why}.", server=where, why=_why(error))) from None
        try:
            code, answer = server.data(content)
        except smtplib.SMTPDataError as error:
            raise _refusal(where, error.smtp_code, error.smtp_error, say("the message")) from None
        except (smtplib.SMTPException, OSError) as error:
            raise OutcomeUnknownError(
                say(
                    "{server} broke off after it was given the mail to {address}: {why}. Whether it was taken is not"
                    " known, so it is not sent again.",
                    server=where,
                    address=to,
                    why=_why(error),
                )
            ) from None
        _taken(where, code, answer, say("the message"))


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
            say(
                "{server} has no certificate that can be trusted: {why}. Give host as the certificate names it, or the"
                " authority's certificate as ca_file under [mail].",
                server=where,
                why=error.verify_message,
            )
        ) from None
    except smtplib.SMTPNotSupportedError:
        _closed(server)
        raise NotSentError(
            say("{server} offers no STARTTLS. Under [mail], set tls to tls and port to 465.", server=where)
        ) from None
    except ssl.SSLError as error:
        _closed(server)
        raise NotSentError(
            say(
                "{server} does not speak TLS as set ({why}): tls goes with port 465, starttls with 587.",
                server=where,
                why=error.reason,
            )
        ) from None
    except (smtplib.SMTPException, OSError) as error:
        _closed(server)
        raise NotSentError(
            say("{server} cannot be reached: {why}. Check host and port under [mail].", server=where, why=_why(error))
        ) from None
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
    told = say("{server} refuses {what}: {answer}.", server=where, what=what, answer=f"{code} {_said(answer)}")
    return NotSentError(told, for_good=code >= _PERMANENT)


def _said(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:200]


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return say("no answer in time")
    if isinstance(error, OSError) and error.strerror:
        return _said(reason(error))
    return _said(str(error)) or type(error).__name__


def _on_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

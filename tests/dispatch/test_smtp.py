"""Mail leaves over TLS that was verified, and afterwards it is known whether it was taken."""

import socket
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import msgspec
import pytest

from penombre.dispatch.smtp import (
    BadMailSettingsError,
    MailError,
    NotSentError,
    OutcomeUnknownError,
    addressed,
    checked_address,
    checked_settings,
    read_password,
    send,
)
from penombre.settings import MailSettings
from tests.dispatch.mail_server import PASSWORD, mail_server, make_certificate

TO = "client@example.com"


def letter(settings: MailSettings) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Le dark social sur gazette : mars 2026"
    message.set_content("é\n.\n" + "long " * 400)
    return addressed(message, settings, TO, datetime(2026, 4, 1, 7, tzinfo=UTC), "gazette 2026-03 client@example.com")


@pytest.mark.parametrize(("tls", "auth"), [("none", False), ("starttls", True), ("tls", False)])
def test_it_arrives_as_it_was(tmp_path: Path, tls: str, auth: bool) -> None:
    with mail_server(tmp_path, tls=tls, auth=auth) as (inbox, settings):
        send(letter(settings), settings, TO, PASSWORD)
    [(to, message)] = inbox.received
    assert to == [TO]
    assert message["Subject"] == "Le dark social sur gazette : mars 2026"
    assert message["From"] == "Atelier d’Été <reports@example.org>"
    assert message["List-Unsubscribe"] == "<mailto:reports@example.org?subject=unsubscribe>"
    assert message["Message-ID"] == "<gazette.2026-03.client.example.com@example.org>"
    assert message.get_content().replace("\r\n", "\n") == "é\n.\n" + "long " * 400 + "\n"


def test_a_certificate_that_cannot_be_trusted_stops_it_before_the_password(tmp_path: Path) -> None:
    with mail_server(tmp_path, tls="starttls", auth=True) as (inbox, settings):
        with pytest.raises(NotSentError, match="ca_file"):
            send(letter(settings), msgspec.structs.replace(settings, ca_file=""), TO, PASSWORD)
        (tmp_path / "other").mkdir()
        other, _ = make_certificate(tmp_path / "other")
        with pytest.raises(NotSentError, match="no certificate that can be trusted"):
            send(letter(settings), msgspec.structs.replace(settings, ca_file=str(other)), TO, PASSWORD)
        with pytest.raises(NotSentError, match="no certificate that can be trusted"):
            send(letter(settings), msgspec.structs.replace(settings, host="localhost"), TO, PASSWORD)
    assert inbox.received == []


def test_a_server_without_tls_gets_nothing_when_tls_is_set(tmp_path: Path) -> None:
    with mail_server(tmp_path) as (inbox, settings):
        with pytest.raises(NotSentError, match="no STARTTLS"):
            send(letter(settings), msgspec.structs.replace(settings, tls="starttls"), TO)
        with pytest.raises(NotSentError, match="port 465"):
            send(letter(settings), msgspec.structs.replace(settings, tls="tls"), TO)
    assert inbox.received == []


def test_a_wrong_password_says_where_it_is_set(tmp_path: Path) -> None:
    with mail_server(tmp_path, tls="starttls", auth=True) as (_, settings):
        with pytest.raises(NotSentError, match="PENOMBRE_MAIL_PASSWORD") as told:
            send(letter(settings), settings, TO, "wrong")
        assert not told.value.for_good


@pytest.mark.parametrize(
    ("answers", "data_answers", "for_good"),
    [
        (["550 5.1.1 No such user"], [], True),
        (["451 4.7.1 Try again later"], [], False),
        ([], ["552 Too large"], True),
        ([], ["421 Going away"], False),
    ],
)
def test_what_a_server_refuses_is_told_with_its_words(
    tmp_path: Path, answers: list[str], data_answers: list[str], for_good: bool
) -> None:
    with mail_server(tmp_path) as (inbox, settings):
        inbox.answers, inbox.data_answers = answers[:], data_answers[:]
        with pytest.raises(NotSentError, match=(answers + data_answers)[0][:3]) as told:
            send(letter(settings), settings, TO)
        assert told.value.for_good == for_good
        assert inbox.received == []


def test_silence_after_the_message_leaves_it_open(tmp_path: Path) -> None:
    with mail_server(tmp_path) as (inbox, settings):
        inbox.hang_after_data = 1.0
        with pytest.raises(OutcomeUnknownError, match="not sent again"):
            send(letter(settings), msgspec.structs.replace(settings, timeout=0.3), TO)
        assert len(inbox.received) == 1


def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = MailSettings(
            host="127.0.0.1", port=silent.getsockname()[1], tls="none", sender="a@example.org", timeout=0.2
        )
        with pytest.raises(NotSentError, match="no answer in time"):
            send(letter(settings), settings, TO)
    with pytest.raises(NotSentError, match="Check host and port"):
        send(letter(settings), settings, TO)


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"host": ""}, "give host and sender"),
        ({"sender": "nobody"}, "reports@example.org"),
        ({"tls": "none", "host": "mail.example.org"}, "on this machine"),
    ],
)
def test_settings_that_cannot_be_say_what_to_do(changes: dict[str, str], advice: str) -> None:
    settings = MailSettings(host="mail.example.org", sender="reports@example.org")
    assert checked_settings(settings) is settings
    with pytest.raises(BadMailSettingsError, match=advice):
        checked_settings(msgspec.structs.replace(settings, **changes))


@pytest.mark.parametrize(
    "text", ["", "a", "a@b@c", "a@b\r\nBcc: x@y", "a b@c.org", "<a@b.org>", "é@b.org", "x" * 65 + "@b.org"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(MailError, match="is not a mail address"):
        checked_address(text)


def test_the_password_is_never_in_the_settings(tmp_path: Path) -> None:
    settings = MailSettings(user="agency", password_file="mail.password")
    (tmp_path / "mail.password").write_text("from a file\n")
    assert read_password(settings, tmp_path, {}) == "from a file"
    assert read_password(settings, tmp_path, {"PENOMBRE_MAIL_PASSWORD": "from a variable"}) == "from a variable"
    assert read_password(MailSettings(), tmp_path, {}) == ""
    with pytest.raises(BadMailSettingsError, match="cannot be read"):
        read_password(settings, tmp_path / "none", {})
    with pytest.raises(BadMailSettingsError, match="password_file"):
        read_password(MailSettings(user="agency"), tmp_path, {})
    assert "password" not in MailSettings.__struct_fields__

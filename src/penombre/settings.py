"""The operator's settings: `penombre.toml` in the data folder, each overridden by a PENOMBRE_ variable."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from penombre.foreign import retold
from penombre.sentences import reason, say

FILE = "penombre.toml"
PREFIX = "PENOMBRE_"
CLIENT_SECRET = "PENOMBRE_SIGN_ON_CLIENT_SECRET"  # noqa: S105  (the variable's name)


class SettingsError(Exception):
    """A setting that cannot be: which one, what is wrong, what it may be."""


class MailSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How mail leaves, `[mail]`. The password is PENOMBRE_MAIL_PASSWORD or in a file of its own, never here."""

    host: str = ""
    """The server that takes mail; empty: none is sent."""
    port: int = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    """`tls` from the first byte (port 465), `starttls` after a greeting; `none` only to a server on this machine."""
    sender: str = ""
    """Whom mail is from: reports@example.org, or Agency <reports@example.org>."""
    user: str = ""
    """The name to log in with; empty: without."""
    password_file: str = ""
    """A file that holds the password and nothing else, beside this one where no folder is given."""
    ca_file: str = ""
    """Certificates to trust besides the system's, for a server with one of its own."""
    timeout: float = 30.0
    """Seconds to wait for each answer of the server."""


class BrandSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Under whose name reports are handed over, `[brand]`."""

    name: str = ""
    logo: str = ""
    """A PNG or SVG file, beside this one where no folder is given."""
    colour: str = ""
    """Such as #2f4b8f."""


class SignOnSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Signing in through an organisation's provider (OpenID Connect), `[sign_on]`; without `issuer` there is none.

    The client's secret is PENOMBRE_SIGN_ON_CLIENT_SECRET or in a file of its own, never here.
    """

    issuer: str = ""
    """The provider's address, exactly as it writes itself: https://id.example.org"""
    client_id: str = ""
    secret_file: str = ""
    """A file that holds the client's secret and nothing else, beside this one where no folder is given."""
    button: str = "OpenID Connect"
    """What the provider is called on the page to sign in."""
    domains: tuple[str, ...] = ()
    """Domains of the e-mail addresses that may come in this way; empty: any that the provider verified."""
    join: str = ""
    """The workspace that unknown people join as viewers; empty: only who is invited comes in."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the operator may set. Defaults suit one machine without a proxy before it, or one on the same machine."""

    host: str = "127.0.0.1"
    """The address that the server listens on."""
    port: int = 8321
    url: str = ""
    """The public address of this server, such as https://go.example.org; short links begin with it."""
    trusted_proxies: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    """Networks whose X-Forwarded-For is believed."""
    country_header: str = ""
    """A header in which a trusted proxy writes the visitor's country in two letters; empty: no country is kept."""
    requests_per_address: float = 50.0
    """Requests a second that one address may send to /e, in the long run; 0 for no limit."""
    events_per_site: float = 50_000.0
    """Events a second that one site may send, in the long run; 0 for no limit."""
    misses_per_minute: float = 60.0
    """Unknown short links a minute that one neighbourhood of addresses (/24) may ask for."""
    low_water_mb: int = 256
    """Free megabytes below which events are refused, so that the disk does not fill up."""
    seal_seconds: float = 1.0
    """How long events wait in the journal, at most, before the store has them."""
    password_memory_mb: int = 64
    """Megabytes that hashing a password takes: what makes guessing dear for whoever stole the database."""
    password_rounds: int = 3
    """How often hashing a password goes through that memory."""
    demo: bool = False
    """Whether the demo site is served under /demo/, to try the program: not for an installation that measures."""
    webhooks_to_this_machine: bool = False
    """Whether webhooks may lead to this machine itself (127.0.0.1), without https too: to try one, or for a test."""
    mail: MailSettings = MailSettings()
    brand: BrandSettings = BrandSettings()
    sign_on: SignOnSettings = SignOnSettings()

    @property
    def base_url(self) -> str:
        """The address that short links begin with, without a slash at its end."""
        return self.url or f"http://{self.host}:{self.port}"


def read_settings(data: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of a data folder. Raises SettingsError."""
    given: dict[str, Any] = {}
    file = data / FILE
    if file.exists():
        try:
            given = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(say("{file}: {error}", file=file, error=retold(error))) from None
    variables = os.environ if environment is None else environment
    for name in Settings.__struct_fields__:
        if name in TABLES:
            _override_table(given, name, variables)
        elif (value := variables.get(PREFIX + name.upper())) is not None:
            given[name] = _listed(value) if name in LISTS else value
    try:
        settings = msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(
            say("{file} or {prefix} variables: {error}", file=file, prefix=PREFIX, error=retold(error))
        ) from None
    _check_sign_on(settings.sign_on)
    return msgspec.structs.replace(settings, url=_checked_url(settings.url)) if settings.url else settings


def _override_table(given: dict[str, Any], table: str, variables: Mapping[str, str]) -> None:
    """Put PENOMBRE_MAIL_HOST and its like into their table."""
    names = TABLES[table].__struct_fields__
    found: dict[str, Any] = {
        name: _listed(variables[key]) if name in LISTS else variables[key]
        for name in names
        if (key := f"{PREFIX}{table}_{name}".upper()) in variables
    }
    if found:
        before = given.get(table)
        given[table] = (before if isinstance(before, dict) else {}) | found


TABLES = {"mail": MailSettings, "brand": BrandSettings, "sign_on": SignOnSettings}
LISTS = ("trusted_proxies", "domains")


def _listed(value: str) -> list[str]:
    return [item.strip() for item in value.split(",")]


def read_client_secret(settings: SignOnSettings, data: Path, environment: Mapping[str, str] | None = None) -> str:
    """The secret by which the provider knows us: the variable, or the file; empty for a client without one.

    Raises SettingsError.
    """
    given = (os.environ if environment is None else environment).get(CLIENT_SECRET, "")
    if given or not settings.secret_file:
        return given
    path = data / settings.secret_file
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else "UTF-8"
    raise SettingsError(say("{file}: the secret for signing on cannot be read: {reason}.", file=path, reason=why))


def _check_sign_on(settings: SignOnSettings) -> None:
    if not settings.issuer:
        return
    parts = urlsplit(settings.issuer)
    here = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or not (parts.scheme == "https" or here) or parts.query or parts.fragment:
        raise SettingsError(
            say(
                "[sign_on] issuer: {issuer!r}: give an https address such as https://id.example.org",
                issuer=settings.issuer[:100],
            )
        )
    if not settings.client_id:
        raise SettingsError(say("[sign_on] needs issuer and client_id"))


def _checked_url(url: str) -> str:
    """A public address: scheme and host, and a port if need be."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise SettingsError(
            say(
                "{prefix}URL: {url!r}: give a host without a path, such as https://go.example.org",
                prefix=PREFIX,
                url=url[:100],
            )
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"

"""The cookies of people who sign in: none for anybody else, and never one that could go over the net in clear."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from penombre.settings import Settings

Asked = ASGIConnection[Any, Any, Any, Any]
Name = Literal["penombre", "penombre-known", "penombre-shared", "penombre-form", "penombre-sign-on"]
"""The session; a browser that signed in before; the shared link that it opened; what forms are signed with; the try at
signing on that it began."""

YEAR = 365 * 86_400
LASTS: dict[Name, int | None] = {
    "penombre": 30 * 86_400,
    "penombre-known": YEAR,
    "penombre-shared": YEAR,
    "penombre-form": None,
    "penombre-sign-on": 300,
}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def is_encrypted(asked: Asked, settings: Settings) -> bool:
    """Whether the browser asked by https: so the operator's address says, or a proxy that is believed."""
    return settings.base_url.startswith("https://") or asked.headers.get("x-forwarded-proto") == "https"


def may_have_cookies(asked: Asked, settings: Settings) -> bool:
    """Whether somebody may sign in from there: by https, or without any net between."""
    if is_encrypted(asked, settings):
        return True
    host = urlsplit(f"//{asked.headers.get('host', '')}").hostname or ""
    return host in LOOPBACK or host.endswith(".localhost")


def cookie_of(asked: Asked, settings: Settings, name: Name) -> str:
    """A cookie's value; empty where the browser sent none."""
    return asked.cookies.get(_name(name, encrypted=is_encrypted(asked, settings)), "")


def cookie(asked: Asked, settings: Settings, name: Name, value: str) -> Cookie:
    """A cookie for the browser; an empty value takes it away."""
    encrypted = is_encrypted(asked, settings)
    return Cookie(
        key=_name(name, encrypted=encrypted),
        value=value,
        max_age=LASTS[name] if value else 0,
        path="/",
        secure=encrypted,
        httponly=True,
        samesite="strict" if name == "penombre-form" else "lax",
    )


def _name(name: Name, *, encrypted: bool) -> str:
    # no other host, nor a page in clear, can set a cookie that is called so
    return f"__Host-{name}" if encrypted else name

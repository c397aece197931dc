"""Custom formats: an Apache `LogFormat` or nginx `log_format` string becomes a pattern and the places of its fields."""

from __future__ import annotations

import re2

from penombre.collect.logs.errors import LogError
from penombre.collect.logs.layout import Layout, places
from penombre.sentences import say

# Apache's letters and nginx's variables that matter; every other one is read over.
APACHE = {
    "h": "address", "a": "address", "t": "time", "r": "request", "m": "method", "U": "path", "q": "query",
    "s": "status", "v": "host", "V": "host",
}  # fmt: skip
APACHE_HEADERS = {
    "referer": "referrer", "user-agent": "agent", "host": "host", "sec-fetch-site": "fetch_site",
    "sec-purpose": "purpose", "purpose": "purpose", "x-requested-with": "package", "x-forwarded-for": "forwarded",
}  # fmt: skip
NGINX = {
    "remote_addr": "address", "time_local": "time", "time_iso8601": "time", "msec": "time", "request": "request",
    "request_method": "method", "request_uri": "path", "uri": "path", "args": "query", "query_string": "query",
    "status": "status", "http_referer": "referrer", "http_user_agent": "agent", "host": "host", "http_host": "host",
    "server_name": "host", "http_sec_fetch_site": "fetch_site", "http_sec_purpose": "purpose",
    "http_purpose": "purpose", "http_x_requested_with": "package", "http_x_forwarded_for": "forwarded",
}  # fmt: skip
NEEDED = ("address", "time", "status")

_TOKEN = re2.compile(
    r"%(?:[<>!0-9,]*)\{(?P<header>[^}]*)\}\^?(?P<kind>[a-zA-Z]+)"
    r"|%[<>!0-9,]*(?P<letter>[a-zA-Z])"
    r"|\$\{?(?P<variable>[a-z0-9_]+)\}?"
    r"|(?P<percent>%%)"
)


def is_format_string(text: str) -> bool:
    """Whether `--format` was given a format string rather than a name."""
    return "%" in text or "$" in text


def layout_of(format_string: str) -> Layout:
    """The layout of a custom format. Raises LogError where a needed field is missing."""
    text = format_string.strip().replace('\\"', '"').replace("\\t", "\t")
    pattern, fields, at = "", list[str](), 0
    for token in _TOKEN.finditer(text):
        pattern += re2.escape(text[at : token.start()])
        at = token.end()
        if token["percent"]:
            pattern += "%"
            continue
        field = _field(token)
        quoted = text[: token.start()].endswith('"')
        bracketed = text[: token.start()].endswith("[")
        pattern += _group(field, quoted=quoted, bracketed=bracketed, apache_time=token["letter"] == "t")
        fields.append(field)
    pattern = "^" + pattern + re2.escape(text[at:])
    found = {field: place for place, field in enumerate(fields, start=1) if field}
    if "forwarded" in found:
        # a proxy's own address says nothing of the visitor, but is better than none
        found.setdefault("address", found["forwarded"])
    if not found:
        raise LogError(
            say(
                "--format: no field found in {format_string!r}: give a format's name or a LogFormat string",
                format_string=format_string,
            )
        )
    missing = [field for field in NEEDED if field not in found]
    if "request" not in found and "path" not in found:
        missing.append("request")
    if missing:
        raise LogError(say("--format: the format string lacks the {missing}", missing=", ".join(missing)))
    return Layout(
        "custom",
        "pattern",
        {"pattern": pattern, **places(found, without=("date",))},
    )


def _field(token: re2._Match[str]) -> str:
    if token["variable"]:
        return NGINX.get(token["variable"], "")
    if token["letter"]:
        return APACHE.get(token["letter"], "")
    if token["kind"] == "i":
        return APACHE_HEADERS.get(token["header"].lower(), "")
    if token["kind"] == "t":
        return "time"
    return "address" if token["kind"] == "a" else ""


def _group(field: str, *, quoted: bool, bracketed: bool, apache_time: bool) -> str:
    if apache_time:  # %t writes its own brackets
        return r"\[([^\]]+)\]"
    if quoted:
        return r'((?:[^"\\]|\\.)*)'
    if bracketed:
        return r"([^\]]+)"
    if field == "forwarded":
        return r"(\S+(?:, \S+)*)"
    if field == "request":
        return r"(\S+ \S+(?: \S+)?)"
    return r"(\S*)"

"""Where a link may lead: only addresses that every program reads in the same way, written as they will be followed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from urllib.parse import quote

from penombre.collect.host import BadHostError, ascii_host, port_number, without_port
from penombre.collect.links.block_list import FILE, is_blocked
from penombre.collect.links.code import RESERVED
from penombre.collect.links.errors import BadTargetError, BlockedTargetError
from penombre.sentences import say

LONGEST = 8192
_PORTS = {"http": 80, "https": 443}
_SPLIT = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?P<fragment>#.*)?",
    re.IGNORECASE | re.DOTALL,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE | re.ASCII)
# What the URL standard leaves as it is in each part; all else is written as %XX of its UTF-8 bytes.
_KEPT = "!$%&'()*+,-./:;=@_~|[]"
_KEPT_IN = {"path": _KEPT, "query": _KEPT.replace("'", "") + "?^`{}", "fragment": _KEPT + "?^{}#"}
_JOINERS = "\u200c\u200d"  # Persian words and joined emoji are written with them; in ASCII they are seen
_DOT = re.compile(r"\.|%2e", re.IGNORECASE)


class TargetRules:
    """What a target may be in this installation."""

    def __init__(self, own_hosts: Collection[str] = (), blocked: Iterable[str] = ()) -> None:
        """Take the hosts (with their port, if not the usual one) that serve our own links, and hosts that are refused.

        Our own hosts may be led to where the program itself answers, such as its demo site. A blocked host stands for
        every host below it, too.
        """
        self._own = frozenset(own_hosts)
        self._blocked = frozenset(blocked)

    def blocks(self, address: str) -> bool:
        """Whether a target that was checked before is on a blocked host by now."""
        return is_blocked(without_port(address.split("/", 3)[2]), self._blocked)

    def check(self, text: str) -> str:
        """The address in ASCII, as it will be followed; raises BadTargetError, or BlockedTargetError."""
        address = check_target(text)
        _, _, authority, path = address.split("/", 3)
        if authority in self._own and re.split(r"[/?#]", path, maxsplit=1)[0] not in RESERVED:
            raise BadTargetError(
                say(
                    "{text!r} lies on the host of the short links and could lead in a circle. Give the page itself.",
                    text=_shown(text),
                )
            )
        host = without_port(authority)
        if is_blocked(host, self._blocked):
            raise BlockedTargetError(
                say("{text!r} is refused: {host} is in {file}.", text=_shown(text), host=host, file=FILE)
            )
        return address


def check_target(text: str) -> str:
    """A target in ASCII, as browsers will follow it.

    Outer blanks are dropped, as they come with pasting. What some programs repair and others do not is refused: control
    characters and blanks inside, backslashes, a name and password before the host, missing slashes, odd addresses.
    Raises BadTargetError.
    """
    text = text.strip(" ")
    if len(text) > LONGEST:
        raise BadTargetError(say("{text!r} is longer than {longest} characters.", text=_shown(text), longest=LONGEST))
    _refuse_characters(text)
    parts = _SPLIT.fullmatch(text)
    if parts is None:
        raise BadTargetError(_no_address(text))
    scheme = parts["scheme"].lower()
    address = (
        f"{scheme}://{_authority(parts['authority'], scheme, text)}{_path(parts['path'])}"
        f"{_written(parts['query'], 'query')}{_written(parts['fragment'], 'fragment')}"
    )
    if len(address) > LONGEST:
        raise BadTargetError(
            say(
                "{text!r} is longer than {longest} characters once written in ASCII.",
                text=_shown(text),
                longest=LONGEST,
            )
        )
    return address


def _refuse_characters(text: str) -> None:
    if text.isascii() and text.isprintable() and " " not in text and "\\" not in text:
        return
    for character in text:
        if character == "\\":
            raise BadTargetError(
                say("{text!r} has a backslash: write / for a folder, or %5C for the sign itself.", text=_shown(text))
            )
        if character.isspace():
            raise BadTargetError(say("{text!r} has a blank inside: write %20 for it.", text=_shown(text)))
        if not character.isprintable() and character not in _JOINERS:
            raise BadTargetError(
                say(
                    "{text!r} has an invisible character (U+{number:04X}): type it again.",
                    text=_shown(text),
                    number=ord(character),
                )
            )


def _no_address(text: str) -> str:
    if re.match(r"https?:", text, re.IGNORECASE):
        return say("{text!r} is not whole: write https:// with two slashes, then the host.", text=_shown(text))
    if _SCHEME.match(text) and not re.match(r"[^/?#]*:[0-9]+(?:[/?#]|$)", text):
        return say("{text!r}: a link may lead to http:// and https:// addresses only.", text=_shown(text))
    return say("{text!r} is not a whole address: begin it with https://", text=_shown(text))


def _authority(authority: str, scheme: str, text: str) -> str:
    if "@" in authority:
        raise BadTargetError(
            say("{text!r} has a name or password before its host: leave out what stands before @.", text=_shown(text))
        )
    host, port = authority, ""
    if not authority.endswith("]"):
        before, colon, after = authority.rpartition(":")
        if colon:
            host, port = before, after
            if not port:
                raise BadTargetError(say("{text!r} has a colon without a port: leave it out.", text=_shown(text)))
    try:
        host = ascii_host(host)
        number = port_number(port) if port else _PORTS[scheme]
    except BadHostError as error:
        raise BadTargetError(say("{text!r}: {error}.", text=_shown(text), error=error)) from None
    return host if number == _PORTS[scheme] else f"{host}:{number}"


def _path(path: str) -> str:
    """The path with its dots resolved, as browsers do before they ask for it."""
    segments: list[str] = []
    given = path.split("/")[1:] or [""]
    for at, segment in enumerate(given):
        dots = _DOT.sub(".", segment)
        if dots == "..":
            del segments[-1:]
        elif dots != ".":
            segments.append(segment)
            continue
        if at == len(given) - 1:
            segments.append("")
    return _written("/" + "/".join(segments), "path")


def _written(text: str | None, part: str) -> str:
    return quote(text[:1], "/?#") + quote(text[1:], _KEPT_IN[part]) if text else ""


def _shown(text: str) -> str:
    return text if len(text) <= 100 else text[:97] + "..."

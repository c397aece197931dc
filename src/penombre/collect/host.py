"""Host names as browsers write them: one spelling, in ASCII."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address

import idna

from penombre.sentences import say

LONGEST = 253
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)", re.ASCII)


class BadHostError(ValueError):
    """Not a host name or address, or one that programs read in different ways; the message says why."""


def ascii_host(text: str) -> str:
    """The host in lower case and ASCII: a name, an IPv4 address, or an IPv6 address in brackets.

    What browsers would repair or guess (0x7f.1, 127.1, a final dot, a percent sign) is refused.
    """
    if text.startswith("["):
        return f"[{_ipv6(text[1:-1] if text.endswith(']') else '')}]"
    host = text.lower() if text.isascii() else _mapped(text)
    if not host:
        raise BadHostError(say("the host name is missing"))
    if len(host) > LONGEST:
        raise BadHostError(say("the host name is longer than {longest} characters", longest=LONGEST))
    labels = [_label(label, text) for label in host.split(".")]
    if _NUMBER.fullmatch(labels[-1]):
        return _ipv4(".".join(labels))
    host = ".".join(labels)
    if len(host) > LONGEST:
        raise BadHostError(say("the host name is longer than {longest} characters", longest=LONGEST))
    return host


def ascii_host_and_port(text: str) -> str:
    """A host as `ascii_host` writes it, with its port where one is given."""
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):
        return ascii_host(text)
    return f"{ascii_host(host)}:{port_number(port)}"


def port_number(text: str) -> int:
    """A port from 1 to 65535."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and 0 < int(text) < 65_536):
        raise BadHostError(say("{text!r} is not a port; a port is a number from 1 to 65535", text=text[:20]))
    return int(text)


def readable_host(host: str) -> str:
    """A host as people write it: international names in their own letters, where their spelling is sound."""
    return ".".join(_readable(label) for label in host.split("."))


def without_port(host: str) -> str:
    """The host alone."""
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def _mapped(text: str) -> str:
    try:
        return idna.uts46_remap(text, std3_rules=True, transitional=False)
    except (idna.IDNAError, UnicodeError):
        raise BadHostError(say("{text!r} is not a host name", text=text[:80])) from None


def _label(label: str, whole: str) -> str:
    if not label:
        raise BadHostError(say("{text!r} is not a host name: a dot too many", text=whole[:80]))
    try:
        if not label.isascii():
            label = idna.alabel(label).decode()
        elif label.startswith("xn--") and idna.alabel(idna.ulabel(label)).decode() != label:
            raise BadHostError(say("{label!r} is not the spelling of an international name", label=label))
    except (idna.IDNAError, UnicodeError):
        raise BadHostError(say("{label!r} is not allowed in a host name", label=label[:80])) from None
    if not _LABEL.fullmatch(label):
        raise BadHostError(say("{label!r} is not allowed in a host name", label=label[:80]))
    return label


def _readable(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        found = idna.ulabel(label)
    except (idna.IDNAError, UnicodeError):
        return label
    return found if idna.alabel(found).decode() == label else label


def _ipv4(text: str) -> str:
    try:
        return str(IPv4Address(text))
    except AddressValueError:
        raise BadHostError(
            say("{text!r} is not an address; write it as four numbers from 0 to 255", text=text)
        ) from None


def _ipv6(text: str) -> str:
    try:
        address = IPv6Address(text)
    except AddressValueError:
        raise BadHostError(say("[{text}] is not an IPv6 address", text=text[:60])) from None
    if address.scope_id is not None or address.ipv4_mapped is not None:
        raise BadHostError(say("[{text}] is not an address for links: no zone, and no IPv4 inside", text=text))
    return address.compressed

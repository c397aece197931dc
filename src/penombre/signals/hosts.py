"""Finds a host in tables of hosts: exact names, their sub-domains, brands under any country, first labels."""

from __future__ import annotations

from penombre.signals.sign import Sign

LONGEST = 253
SECOND_LEVELS = frozenset({"co", "com", "net", "org", "ac", "edu", "gov", "ne", "or"})


def host_and_path(address: str) -> tuple[str, str]:
    """The host in lower case without user, port and final dot, and the path from its slash on; empty without host."""
    text = address.strip()
    _, found, rest = text.partition("://")
    if not found:
        rest = text.removeprefix("//")
    rest = rest.replace("\\", "/")
    end = min((at for mark in "/?#" if (at := rest.find(mark)) >= 0), default=len(rest))
    authority, path = rest[:end], rest[end:]
    host = authority.rpartition("@")[2].lower()
    if host.startswith("["):
        return host.partition("]")[0] + "]", path
    host = host.partition(":")[0].rstrip(".")
    if not host or len(host) > LONGEST or any(char.isspace() for char in host):
        return "", path
    return host, path


def is_country(rest: str) -> bool:
    """Whether this is what a brand's own domain ends with in some country: `com`, `fr`, `co.uk`, `com.br`."""
    second, dot, top = rest.rpartition(".")
    if dot:
        return second in SECOND_LEVELS and len(top) == 2 and top.isalpha()
    return top in {"com", "net", "org", "cat"} or (len(top) == 2 and top.isalpha())


class HostTable:
    """Signs by host. A host matches only at its dots: evilfacebook.com is not facebook.com."""

    def __init__(self) -> None:
        self._names: dict[str, Sign] = {}
        self._brands: dict[str, Sign] = {}  # "google." for google.*
        self._prefixed: dict[str, list[tuple[str, Sign]]] = {}  # "orange.fr": [("webmail", …)] for webmail*.orange.fr
        self._paths: dict[str, list[tuple[str, Sign]]] = {}

    def add(self, host: str, sign: Sign) -> None:
        """Add `name`, `name/path`, `brand.*` or `prefix*.parent`, where the parent may be a brand."""
        name, slash, path = host.partition("/")
        if slash:
            self._paths.setdefault(name, []).append(("/" + path, sign))
            return
        first, _, parent = name.partition(".")
        if first.endswith("*"):
            self._prefixed.setdefault(parent, []).append((first[:-1], sign))
        elif name.endswith(".*"):
            self._brands[name[:-1]] = sign
        else:
            self._names[name] = sign

    def find(self, host: str, path: str) -> tuple[Sign, str] | None:
        """The sign of the longest known suffix of the host, and the labels in front of that suffix."""
        start = 0
        while True:
            sign = self._at(host, start, path)
            if sign is not None:
                return sign, host[: max(start - 1, 0)]
            dot = host.find(".", start)
            if dot < 0:
                return None
            start = dot + 1

    def _at(self, host: str, start: int, path: str) -> Sign | None:
        suffix = host[start:]
        keys = [suffix, *_brand_keys(suffix)]
        for key in keys:
            for begin, sign in self._paths.get(key, ()):
                if path.startswith(begin):
                    return sign
        if suffix in self._names:
            return self._names[suffix]
        first, _, parent = suffix.partition(".")
        for key in (parent, *_brand_keys(parent)):
            for prefix, prefixed in self._prefixed.get(key, ()):
                if first.startswith(prefix):
                    return prefixed
        for key in keys[1:]:
            brand = self._brands.get(key[:-1])
            if brand is not None:
                return brand
        return None


def _brand_keys(name: str) -> list[str]:
    """`mail.yahoo.*` for mail.yahoo.co.uk, where the rest may be the end of a brand's domain."""
    parts = name.rsplit(".", 2)
    keys = []
    if len(parts) == 3 and is_country(f"{parts[1]}.{parts[2]}"):
        keys.append(f"{parts[0]}.*")
    elif len(parts) >= 2 and is_country(parts[-1]):
        keys.append(f"{name.rpartition('.')[0]}.*")
    return keys

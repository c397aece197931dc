"""Campaign tags on a target: the utm_* parameters that other tools read."""

from __future__ import annotations

from urllib.parse import quote, unquote_plus

from penombre.collect.links.errors import BadTargetError
from penombre.collect.links.target import check_target
from penombre.sentences import say

LONGEST = 200


def with_campaign(
    target: str, source: str, medium: str = "", campaign: str = "", *, term: str = "", content: str = ""
) -> str:
    """The target with campaign tags in its query; tags of the same name that stand there are replaced.

    Raises BadTargetError.
    """
    given = {
        "utm_source": source,
        "utm_medium": medium,
        "utm_campaign": campaign,
        "utm_term": term,
        "utm_content": content,
    }
    tags = {name: _checked(name, value) for name, value in given.items() if value.strip()}
    if not tags:
        return check_target(target)
    if "utm_source" not in tags:
        raise BadTargetError(
            say("{tags} without utm_source: say where the link is put, such as newsletter.", tags=", ".join(tags))
        )
    address, hash_mark, fragment = check_target(target).partition("#")
    address, _, query = address.partition("?")
    pieces = [piece for piece in query.split("&") if piece and _name(piece) not in tags]
    pieces += [f"{name}={quote(value, safe='')}" for name, value in tags.items()]
    return check_target(f"{address}?{'&'.join(pieces)}{hash_mark}{fragment}")


def _checked(name: str, value: str) -> str:
    value = value.strip()
    if len(value) > LONGEST or not value.isprintable():
        raise BadTargetError(
            say(
                "{name}: {value!r}: use up to {longest} characters, and no invisible ones.",
                name=name,
                value=value[:40],
                longest=LONGEST,
            )
        )
    return value


def _name(piece: str) -> str:
    return unquote_plus(piece.partition("=")[0]).lower()

"""The short links in the database: made, changed, paused, deleted, found again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, select

from penombre.collect.links.code import checked_code, draw_code
from penombre.collect.links.errors import BadLinkError, CodeTakenError, UnknownLinkError
from penombre.collect.links.link import Link, checked_tags, checked_title
from penombre.collect.links.target import TargetRules, check_target
from penombre.collect.sites import site_number
from penombre.store.database import reading, writing
from penombre.store.tables import links, next_change

DRAWS = 5  # of a code nobody has: two in a row that are taken will not be seen
AT_ONCE = 500  # codes in one question


class NewLink(msgspec.Struct, frozen=True):
    """A link that is to be made; its fields have been checked."""

    code: str  # empty: one is drawn
    target: str
    site: str | None = None  # the site's name
    title: str = ""
    image: str = ""
    tags: tuple[str, ...] = ()
    expires_at: datetime | None = None


class Links:
    """The short links in a database."""

    def __init__(
        self, database: Engine, rules: TargetRules | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        """Use a database that `open_database` opened, and `rules` for where links may lead."""
        self._database = database
        self._rules = rules or TargetRules()
        self._clock = clock

    def create(
        self,
        target: str,
        code: str | None = None,
        site: str | None = None,
        *,
        title: str = "",
        image: str = "",
        tags: Iterable[str] = (),
        expires_at: datetime | None = None,
    ) -> Link:
        """Make a link; `site` is a site's name, and a code is drawn where none is given.

        Raises BadTargetError, BadCodeError, CodeTakenError, BadLinkError, UnknownSiteError.
        """
        new = self.check(target, code, site, title=title, image=image, tags=tags, expires_at=expires_at)
        return self.create_all([new])[0]

    def check(
        self,
        target: str,
        code: str | None = None,
        site: str | None = None,
        *,
        title: str = "",
        image: str = "",
        tags: Iterable[str] = (),
        expires_at: datetime | None = None,
    ) -> NewLink:
        """What `create` would make, without a look at the database."""
        if expires_at is not None and expires_at.timestamp() <= self._clock():
            raise BadLinkError(f"{expires_at:%Y-%m-%d %H:%M} UTC is over: give a later end, or none.")
        return NewLink(
            code=checked_code(code) if code else "",
            target=self._rules.check(target),
            site=site,
            title=checked_title(title),
            image=check_target(image) if image else "",
            tags=checked_tags(tags),
            expires_at=expires_at,
        )

    def create_all(self, new: Sequence[NewLink]) -> list[Link]:
        """Make many links in one transaction: all of them, or none where one cannot be."""
        if not new:
            return []
        with writing(self._database) as connection:
            revision = next_change(connection, "links")
            taken = taken_codes(connection, [each.code for each in new if each.code])
            names = {each.site for each in new if each.site is not None}
            sites = {name: site_number(connection, name) for name in names}
            now = self._clock()
            rows = []
            for each in new:
                if each.code in taken:
                    raise CodeTakenError(_taken(each.code))
                code = each.code or _draw(connection, taken)
                taken.add(code)
                rows.append(_row(each, code, None if each.site is None else sites[each.site], now, revision))
            connection.execute(links.insert(), rows)
            found = connection.execute(links.select().where(links.c.revision == revision).order_by(links.c.number))
            by_code = {row.code: _link(row) for row in found}
            return [by_code[row["code"]] for row in rows]

    def named(self, code: str) -> Link:
        """The link of this code; raises UnknownLinkError."""
        with reading(self._database) as connection:
            return _named(connection, code)


def taken_codes(connection: Connection, codes: Sequence[str]) -> set[str]:
    """Those of the codes that a link has, or had."""
    taken: set[str] = set()
    for start in range(0, len(codes), AT_ONCE):
        query = select(links.c.code).where(links.c.code.in_(codes[start : start + AT_ONCE]))
        taken.update(connection.execute(query).scalars())
    return taken


def _draw(connection: Connection, taken: set[str]) -> str:
    for _ in range(DRAWS):
        code = draw_code()
        if code not in taken and not taken_codes(connection, [code]):
            return code
    raise CodeTakenError(f"{DRAWS} codes drawn at random were all taken: the system's randomness is broken.")


def _taken(code: str) -> str:
    return f"{code}: a link has or had this code, and codes are never given twice. Choose another."


def _row(new: NewLink, code: str, site: int | None, now: float, revision: int) -> dict[str, Any]:
    return {
        "code": code,
        "target": new.target,
        "site": site,
        "title": new.title,
        "image": new.image,
        "tags": _joined(new.tags),
        "created_at": now,
        "expires_at": None if new.expires_at is None else new.expires_at.timestamp(),
        "paused": False,
        "deleted": False,
        "revision": revision,
    }


def _joined(tags: Iterable[str]) -> str:
    return "".join(f"\n{tag}" for tag in tags) + "\n" if tags else ""


def _named(connection: Connection, code: str) -> Link:
    row = connection.execute(links.select().where(links.c.code == code, ~links.c.deleted)).first()
    if row is None:
        raise UnknownLinkError(f"{code[:80]!r}: no link has this code. See: penombre link list")
    return _link(row)


def _link(row: Any) -> Link:
    return Link(
        number=row.number,
        code=row.code,
        target=row.target,
        site=row.site,
        title=row.title,
        image=row.image,
        tags=tuple(row.tags.split("\n")[1:-1]),
        created_at=datetime.fromtimestamp(row.created_at, UTC),
        expires_at=None if row.expires_at is None else datetime.fromtimestamp(row.expires_at, UTC),
        paused=row.paused,
        revision=row.revision,
    )

"""The short links in the database: made, changed, paused, deleted, found again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import ColumnElement, Connection, Engine, false, null, or_, select, true

from penombre.collect.links.code import checked_code, draw_code
from penombre.collect.links.errors import BadLinkError, CodeTakenError, UnknownLinkError
from penombre.collect.links.link import Link, checked_tags, checked_title
from penombre.collect.links.target import TargetRules, check_target
from penombre.collect.sites import site_number
from penombre.sentences import say
from penombre.store.database import reading, writing
from penombre.store.tables import link_reports, links, next_change

State = Literal["active", "paused", "expired"]
DRAWS = 5  # rounds until each code drawn is one nobody has; a second round will hardly be seen
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
            raise BadLinkError(
                say("{moment:%Y-%m-%d %H:%M} UTC is over: give a later end, or none.", moment=expires_at)
            )
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
            codes = _codes(connection, [each.code for each in new])
            names = {each.site for each in new if each.site is not None}
            sites = {name: site_number(connection, name) for name in names}
            now = self._clock()
            rows = [
                _row(each, code, None if each.site is None else sites[each.site], now, revision)
                for each, code in zip(new, codes, strict=True)
            ]
            connection.execute(links.insert(), rows)
            found = connection.execute(links.select().where(links.c.revision == revision).order_by(links.c.number))
            by_code = {row.code: link_of(row) for row in found}
            return [by_code[row["code"]] for row in rows]

    def named(self, code: str) -> Link:
        """The link of this code; raises UnknownLinkError."""
        with reading(self._database) as connection:
            return _named(connection, code)

    def all(
        self,
        *,
        site: str | None = None,
        tag: str = "",
        text: str = "",
        state: State | None = None,
        before: int | None = None,
        limit: int | None = None,
    ) -> list[Link]:
        """Links, newest first: of a site, with a tag, with `text` in their code, target or title, in a state.

        `before` and `limit` turn pages: the next one begins before the number of the last link seen.
        """
        wanted: list[ColumnElement[bool]] = [~links.c.deleted]
        if tag:
            wanted.append(links.c.tags.contains(_joined(checked_tags([tag])), autoescape=True))
        if text:
            wanted.append(
                or_(
                    *(
                        column.icontains(text, autoescape=True)
                        for column in (links.c.code, links.c.target, links.c.title)
                    )
                )
            )
        if state is not None:
            wanted.append(_in_state(state, self._clock()))
        if before is not None:
            wanted.append(links.c.number < before)
        with reading(self._database) as connection:
            if site is not None:
                wanted.append(links.c.site == site_number(connection, site))
            query = links.select().where(*wanted).order_by(links.c.number.desc()).limit(limit)
            return [link_of(row) for row in connection.execute(query)]

    def taken(self, codes: Sequence[str]) -> set[str]:
        """Those of the codes that a link has, or had."""
        with reading(self._database) as connection:
            return taken_codes(connection, codes)

    def update(
        self,
        code: str,
        *,
        target: str | UnsetType = UNSET,
        site: str | UnsetType | None = UNSET,
        title: str | UnsetType = UNSET,
        image: str | UnsetType = UNSET,
        tags: Iterable[str] | UnsetType = UNSET,
        expires_at: datetime | UnsetType | None = UNSET,
    ) -> Link:
        """Change what is given and leave the rest; raises what `create` raises, and UnknownLinkError."""
        values: dict[str, Any] = {}
        if target is not UNSET:
            values["target"] = self._rules.check(target)
        if title is not UNSET:
            values["title"] = checked_title(title)
        if image is not UNSET:
            values["image"] = check_target(image) if image else ""
        if tags is not UNSET:
            values["tags"] = _joined(checked_tags(tags))
        if expires_at is not UNSET:
            values["expires_at"] = None if expires_at is None else expires_at.timestamp()
        with writing(self._database) as connection:
            revision = next_change(connection, "links")
            if site is not UNSET:
                values["site"] = None if site is None else site_number(connection, site)
            return _change(connection, code, revision, values)

    def pause(self, code: str) -> Link:
        """Stop a link: within a second it is answered like an unknown one, until it is resumed."""
        return self._set(code, paused=True)

    def resume(self, code: str) -> Link:
        """Let a paused link lead on."""
        return self._set(code, paused=False)

    def expire(self, code: str) -> Link:
        """End a link now."""
        return self._set(code, expires_at=self._clock())

    def delete(self, code: str) -> None:
        """Forget a link. Its code is remembered, so that it never leads elsewhere."""
        with writing(self._database) as connection:
            revision = next_change(connection, "links")
            number = _named(connection, code).number
            connection.execute(link_reports.delete().where(link_reports.c.link == number))
            empty = {"target": "", "title": "", "image": "", "tags": "", "site": None, "expires_at": None}
            connection.execute(
                links.update().where(links.c.code == code).values(deleted=True, revision=revision, **empty)
            )

    def _set(self, code: str, **values: Any) -> Link:
        with writing(self._database) as connection:
            return _change(connection, code, next_change(connection, "links"), values)


def taken_codes(connection: Connection, codes: Sequence[str]) -> set[str]:
    """Those of the codes that a link has, or had."""
    taken: set[str] = set()
    for start in range(0, len(codes), AT_ONCE):
        query = select(links.c.code).where(links.c.code.in_(codes[start : start + AT_ONCE]))
        taken.update(connection.execute(query).scalars())
    return taken


def _change(connection: Connection, code: str, revision: int, values: dict[str, Any]) -> Link:
    chosen = (links.c.code == code) & ~links.c.deleted
    connection.execute(links.update().where(chosen).values(revision=revision, **values))
    return _named(connection, code)


def _in_state(state: State, now: float) -> ColumnElement[bool]:
    ended = (links.c.expires_at != null()) & (links.c.expires_at <= now)
    if state == "expired":
        return ended
    return ~ended & (links.c.paused == (true() if state == "paused" else false()))


def _codes(connection: Connection, wanted: Sequence[str]) -> list[str]:
    """The codes wanted, with one drawn for each that is empty; raises CodeTakenError."""
    given = [code for code in wanted if code]
    taken = taken_codes(connection, given)
    for code in given:
        if code in taken:
            raise CodeTakenError(_taken(code))
        taken.add(code)
    drawn = iter(_draw(connection, len(wanted) - len(given), taken))
    return [code or next(drawn) for code in wanted]


def _draw(connection: Connection, count: int, taken: set[str]) -> list[str]:
    found: set[str] = set()
    for _ in range(DRAWS):
        new = {draw_code() for _ in range(count - len(found))} - taken
        found |= new - taken_codes(connection, list(new))
        if len(found) == count:
            return list(found)
    raise CodeTakenError(
        say("{draws} codes drawn at random were all taken: the system's randomness is broken.", draws=DRAWS)
    )


def _taken(code: str) -> str:
    return say("{code}: a link has or had this code, and codes are never given twice. Choose another.", code=code)


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
        raise UnknownLinkError(say("{code!r}: no link has this code. See: penombre link list", code=code[:80]))
    return link_of(row)


def link_of(row: Any) -> Link:
    """The link in a row of its table."""
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

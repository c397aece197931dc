"""The short links of the sites that a key opens, as programs see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from litestar.exceptions import ClientException
from msgspec import UNSET, UnsetType
from sqlalchemy import Engine

from penombre.collect.links.code import with_channel
from penombre.collect.links.errors import LinkError, UnknownLinkError
from penombre.collect.links.link import Link
from penombre.collect.links.qr import Form, qr_code
from penombre.collect.links.repository import Links, NewLink, State
from penombre.collect.links.target import TargetRules
from penombre.collect.sites import SiteError, Sites
from penombre.web.api.access import Grant

Text = Annotated[str, msgspec.Meta(max_length=8_192)]
Tags = Annotated[list[Text], msgspec.Meta(max_length=100)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class WantedLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A link to make; a code is drawn where none is given."""

    target: Text
    site: Text
    code: Text = ""
    title: Text = ""
    image: Text = ""
    tags: Tags = msgspec.field(default_factory=list)
    expires_at: Moment | None = None


class ChangedLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change of a link; what is left out stays."""

    target: Text | UnsetType = UNSET
    title: Text | UnsetType = UNSET
    image: Text | UnsetType = UNSET
    tags: Tags | UnsetType = UNSET
    expires_at: Moment | UnsetType | None = UNSET
    paused: bool | UnsetType = UNSET


class ShownLink(msgspec.Struct, frozen=True):
    """A link: its `address` is what people follow."""

    code: str
    address: str
    target: str
    site: str
    title: str
    image: str
    tags: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    paused: bool


class LinkPage(msgspec.Struct, frozen=True):
    """Links, newest first; `before` asks for the next page, null on the last one."""

    links: list[ShownLink]
    before: int | None


class OwnLinks:
    """The links of one grant. All methods raise LinkError, SiteError and, for a site of others, NotFoundException."""

    def __init__(self, database: Engine, rules: TargetRules, base: str, grant: Grant) -> None:
        """`base` is the address that short links begin with; `rules` say where they may lead."""
        self._links = Links(database, rules)
        self._base = base
        self._grant = grant
        self._names = {site.number: site.name for site in Sites(database).all()}

    def page(self, site: str, *, tag: str, text: str, state: State | None, before: int | None, limit: int) -> LinkPage:
        """The links of a site, newest first, `limit` of them."""
        found = self._links.all(
            site=self._grant.site(site), tag=tag, text=text, state=state, before=before, limit=limit + 1
        )
        more = len(found) > limit
        return LinkPage([self._shown(link) for link in found[:limit]], found[limit - 1].number if more else None)

    def create(self, wanted: Sequence[WantedLink]) -> list[ShownLink]:
        """Make them all, or none where one cannot be. Raises ClientException that names the one."""
        checked = [self._checked(number, each) for number, each in enumerate(wanted)]
        return [self._shown(link) for link in self._links.create_all(checked)]

    def named(self, code: str) -> ShownLink:
        """The link of this code."""
        found = self._links.named(code)
        if self._names.get(found.site or 0) not in self._grant.sites:
            raise UnknownLinkError(f"{code[:80]!r}: no link of yours has this code.")
        return self._shown(found)

    def change(self, code: str, to: ChangedLink) -> ShownLink:
        """Change what is given."""
        self.named(code)
        expires_at = to.expires_at.astimezone(UTC) if isinstance(to.expires_at, datetime) else to.expires_at
        found = self._links.update(
            code, target=to.target, title=to.title, image=to.image, tags=to.tags, expires_at=expires_at
        )
        if to.paused is not UNSET:
            found = self._links.pause(code) if to.paused else self._links.resume(code)
        return self._shown(found)

    def delete(self, code: str) -> None:
        """Delete it for good."""
        self.named(code)
        self._links.delete(code)

    def drawn(self, code: str, form: Form, channel: str, scale: int) -> bytes:
        """The QR code of the link, or of its variant for a channel."""
        return qr_code(f"{self._base}/{with_channel(self.named(code).code, channel)}", form, scale=scale)

    def _checked(self, number: int, wanted: WantedLink) -> NewLink:
        try:
            return self._links.check(
                wanted.target,
                wanted.code or None,
                self._grant.site(wanted.site),
                title=wanted.title,
                image=wanted.image,
                tags=wanted.tags,
                expires_at=wanted.expires_at and wanted.expires_at.astimezone(UTC),
            )
        except (LinkError, SiteError) as error:
            raise ClientException(f"link {number}: {error}") from None

    def _shown(self, link: Link) -> ShownLink:
        return ShownLink(
            code=link.code,
            address=f"{self._base}/{link.code}",
            target=link.target,
            site=self._names.get(link.site or 0, ""),
            title=link.title,
            image=link.image,
            tags=link.tags,
            created_at=link.created_at,
            expires_at=link.expires_at,
            paused=link.paused,
        )

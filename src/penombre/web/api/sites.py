"""`/api/v1/sites`: the sites that a key opens."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import msgspec
from litestar import Controller, get, patch
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, UnsetType

from penombre.collect.sites import Mode, Site, Sites
from penombre.web.api.access import Grant
from penombre.web.api.problems import answered, problems

All: TypeAlias = NamedDependency[Sites]
Granted: TypeAlias = NamedDependency[Grant]


class ShownSite(msgspec.Struct, frozen=True):
    """A site: its hosts, how much it collects, and how often it asks."""

    name: str
    hosts: tuple[str, ...]
    mode: Mode
    timezone: str
    ask: float


class ChangedSite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change of a site; what is left out stays."""

    mode: Mode | UnsetType = UNSET
    ask: Annotated[float, msgspec.Meta(ge=0, le=1)] | UnsetType = UNSET


class SiteController(Controller):
    """The sites that a key opens."""

    path = "/sites"
    tags = ["sites"]  # noqa: RUF012  (Litestar's way)

    @get(operation_id="listSites", responses=problems(), scope="stats:read")
    async def listed(self, sites: All, grant: Granted) -> list[ShownSite]:
        """All of them."""
        return [_shown(site) for site in await answered(sites.all) if site.name in grant.sites]

    @get("/{name:str}", operation_id="getSite", responses=problems(404), scope="stats:read")
    async def one(self, sites: All, grant: Granted, name: FromPath[str]) -> ShownSite:
        """One of them."""
        return _shown(await answered(lambda: sites.named(grant.site(name))))

    @patch("/{name:str}", operation_id="changeSite", responses=problems(404), scope="sites:write")
    async def change(
        self,
        sites: NamedDependency[Sites],
        grant: NamedDependency[Grant],
        name: FromPath[str],
        data: JSONBody[ChangedSite],
    ) -> ShownSite:
        """Put a site on another step of the dial, or ask more or fewer of its visitors."""

        def changed() -> Site:
            site = sites.named(grant.site(name))
            if data.mode is not UNSET:
                site = sites.change_mode(name, data.mode)
            return site if data.ask is UNSET else sites.change_ask(name, data.ask)

        return _shown(await answered(changed))


def _shown(site: Site) -> ShownSite:
    return ShownSite(site.name, site.hosts, site.mode, site.timezone, site.ask)

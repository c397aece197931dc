"""The brand of a workspace, kept in the database: under it the reports of its sites are handed over."""

from __future__ import annotations

from sqlalchemy import Connection, select

from penombre.report.bulletin.brand import PENOMBRE, Brand, Logo, checked_colour
from penombre.store.tables import brands, sites

LONGEST_NAME = 100


def kept_brand(connection: Connection, workspace: int) -> Brand | None:
    """A workspace's own brand; None where it has none, and the installation's holds."""
    row = connection.execute(brands.select().where(brands.c.workspace == workspace)).first()
    if row is None:
        return None
    return Brand(row.name, row.colour or PENOMBRE, Logo("png", row.logo) if row.logo else None)


def keep_brand(connection: Connection, workspace: int, brand: Brand) -> None:
    """Keep a brand whose logo is a PNG that `clean_logo` made. Raises BrandError for a colour that is none."""
    colour, logo = checked_colour(brand.colour), brand.logo.content if brand.logo else None
    connection.execute(brands.delete().where(brands.c.workspace == workspace))
    connection.execute(brands.insert().values(workspace=workspace, name=brand.name, colour=colour, logo=logo))


def forget_brand(connection: Connection, workspace: int) -> None:
    """Let the installation's brand hold again."""
    connection.execute(brands.delete().where(brands.c.workspace == workspace))


def brand_of_site(connection: Connection, site: int, otherwise: Brand) -> Brand:
    """Under which brand a site's reports go out: its workspace's own, or else the installation's."""
    workspace = connection.execute(select(sites.c.workspace).where(sites.c.number == site)).scalar()
    return (kept_brand(connection, workspace) if workspace is not None else None) or otherwise

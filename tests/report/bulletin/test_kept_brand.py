"""Each workspace has a brand of its own, or the installation's."""

from __future__ import annotations

from pathlib import Path

import pytest

from penombre.collect.sites import Sites
from penombre.report.bulletin.brand import PENOMBRE, Brand, Logo
from penombre.report.bulletin.errors import BrandError
from penombre.report.bulletin.kept_brand import brand_of_site, forget_brand, keep_brand, kept_brand
from penombre.report.bulletin.preview import example, preview
from penombre.store.database import database_url, open_database, reading, writing
from penombre.web.accounts.workspaces import add_workspace

OWN = Brand("Atelier", "#c2410c", Logo("png", b"\x89PNG..."))
INSTALLATION = Brand("Agency", PENOMBRE)


def test_the_reports_of_a_site_go_out_under_its_workspaces_brand(tmp_path: Path) -> None:
    database = open_database(database_url(tmp_path))
    with writing(database) as connection:
        client = add_workspace(connection, "client", 0.0)
        keep_brand(connection, client.number, OWN)
    ours = Sites(database).add("ours", ["ours.example.org"])
    theirs = Sites(database).add("theirs", ["theirs.example.org"], workspace="client")
    with reading(database) as connection:
        assert kept_brand(connection, 1) is None
        assert brand_of_site(connection, ours.number, INSTALLATION) == INSTALLATION
        assert brand_of_site(connection, theirs.number, INSTALLATION) == OWN
    with writing(database) as connection:
        keep_brand(connection, client.number, Brand("Other"))  # instead of the one before
        assert kept_brand(connection, client.number) == Brand("Other")
        with pytest.raises(BrandError):
            keep_brand(connection, client.number, Brand("Other", "red"))
        forget_brand(connection, client.number)
        assert brand_of_site(connection, theirs.number, INSTALLATION) == INSTALLATION


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_preview_is_a_page_of_the_same_report(lang: str) -> None:
    sheet = example(lang, OWN).sheet()
    assert "Atelier" in sheet.prepared
    assert sheet.findings


def test_the_preview_is_a_picture() -> None:
    assert preview("fr", Brand("Atelier", "#c2410c")).startswith(b"\x89PNG")

"""Sites have one name and their own hosts; what cannot be is refused with what to do."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from penombre.collect.sites import BadSiteError, Site, Sites, SiteTakenError, UnknownSiteError
from penombre.store.database import database_url, open_database


@pytest.fixture
def database(tmp_path: Path) -> Engine:
    return open_database(database_url(tmp_path))


@pytest.fixture
def sites(database: Engine) -> Sites:
    return Sites(database)


def test_a_site_is_found_as_it_was_added(sites: Sites) -> None:
    added = sites.add(
        "paper", ["WWW.Münch.de", "a.example.org", "www.münch.de"], mode="counting", timezone="Europe/Paris"
    )
    assert added == Site(1, "paper", ("www.xn--mnch-0ra.de", "a.example.org"), "counting", "Europe/Paris")
    assert sites.named("paper") == added
    assert sites.all() == [added]


def test_what_is_not_said_is_prudent(sites: Sites) -> None:
    site = sites.add("paper", ["example.org"])
    assert (site.mode, site.timezone) == ("strict", "UTC")


@pytest.mark.parametrize("name", ["", "Paper", "a b", "a/b", "x" * 65, "é", "a\n", "..\\"])
def test_names_that_are_refused(sites: Sites, name: str) -> None:
    with pytest.raises(BadSiteError, match="cannot name a site"):
        sites.add(name, ["example.org"])


@pytest.mark.parametrize(
    ("host", "advice"),
    [
        ("https://example.org", "host alone"),
        ("example.org/path", "host alone"),
        ("example.org:8080", "leave the port out"),
        ("example", "whole host name"),
        ("a b.org", "cannot be a site's host"),
        ("", "missing"),
        ("0x7f.1", "cannot be"),
    ],
)
def test_hosts_that_are_refused(sites: Sites, host: str, advice: str) -> None:
    with pytest.raises(BadSiteError, match=advice):
        sites.add("paper", [host])
    assert sites.all() == []


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8321", "127.0.0.1:8000", "192.168.0.7", "[::1]:8321", "shop.localhost:80"]
)
def test_hosts_for_development(sites: Sites, host: str) -> None:
    assert sites.add("paper", [host]).hosts == (host,)


def test_modes_and_time_zones_that_are_refused(sites: Sites) -> None:
    with pytest.raises(BadSiteError, match="choose strict, counting, consent"):
        sites.add("paper", ["example.org"], mode="everything")
    for timezone in ("Paris", "../etc/passwd", "", "\0"):
        with pytest.raises(BadSiteError, match="Europe/Paris"):
            sites.add("paper", ["example.org"], timezone=timezone)
    with pytest.raises(BadSiteError, match="--host"):
        sites.add("paper", [])


def test_a_name_and_a_host_belong_to_one_site(sites: Sites) -> None:
    sites.add("paper", ["example.org"])
    with pytest.raises(SiteTakenError, match="already"):
        sites.add("paper", ["other.example.org"])
    with pytest.raises(SiteTakenError, match="belongs to the site paper"):
        sites.add("other", ["new.example.org", "EXAMPLE.org"])
    assert [site.name for site in sites.all()] == ["paper"]


def test_another_step_of_the_dial(sites: Sites) -> None:
    sites.add("paper", ["example.org"])
    assert sites.change_mode("paper", "consent").mode == "consent"
    assert sites.named("paper").mode == "consent"
    with pytest.raises(BadSiteError):
        sites.change_mode("paper", "none")
    with pytest.raises(UnknownSiteError, match="Known: paper"):
        sites.change_mode("papre", "strict")


def test_an_unknown_site_is_told(sites: Sites) -> None:
    with pytest.raises(UnknownSiteError, match="penombre site add"):
        sites.named("paper")

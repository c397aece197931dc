"""The site a log is about is found, under all its names."""

import pytest

from penombre.select.sites import bare_host, main_site, with_twins


@pytest.mark.parametrize(
    ("host", "bare"),
    [
        ("www.example.org", "example.org"),
        ("WWW.Example.org.", "example.org"),
        ("m.example.org:8080", "example.org"),
        ("m.org", "m.org"),
        ("shop.example.org", "shop.example.org"),
    ],
)
def test_a_host_loses_what_does_not_tell_sites_apart(host: str, bare: str) -> None:
    assert bare_host(host) == bare


def test_the_twins_of_a_host_hold_the_host_itself() -> None:
    assert {"example.org", "www.example.org", "m.example.org"} <= with_twins("www.example.org")


def test_the_host_most_requests_went_to_is_the_site() -> None:
    assert main_site([("www.a.org", 5), ("a.org", 4), ("b.org", 8)], [], []) == "www.a.org"


def test_without_hosts_the_site_is_whom_assets_are_asked_for_by() -> None:
    referring = [("www.google.com", 90, 9000), ("blog.example", 40, 10), ("friend.example", 0, 50)]
    assert main_site([], referring, ["www.google.com"]) == "blog.example"
    assert main_site([], [], []) == ""

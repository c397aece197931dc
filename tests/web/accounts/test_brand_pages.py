"""Owners give the reports of a workspace a look of its own."""

from __future__ import annotations

import pytest

from penombre.report.bulletin.brand import Brand
from penombre.report.bulletin.kept_brand import kept_brand
from penombre.report.bulletin.logo import LARGEST
from tests.report.bulletin.test_logo import png, svg
from tests.web.accounts.installation import EDGE, OURS, Installation

PAGE = "/people/1/brand"


def send(here: Installation, form: dict[str, str], logo: bytes | None = None, who: str = "owner") -> tuple[int, str]:
    """What a browser sends of a form with a file."""
    files = {"logo": ("logo", logo or b"", "application/octet-stream")}
    answer = here.client.post(
        f"http://127.0.0.1{PAGE}",
        data=form,
        files=files,
        headers=EDGE | OURS | {"cookie": f"penombre={here.session(who)}", "accept-language": "en"},
        follow_redirects=False,
    )
    here.client.cookies.clear()
    return answer.status_code, answer.text


def brand(here: Installation) -> Brand | None:
    with here.reading() as connection:
        return kept_brand(connection, 1)


def test_a_brand_is_set_changed_and_given_up(here: Installation) -> None:
    assert send(here, {"name": " Atelier ", "colour": "#ffdd00"}, png())[0] == 303
    found = brand(here)
    assert found is not None
    assert found.logo is not None
    assert (found.name, found.colour, found.logo.content) == ("Atelier", "#ffdd00", png())
    page = here.browser("owner").get(f"{PAGE}?lang=en").text
    assert "1.3 to 1, and text needs 4.5" in page  # what is too pale is said
    # without another file the logo stays
    send(here, {"name": "Studio", "colour": "#c2410c"})
    changed = brand(here)
    assert changed is not None
    assert (changed.name, changed.logo) == ("Studio", found.logo)
    send(here, {"name": "Studio", "colour": "#c2410c", "without_logo": "1"})
    assert brand(here) == Brand("Studio", "#c2410c")
    send(here, {"do": "forget"})
    assert brand(here) is None
    assert here.browser("owner").get("/trail?lang=en").text.count("changed the look of the reports") == 4


@pytest.mark.parametrize(
    ("form", "logo", "said"),
    [
        ({"colour": "red"}, None, "This is no colour"),
        ({"name": "x" * 101}, None, "name"),
        ({}, b"GIF89a", "neither PNG nor SVG"),
        ({}, svg("<script>alert(1)</script>"), "more than shapes"),
        ({}, png()[:-5], "damaged"),
        ({}, png() + b"\0" * LARGEST, "too large"),
    ],
)
def test_what_cannot_be_is_told_and_changes_nothing(
    here: Installation, form: dict[str, str], logo: bytes | None, said: str
) -> None:
    status, page = send(here, form, logo)
    assert status == 400
    assert said in page
    assert brand(here) is None


def test_a_flood_is_not_read(here: Installation) -> None:
    assert send(here, {}, b"\0" * (4 * LARGEST))[0] == 413


def test_only_owners_set_it(here: Installation) -> None:
    for who, status in (("editor", 403), ("viewer", 403), ("stranger", 404)):
        assert send(here, {"name": "x"}, who=who)[0] == status
    assert brand(here) is None

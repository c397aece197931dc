"""A site's estimate on the screen: no share stands without what it is a share of, and silence is explained."""

import re
from io import StringIO

import msgspec
import pytest
from rich.console import Console

from penombre.report.estimate_terminal import print_estimate
from penombre.report.site_estimate import SiteEstimate
from tests.report.bulletin.estimates import rich, unasked


def printed(found: SiteEstimate, lang: str) -> str:
    console = Console(file=StringIO(), width=140)
    print_estimate(found, lang, console)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize(
    ("lang", "bases"),
    [
        (
            "en",
            [
                "Share of those placed in an app",
                "Share of these sent in private",
                r"31\u00a0% to 45\u00a0% of 300 shares",
                r"60\u00a0% to 80\u00a0% of 130 answers",
            ],
        ),
        (
            "fr",
            [
                "Part de celles attribuées à une application",
                "Part de celles-ci envoyée en privé",
                r"31\u00a0% à 45\u00a0% de 300 partages",
                r"60\u00a0% à 80\u00a0% de 130 réponses",
            ],
        ),
    ],
)
def test_every_share_stands_beside_what_it_is_a_share_of(lang: str, bases: list[str]) -> None:
    said = printed(rich(), lang)
    assert [base for base in bases if not re.search(base, said)] == []


@pytest.mark.parametrize(
    ("lang", "none", "few"),
    [
        ("en", "No lasting change was found in 31 days.", "from 28 days of landings on; here are 12."),
        ("fr", "Aucun changement durable n’a été trouvé en 31 jours.", "il y en a 12 ici."),
    ],
)
def test_where_no_change_is_told_the_reason_is(lang: str, none: str, few: str) -> None:
    quiet = msgspec.structs.replace(unasked(), days=31)
    assert none in printed(quiet, lang)
    assert few in printed(msgspec.structs.replace(quiet, days=12), lang)
    changed = printed(msgspec.structs.replace(rich(), days=31), lang)
    assert none not in changed
    assert "2026-03-12" in changed

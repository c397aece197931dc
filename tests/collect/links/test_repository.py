"""Links are made, changed and found again; a code never leads to a second place."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from penombre.collect.links import repository
from penombre.collect.links.errors import (
    BadCodeError,
    BadLinkError,
    BadTargetError,
    BlockedTargetError,
    CodeTakenError,
    UnknownLinkError,
)
from penombre.collect.links.repository import Links
from penombre.collect.links.target import TargetRules
from penombre.collect.sites import Sites, UnknownSiteError
from penombre.store.database import writing
from penombre.store.tables import changes
from penombre.store.tables import links as link_table

TOMORROW = datetime.now(UTC) + timedelta(days=1)


def test_a_link_is_found_as_it_was_made(links: Links, sites: Sites) -> None:
    site = sites.add("paper", ["example.org"])
    made = links.create(
        "HTTPS://example.org/é", "spring", "paper",
        title=" Spring ", image="https://example.org/a.png", tags=["News", "b c"], expires_at=TOMORROW,
    )  # fmt: skip
    assert links.named("spring") == made
    assert (made.target, made.site, made.title) == ("https://example.org/%C3%A9", site.number, "Spring")
    assert (made.tags, made.expires_at, made.paused) == (("news", "b c"), TOMORROW, False)
    assert abs((made.created_at - datetime.now(UTC)).total_seconds()) < 60


def test_a_code_is_drawn_where_none_is_given(links: Links) -> None:
    made = links.create("https://example.org")
    assert len(made.code) == 10
    assert made.site is None
    assert made.tags == ()


def test_a_drawn_code_that_is_taken_is_drawn_again(links: Links, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["same", "same", "other"] + ["same"] * 5)
    monkeypatch.setattr(repository, "draw_code", lambda: next(drawn))
    assert [links.create("https://example.org").code for _ in range(2)] == ["same", "other"]
    with pytest.raises(CodeTakenError, match="randomness"):
        links.create("https://example.org")


def test_what_cannot_be_a_link_changes_nothing(database: Engine, links: Links) -> None:
    with pytest.raises(BadTargetError):
        links.create("javascript:alert(1)")
    with pytest.raises(BadTargetError):
        links.create("https://example.org", image="javascript:alert(1)")
    with pytest.raises(BadCodeError):
        links.create("https://example.org", "health")
    with pytest.raises(BadLinkError, match="is over"):
        links.create("https://example.org", expires_at=datetime(2020, 1, 1, tzinfo=UTC))
    with pytest.raises(UnknownSiteError):
        links.create("https://example.org", site="paper")
    with pytest.raises(BlockedTargetError):
        Links(database, TargetRules(blocked={"evil.example"})).create("https://a.evil.example")
    with writing(database) as connection:
        assert connection.execute(changes.select().where(changes.c.kind == "links")).one().number == 0
        assert connection.execute(link_table.select()).all() == []


def test_a_code_is_given_once(links: Links) -> None:
    links.create("https://example.org/1", "spring")
    with pytest.raises(CodeTakenError, match="spring"):
        links.create("https://example.org/2", "spring")
    assert links.create("https://example.org/3", "Spring").code == "Spring"
    links.delete("spring")
    with pytest.raises(CodeTakenError, match="or had"):
        links.create("https://example.org/4", "spring")
    assert links.taken(["spring", "Spring", "SPRING"]) == {"spring", "Spring"}


def test_a_deleted_link_is_gone_with_what_it_held(database: Engine, links: Links) -> None:
    links.create("https://example.org/private", "spring", title="Secret", tags=["a"], expires_at=TOMORROW)
    links.delete("spring")
    assert links.all() == []
    for act in (links.named, links.pause, links.resume, links.expire, links.delete, links.update):
        with pytest.raises(UnknownLinkError, match="no link has this code"):
            act("spring")
    with writing(database) as connection:
        row = connection.execute(link_table.select()).one()
    assert (row.code, row.target, row.title, row.image, row.tags) == ("spring", "", "", "", "")


def test_only_what_is_named_changes(links: Links, sites: Sites) -> None:
    sites.add("paper", ["example.org"])
    before = links.create("https://example.org/1", "spring", title="a", tags=["x"], expires_at=TOMORROW)
    after = links.update("spring", target="https://example.org/2", site="paper", tags=[])
    assert (after.target, after.site, after.tags) == ("https://example.org/2", 1, ())
    assert (after.title, after.expires_at, after.created_at) == (before.title, before.expires_at, before.created_at)
    assert after.revision > before.revision
    cleared = links.update("spring", site=None, title="", expires_at=None)
    assert (cleared.site, cleared.title, cleared.expires_at) == (None, "", None)
    with pytest.raises(BadTargetError):
        links.update("spring", target="file:///etc/passwd")
    assert links.named("spring") == cleared


def test_paused_and_resumed_and_ended(links: Links) -> None:
    links.create("https://example.org", "spring")
    assert links.pause("spring").paused
    assert not links.resume("spring").paused
    ended = links.expire("spring").expires_at
    assert ended is not None
    assert ended <= datetime.now(UTC)


def test_many_are_made_together_or_not_at_all(links: Links) -> None:
    new = [links.check(f"https://example.org/{number}", f"code{number}") for number in range(1200)]
    made = links.create_all(new)
    assert [link.code for link in made] == [each.code for each in new]
    assert len({link.revision for link in made}) == 1
    with pytest.raises(CodeTakenError):
        links.create_all([links.check("https://example.org", "fresh"), new[7]])
    with pytest.raises(CodeTakenError):
        links.create_all([links.check("https://example.org", "twice"), links.check("https://example.org", "twice")])
    assert len(links.all()) == 1200
    assert links.create_all([]) == []


def test_links_are_listed_newest_first_by_what_is_asked(links: Links, sites: Sites) -> None:
    sites.add("paper", ["example.org"])
    links.create("https://example.org/a_b", "first", "paper", tags=["news", "a%"])
    links.create("https://example.org/axb", "second", title="Été", tags=["newsletter"])
    links.create("https://example.org/c", "third", "paper", expires_at=TOMORROW)
    links.pause("second")
    links.expire("third")

    def codes(**asked: object) -> list[str]:
        return [link.code for link in links.all(**asked)]  # type: ignore[arg-type]

    assert codes() == ["third", "second", "first"]
    assert codes(limit=1) == ["third"]
    assert codes(before=3, limit=1) == ["second"]
    assert codes(site="paper") == ["third", "first"]
    assert codes(tag="NEWS") == ["first"]
    assert codes(tag="a%") == ["first"]
    assert codes(tag="%") == []
    assert codes(text="a_b") == ["first"]
    assert codes(text="SEC") == ["second"]
    assert codes(state="active") == ["first"]
    assert codes(state="paused") == ["second"]
    assert codes(state="expired") == ["third"]
    with pytest.raises(UnknownSiteError):
        codes(site="other")

"""Lines get one verdict each, people are told from robots, and landings carry their source."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.audit.log_lines import CHROME, PHONE, SITE, Log

from penombre.analyze.logs.evidence import count
from penombre.audit.gather import Findings, gather
from penombre.collect.logs.errors import LogError
from penombre.store.engine import temporary_engine

Gathered = Callable[..., Findings]


@pytest.fixture
def gathered(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Gathered:
    def run(log: Log, **options: Any) -> Findings:
        wanted: dict[str, Any] = {"format_name": None, "site": "", "timezone": "UTC", "watch": lambda _: None}
        with temporary_engine() as engine:
            return gather(engine, [log.write(tmp_path)], **(wanted | options))

    return run


def crowd(log: Log, size: int = 40) -> Log:
    """People from a search engine, whose browsers fetch style sheets: what this log records of people."""
    for number in range(size):
        log.visit(
            f"/articles/{number % 7}-a-long-title",
            visitor=1000 + number,
            minutes=number,
            referrer="https://www.google.com/",
        )
    return log


def test_every_line_gets_exactly_one_verdict(gathered: Gathered) -> None:
    log = crowd(Log())
    log.add("/robots.txt", visitor=1, agent="Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
    log.add("/articles/1-a-long-title", visitor=2, agent="WhatsApp/2.23.20.0 A")
    log.add(
        "/articles/1-a-long-title",
        visitor=3,
        agent="Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ChatGPT-User/1.0)",
    )
    log.add("/missing", visitor=1000, status=404)
    log.add("/form", visitor=1000, method="POST")
    found = gathered(log)
    assert sum(found.verdicts.values()) == len(log) == found.inputs[0].read
    expected = {"assets": 40, "human_pages": 40, "bots": 1, "unfurls": 1, "assistants": 1, "errors": 1, "other": 1}
    assert found.verdicts == expected


REQUESTS = st.fixed_dictionaries(
    {
        "path": st.sampled_from(["/", "/a-long-title-of-a-page", "/style.css", "/robots.txt", "/feed", "/api/x", "/p?utm_source=x", "/%E2%80%AE", "*"]),
        "visitor": st.integers(1, 6),
        "agent": st.sampled_from([CHROME, PHONE, "", "-", "curl/8", "WhatsApp/2.23.20.0 A", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "Mozilla/5.0 (compatible; ChatGPT-User/1.0)"]),
        "referrer": st.sampled_from(["-", "", "https://www.google.com/", f"{SITE}/a-long-title-of-a-page", "https://web.whatsapp.com/", "x"]),
        "minutes": st.integers(0, 90),
        "status": st.sampled_from([101, 200, 204, 301, 304, 403, 404, 500]),
        "method": st.sampled_from(["GET", "HEAD", "POST", "OPTIONS"]),
        "fetch": st.none() | st.tuples(st.sampled_from(["none", "cross-site", "same-origin", "-"]), st.sampled_from(["-", "prefetch"]), st.sampled_from(["-", "com.whatsapp"])),
    }
)  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(REQUESTS, min_size=1, max_size=60))
def test_verdicts_add_up_to_the_lines_whoever_asks_for_whatever(
    gathered: Gathered, requests: list[dict[str, Any]]
) -> None:
    """I05: a line is refused with a reason or read, and what is read has one verdict."""
    log = Log()
    for request in requests:
        log.add(request.pop("path"), **request)
    found = gathered(log)
    account = found.inputs[0]
    assert account.lines == len(log) == account.read + sum(account.refused.values())
    assert account.read == sum(found.verdicts.values())


@pytest.mark.parametrize(("pictures", "verdict"), [(1, "bots"), (7, "human_pages")])
def test_who_walks_from_the_address_bar_without_the_pictures_is_a_robot(
    gathered: Gathered, pictures: int, verdict: str
) -> None:
    log = crowd(Log())
    before = gathered(crowd(Log())).verdicts.get(verdict, 0)
    for number in range(7):
        log.add(f"/articles/{number}-a-long-title", visitor=7, minutes=40 * number)
        if number < pictures:
            log.add("/style.css", visitor=7, minutes=40 * number + 0.1)
    assert gathered(log).verdicts[verdict] >= before + 7


def test_a_landing_is_the_first_page_of_a_visit_from_outside(gathered: Gathered) -> None:
    log = crowd(Log())
    log.visit("/articles/1-a-long-title", visitor=5)
    log.visit("/articles/2-a-long-title", visitor=5, minutes=3, referrer=f"{SITE}/articles/1-a-long-title")
    log.visit("/articles/3-a-long-title", visitor=5, minutes=29)  # typed within the visit
    log.visit("/articles/4-a-long-title", visitor=5, minutes=90)  # a new visit
    log.visit(
        "/articles/5-a-long-title", visitor=5, minutes=200, referrer=f"{SITE}/articles/4-a-long-title"
    )  # an old tab
    found = gathered(log)
    assert count(found.cells, rung="unattributed") == 2
    assert count(found.cells, rung="unattributed", returning=True) == 1
    assert count(found.cells, channel="search") == 40


@pytest.mark.parametrize(
    ("path", "referrer", "agent", "channel", "rung"),
    [
        ("/a/deep-page-of-it", "-", CHROME, "none", "unattributed"),
        ("/a/deep-page-of-it?s=w1", "-", CHROME, "messenger", "proven"),
        ("/a/deep-page-of-it", "https://web.whatsapp.com/", CHROME, "messenger", "observed"),
        ("/a/deep-page-of-it", "https://mail.google.com/", CHROME, "email", "attributed"),
        ("/a/deep-page-of-it", "https://app.slack.com/", CHROME, "workchat", "observed"),
        ("/a/deep-page-of-it", "https://l.facebook.com/", CHROME, "social", "attributed"),
        ("/a/deep-page-of-it?utm_source=nl&utm_medium=email", "-", CHROME, "email", "attributed"),
        ("/a/deep-page-of-it?gclid=abc", "-", CHROME, "paid", "attributed"),
        ("/a/deep-page-of-it", "https://chatgpt.com/", CHROME, "ai", "attributed"),
        ("/a/deep-page-of-it", "https://flipboard.com/", CHROME, "aggregator", "attributed"),
        ("/a/deep-page-of-it", "https://somebody.example/links", CHROME, "referral", "attributed"),
    ],
)
def test_a_source_that_shows_is_named(
    gathered: Gathered, path: str, referrer: str, agent: str, channel: str, rung: str
) -> None:
    found = gathered(crowd(Log()).visit(path, visitor=9, referrer=referrer, agent=agent))
    mine = [cell for cell in found.cells if (cell.channel, cell.rung) == (channel, rung)]
    assert sum(cell.landings for cell in mine) == 1


def test_robots_that_look_like_people_are_told_by_what_they_do(gathered: Gathered) -> None:
    log = crowd(Log())
    for number in range(30):  # no style sheet, no referrer
        log.add(f"/articles/{number % 7}-a-long-title", visitor=2000 + number, minutes=number)
    for number in range(40):  # faster than anybody reads
        log.visit(f"/articles/{number}-fast", visitor=3000, minutes=number / 60)
    found = gathered(log)
    assert found.assets_expected
    assert count(found.cells, rung="unattributed") == 0
    assert found.verdicts["bots"] == 30 + 80


def test_a_scanner_asks_for_the_head_and_then_for_the_page(gathered: Gathered) -> None:
    log = crowd(Log())
    log.add("/articles/1-a-long-title", visitor=7, method="HEAD", agent=PHONE)
    log.add("/articles/1-a-long-title", visitor=7, minutes=0.1)
    assert gathered(log).verdicts["scanners"] == 2


def test_a_prefetch_is_no_visit(gathered: Gathered) -> None:
    log = Log()
    for number in range(5):
        log.add("/articles/x-y-z", visitor=number, fetch=("none", "prefetch;prerender" if number < 2 else "-", "-"))
    found = gathered(log)
    assert found.verdicts["prefetches"] == 2
    assert count(found.cells) == 3


def test_another_host_of_the_same_log_is_set_apart(gathered: Gathered, tmp_path: Path) -> None:
    log = Log()
    for number in range(4):
        log.add("/articles/x-y-z", visitor=number, fetch=("none", "-", "-"))
    file = Path(log.write(tmp_path))
    file.write_text(
        file.read_text() + file.read_text().splitlines()[0].replace("www.example.org", "other.example") + "\n"
    )

    def read(site: str) -> Findings:
        with temporary_engine() as engine:
            return gather(engine, [str(file)], format_name=None, site=site, timezone="UTC", watch=lambda _: None)

    assert read("").verdicts["other_sites"] == 1
    assert read("example.org").site == "example.org"
    assert read("other.example").verdicts["other_sites"] == 4
    with pytest.raises(LogError, match=r"--site nowhere.example: .*www.example.org"):
        read("nowhere.example")


def test_nothing_that_names_a_visitor_is_written(tmp_path: Path) -> None:
    log = crowd(Log()).visit("/page?email=me@example.org&utm_source=x", visitor=77)
    with temporary_engine() as engine:
        gather(engine, [log.write(tmp_path)], format_name=None, site="", timezone="UTC", watch=lambda _: None)
        texts = engine.run("SELECT text FROM texts").decode() + engine.run("SELECT * FROM hits").decode()
    assert "192.0." not in texts
    assert "me@example.org" not in texts


def test_previews_are_kept_by_page_and_hour_only(gathered: Gathered) -> None:
    log = crowd(Log())
    for number in range(6):
        log.add("/articles/1-a-long-title", visitor=number, minutes=number * 12, agent="WhatsApp/2.23.20.0 A")
    previews = gathered(log).previews
    assert [each.app for each in previews] == ["WhatsApp"]
    assert previews[0].columns["senders"].tolist() == [5, 1]
    assert set(previews[0].columns) == {"page_number", "hour", "requests", "senders", "bursts"}


def test_the_requests_of_one_preview_are_one_burst(gathered: Gathered) -> None:
    log, slack = crowd(Log()), "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"
    for share in range(3):
        log.add("/articles/1-a-long-title", visitor=60, minutes=40 * share, agent=slack, method="HEAD")
        log.add("/articles/1-a-long-title", visitor=60, minutes=40 * share + 0.05, agent=slack)
        log.add(
            "/articles/1-a-long-title",
            visitor=61,
            minutes=40 * share + 0.1,
            agent="Slackbot 1.0 (+https://api.slack.com/robots)",
        )
    (slack_previews,) = gathered(log).previews
    assert slack_previews.columns["requests"].sum() == 9
    assert slack_previews.columns["bursts"].sum() == 3


def test_teams_asks_under_the_name_of_skype(gathered: Gathered) -> None:
    log = crowd(Log()).add(
        "/articles/1-a-long-title", visitor=8,
        agent="Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
    )  # fmt: skip
    assert [(each.app, each.channel) for each in gathered(log).previews] == [("Microsoft Teams", "workchat")]


def readers(log: Log, size: int = 80) -> Log:
    """People of a log without assets: some come from a search engine, some go on to a second page."""
    for number in range(size):
        at, agent = 7 * number, CHROME if number % 2 else PHONE
        searched = "https://www.google.com/" if number % 4 < 2 else "-"
        log.add(
            f"/articles/{number % 7}-a-long-title", visitor=1000 + number, minutes=at, referrer=searched, agent=agent
        )
        if number % 3 == 0:
            log.add(
                "/articles/9-next", visitor=1000 + number, minutes=at + 2, referrer=f"{SITE}/articles/x", agent=agent
            )
    return log


OLD_CHROME = CHROME.replace("126", "88")


@pytest.mark.parametrize("shared", ["agent", "network", "nothing"])
def test_robots_with_an_address_for_each_page_are_told_as_a_body(gathered: Gathered, shared: str) -> None:
    """They share a browser that nobody else has any more, or the rooms they run in; people share both with people."""
    log = readers(Log())
    for number in range(60):
        network = 10 if shared == "network" else 10 + number
        agent = OLD_CHROME if shared == "agent" else (CHROME, PHONE)[number % 2]
        log.add(f"/articles/{number}-deep", visitor=250 * network + number, minutes=5 * number, agent=agent)
    found = gathered(log)
    assert not found.assets_expected
    assert count(found.cells, channel="search") == 40
    assert count(found.cells, rung="unattributed") == (100 if shared == "nothing" else 40)


def test_a_network_whose_people_read_on_is_no_body_of_robots(gathered: Gathered) -> None:
    """The company that owns the site types its address; nobody there has to search for it."""
    log = readers(Log())
    for number in range(60):
        log.add("/", visitor=2500 + number, minutes=5 * number)
        if number % 3 == 0:
            log.add("/articles/9-next", visitor=2500 + number, minutes=5 * number + 2, referrer=f"{SITE}/")
    assert count(gathered(log).cells, rung="unattributed", page_kind="home") == 60


@pytest.mark.parametrize(("logged", "landings"), [(True, 50), (False, 55)])
def test_a_browser_that_leaves_out_what_it_always_sends_is_none(
    gathered: Gathered, logged: bool, landings: int
) -> None:
    log = Log()
    said = ("cross-site", "-", "-") if logged else ("-", "-", "-")
    for number in range(50):
        log.add(f"/articles/{number % 7}-x", visitor=number, referrer="https://www.google.com/", fetch=said)
    for number in range(5):
        log.add(f"/articles/{number}-x", visitor=500 + number, fetch=("-", "-", "-"))
    assert count(gathered(log).cells) == landings


@pytest.mark.parametrize(("days", "verdict"), [(12, "human_pages"), (1, "bots")])
def test_who_keeps_bookmarks_is_a_reader_where_no_pictures_are_logged(
    gathered: Gathered, days: int, verdict: str
) -> None:
    """Eight pages from the address bar in twelve days are habits, in an hour a robot's."""
    before = gathered(readers(Log())).verdicts.get(verdict, 0)
    log = readers(Log())
    for number in range(8):
        log.add(f"/articles/{number}-kept", visitor=7, minutes=number * days * 60)
    assert gathered(log).verdicts[verdict] == before + 8


def test_landings_know_whether_their_visitor_read_on(gathered: Gathered) -> None:
    log = crowd(Log())
    log.visit("/articles/1-a-long-title", visitor=5)
    log.visit("/articles/2-a-long-title", visitor=5, minutes=3, referrer=f"{SITE}/articles/1-a-long-title")
    log.visit("/articles/1-a-long-title", visitor=6)
    log.visit("/articles/2-a-long-title", visitor=6, minutes=50, referrer=f"{SITE}/articles/1-a-long-title")
    found = gathered(log)
    mine = [cell for cell in found.cells if cell.rung == "unattributed"]
    assert (sum(cell.landings for cell in mine), sum(cell.read_on for cell in mine)) == (2, 1)


@pytest.mark.parametrize(
    ("site", "seen"), [("", ""), ("example.org", ""), ("www.example.org", ""), ("www.exampel.org", "www.example.org")]
)
def test_a_site_that_no_line_comes_from_is_told_with_the_one_that_most_do(
    gathered: Gathered, site: str, seen: str
) -> None:
    assert gathered(crowd(Log()), site=site).site_seen == seen


def test_a_log_that_names_no_referrer_of_its_own_takes_the_site_that_is_given(gathered: Gathered) -> None:
    log = Log()
    for number in range(9):
        log.add("/a-long-title-of-a-page", visitor=number, referrer="https://www.google.com/")
    assert gathered(log, site="example.org").site_seen == ""

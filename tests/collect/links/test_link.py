"""Titles, tags and ends of links."""

from datetime import UTC, datetime

import pytest

from penombre.collect.links.errors import BadLinkError
from penombre.collect.links.link import checked_tags, checked_title, read_expiry

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "timezone", "end"),
    [
        ("", "UTC", None),
        ("never", "UTC", None),
        ("now", "UTC", NOW),
        ("2026-12-31", "UTC", datetime(2027, 1, 1, tzinfo=UTC)),
        ("2026-12-31", "Europe/Paris", datetime(2026, 12, 31, 23, tzinfo=UTC)),
        ("2026-10-25", "Europe/Paris", datetime(2026, 10, 25, 23, tzinfo=UTC)),
        ("2026-07-01T18:00", "Europe/Paris", datetime(2026, 7, 1, 16, tzinfo=UTC)),
        ("2026-07-01T18:00+02:00", "UTC", datetime(2026, 7, 1, 16, tzinfo=UTC)),
        ("2026-07-01T18:00Z", "Europe/Paris", datetime(2026, 7, 1, 18, tzinfo=UTC)),
        (" 30d ", "UTC", datetime(2026, 7, 1, 12, tzinfo=UTC)),
    ],
)
def test_ends_as_people_write_them(text: str, timezone: str, end: datetime | None) -> None:
    assert read_expiry(text, NOW, timezone) == end


@pytest.mark.parametrize(
    "text",
    ["tomorrow", "31/12/2026", "2026-02-30", "2026-13-01", "2026-W01-1", "9999-12-31", "-3d", "2026-12-31\n00", "０d"],
)
def test_ends_that_are_refused(text: str) -> None:
    with pytest.raises(BadLinkError, match="is not a date"):
        read_expiry(text, NOW)


def test_titles_stand_on_one_line() -> None:
    assert checked_title("  L’été, 50 % <moins> cher  ") == "L’été, 50 % <moins> cher"
    for title in ("a\nb", "a\rb", "a\0b", "\x1b[31ma", "a\u202eb", "x" * 301):
        with pytest.raises(BadLinkError):
            checked_title(title)


def test_tags_are_each_there_once() -> None:
    assert checked_tags(["News", " news ", "", "summer 2027"]) == ("news", "summer 2027")
    for tags in (["a\nb"], ["a,b"], ["x" * 41], [str(number) for number in range(21)]):
        with pytest.raises(BadLinkError):
            checked_tags(tags)

"""Tables as spreadsheets write them become links; a bad row is told by its line."""

import pytest

from penombre.collect.links.bulk import BadTableError, import_table
from penombre.collect.links.repository import Links
from penombre.collect.sites import Sites


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tables_of_all_spreadsheets(links: Links, sites: Sites, delimiter: str, encoding: str, end: str) -> None:
    rows = [
        ["code", "Target", "title", "tags"],
        ["a1", "https://example.org/é", "L'été", '"x|y z"'],
        ["", "https://example.org", "", ""],
    ]
    content = end.join(delimiter.join(row) for row in rows).encode(encoding)
    done = import_table(content, links, sites)
    assert done.bad == []
    first, second = done.links
    assert (first.code, first.target, first.title, first.tags) == (
        "a1",
        "https://example.org/%C3%A9",
        "L'été",
        ("x", "y z"),
    )
    assert len(second.code) == 10
    assert links.all() == [second, first]


def test_sites_ends_and_campaigns(links: Links, sites: Sites) -> None:
    sites.add("paper", ["example.org"], timezone="Europe/Paris")
    table = "target,site,expires,utm_source,utm_medium\nhttps://example.org/a?b#c,paper,2099-12-31,letter,email\n"
    (link,) = import_table(table.encode(), links, sites).links
    assert link.target == "https://example.org/a?b&utm_source=letter&utm_medium=email#c"
    assert link.site == 1
    assert link.expires_at is not None
    assert link.expires_at.isoformat() == "2099-12-31T23:00:00+00:00"


TABLE = """target,code,title,site,expires
https://example.org/1,one,,,
javascript:alert(1),,,,
https://example.org/2,one,,,

https://example.org/3,taken,,,
"https://example.org/4",,"two
lines",,
https://example.org/5,health,,,
,five,,,
https://example.org/6,,,nowhere,
https://example.org/7,,,,31/12/2026
https://example.org/8,,,,,too many
https://example.org/9,nine
https://example.org/10,,,,2020-01-01
"""
BAD = {
    3: "http:// and https:// addresses only",
    4: "line 2 has this code",
    6: "has or had this code",
    7: "no line break",
    9: "program itself",
    10: "target is missing",
    11: "no site has this name",
    12: "is not a date",
    13: "6 cells under 5 columns",
    15: "is over",
}


@pytest.mark.parametrize("keep_good", [False, True])
def test_each_bad_row_is_told_by_its_line(links: Links, sites: Sites, keep_good: bool) -> None:
    links.create("https://example.org", "taken")
    links.delete("taken")
    done = import_table(TABLE.encode(), links, sites, keep_good=keep_good)
    assert {row.line for row in done.bad} == set(BAD)
    for row in done.bad:
        assert BAD[row.line] in row.reason
        assert row.reason.isprintable()
    assert [link.code for link in done.links] == (["one", "nine"] if keep_good else [])
    assert len(links.all()) == len(done.links)


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "the table is empty"),
        (b"\n\n", "the table is empty"),
        (b"code,title\na,b\n", "column target is missing"),
        (b"target,target\n", "twice"),
        (b"target,utm_sauce\n", "no column is named 'utm_sauce'"),
        (b"https://example.org\nhttps://example.org/2\n", "no column is named"),
        (b'target\n"https://example.org\n', "not closed"),
        (b"target\n" + b"x" * 200_000 + b"\n", "field larger"),
        (b"target\n\x81\x8d\n", "not text"),
        (b"\xff\xfet", "not text"),
        (b"PK\x03\x04\x00\x00", "no column is named"),
    ],
)
def test_tables_that_are_no_tables(links: Links, sites: Sites, content: bytes, advice: str) -> None:
    with pytest.raises(BadTableError, match=advice):
        import_table(content, links, sites)


def test_a_table_with_its_columns_only_makes_nothing(links: Links, sites: Sites) -> None:
    done = import_table(b"target,code,,\n,,,\n", links, sites)
    assert (done.links, done.bad) == ([], [])


def test_a_title_that_was_exported_as_no_formula_is_itself_again(links: Links, sites: Sites) -> None:
    table = "target,title\nhttps://www.example.org/a,'=1+1\nhttps://www.example.org/b,''s morgens\n"
    assert [link.title for link in import_table(table.encode(), links, sites).links] == ["=1+1", "''s morgens"]

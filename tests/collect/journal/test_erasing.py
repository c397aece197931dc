"""What is erased is gone from a segment, and nothing else is."""

import json

from hypothesis import given
from hypothesis import strategies as st

from penombre.collect.journal.erasing import without
from penombre.collect.journal.segment import Frame, Kind, Segment, frame_bytes, header, read_segment
from penombre.store.erasure import Part

small = st.integers(0, 3)
events = st.fixed_dictionaries(
    {"site": small, "at": small, "id": st.uuids().map(str)},
    optional={"token": st.sampled_from(["a", "b"]), "parent": st.sampled_from(["a", "b"]), "page": st.text()},
)
parts = st.builds(Part, site=small, start=small, end=small, token=st.sampled_from(["", "a"]))


def segment_of(kind: Kind, rows: list[dict[str, object]]) -> Segment:
    lines = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    return read_segment(header(5) + frame_bytes(Frame(kind, len(rows), lines)))


def rows_of(segment: Segment, kind: Kind) -> list[dict[str, object]]:
    return [json.loads(line) for line in segment.lines(kind).splitlines()]


@given(st.lists(events, max_size=8), parts)
def test_events_of_the_part_go_and_others_stay(rows: list[dict[str, object]], part: Part) -> None:
    segment = segment_of(Kind.EVENTS, rows)
    left = without(segment, part)
    found = segment if left is None else read_segment(left)
    assert found.number == segment.number

    def goes(row: dict[str, object]) -> bool:
        inside = row["site"] == part.site and part.start <= int(str(row["at"])) < part.end
        return inside and part.token in ("", row.get("token"))

    stay = [row for row in rows if not goes(row)]
    assert [row["id"] for row in rows_of(found, Kind.EVENTS)] == [row["id"] for row in stay]
    assert found.received == len(stay)
    for before, after in zip(stay, rows_of(found, Kind.EVENTS), strict=True):
        if part.token and before["site"] == part.site:
            assert after.get("parent", "") != part.token
        else:
            assert after == before


def test_sketches_go_by_the_day_and_numbers_of_a_day_stay() -> None:
    part = Part(1, first="2026-03-02", last="2026-03-03")
    days = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"]
    rows: list[dict[str, object]] = [
        {"site": site, "day": day, "register": 1, "rank": 2} for site in (1, 2) for day in days
    ]
    left = without(segment_of(Kind.SKETCHES, rows), part)
    assert left is not None
    kept = [(row["site"], row["day"]) for row in rows_of(read_segment(left), Kind.SKETCHES)]
    assert kept == [(1, days[0]), (1, days[3]), *((2, day) for day in days)]
    assert without(segment_of(Kind.SKETCHES, rows), Part(1, token="a")) is None
    assert without(segment_of(Kind.TALLIES, rows), Part(1)) is None


def test_a_segment_that_holds_nothing_of_it_is_left_alone() -> None:
    assert without(segment_of(Kind.EVENTS, [{"site": 2, "at": 1, "id": "x"}]), Part(1)) is None
    torn = Segment(1, (Frame(Kind.EVENTS, 1, b'{"site":1,\n'),), 30)
    assert without(torn, Part(1)) is None

"""Lines keep their number, and their content unless they are longer than a line may be."""

from hypothesis import given
from hypothesis import strategies as st

from penombre.collect.logs.feed import shorten_lines

BLOCKS = st.lists(st.binary(max_size=40) | st.sampled_from([b"\n", b"x" * 30, b"a\nb\n"]), max_size=20)


@given(BLOCKS, st.integers(1, 20))
def test_lines_stay_in_number_and_short_ones_as_they_were(blocks: list[bytes], longest: int) -> None:
    before = b"".join(blocks).split(b"\n")
    after = b"".join(shorten_lines(blocks, longest)).split(b"\n")
    assert after == [line if len(line) <= longest else line[: longest + 1] for line in before]

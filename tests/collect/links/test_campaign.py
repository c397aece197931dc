"""Campaign tags join the query and disturb nothing else."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.collect.links.campaign import with_campaign
from penombre.collect.links.errors import BadTargetError


@pytest.mark.parametrize(
    ("target", "tagged"),
    [
        ("https://example.org", "https://example.org/?utm_source=letter&utm_medium=email"),
        ("https://example.org/a?b=c#d?e", "https://example.org/a?b=c&utm_source=letter&utm_medium=email#d?e"),
        (
            "https://example.org/?UTM_source=old&x&utm%5Fmedium=y",
            "https://example.org/?x&utm_source=letter&utm_medium=email",
        ),
    ],
)
def test_tags_join_the_query(target: str, tagged: str) -> None:
    assert with_campaign(target, "letter", "email") == tagged


def test_without_tags_the_target_stays() -> None:
    assert with_campaign("https://example.org/a?b", "", " ") == "https://example.org/a?b"


@pytest.mark.parametrize("value", ["a\r\nLocation: x", "a\0", "x" * 201, "a\u2028b"])
def test_values_that_are_refused(value: str) -> None:
    with pytest.raises(BadTargetError, match="utm_campaign"):
        with_campaign("https://example.org", "letter", "email", value)


def test_a_campaign_without_its_source_is_told() -> None:
    with pytest.raises(BadTargetError, match="without utm_source"):
        with_campaign("https://example.org", "", "email")


@given(st.text(min_size=1, max_size=60))
def test_a_value_comes_out_as_it_went_in(value: str) -> None:
    try:
        tagged = with_campaign("https://example.org/?a=1#b", "letter", campaign=value)
    except BadTargetError:
        return
    query = dict(parse_qsl(urlsplit(tagged).query))
    assert query.get("utm_campaign", "") == value.strip()
    assert query["a"] == "1"
    assert tagged.endswith("#b")

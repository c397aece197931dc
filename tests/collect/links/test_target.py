"""S01, S03, S17: what is saved is what is shown is what is followed."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from penombre.collect.links.errors import BadTargetError
from penombre.collect.links.target import LONGEST, TargetRules, check_target


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://example.org", "https://example.org/"),
        ("  HTTPS://Example.ORG:443/A?B#C ", "https://example.org/A?B#C"),
        ("http://example.org:80/", "http://example.org/"),
        ("http://example.org:443/", "http://example.org:443/"),
        ("https://example.org:08443/", "https://example.org:8443/"),
        ("https://example.org?q", "https://example.org/?q"),
        ("https://example.org#f", "https://example.org/#f"),
        ("https://example.org/a/./b/../c/%2e%2E/d", "https://example.org/a/d"),
        ("https://example.org/../../a", "https://example.org/a"),
        ("https://example.org/a/..", "https://example.org/"),
        ("https://example.org/a/.", "https://example.org/a/"),
        ("https://example.org//a//", "https://example.org//a//"),
        ("https://example.org/é?q=ü&x='#ß", "https://example.org/%C3%A9?q=%C3%BC&x=%27#%C3%9F"),
        (
            'https://example.org/"<>`{}|^?"<>`{}|^#"<>`',
            "https://example.org/%22%3C%3E%60%7B%7D|%5E?%22%3C%3E`{}|^#%22%3C%3E%60",
        ),
        ("https://example.org/%zz%41%0d%0a?a=b=c&d", "https://example.org/%zz%41%0d%0a?a=b=c&d"),
        ("https://example.org/a;b=1,2/(c)*!~$:@+[1]", "https://example.org/a;b=1,2/(c)*!~$:@+[1]"),
        ("https://bücher.example/?u=https://x.org/?a#b?c#d", "https://xn--bcher-kva.example/?u=https://x.org/?a#b?c#d"),
        ("http://127.0.0.1:8321/demo/", "http://127.0.0.1:8321/demo/"),
        ("http://[2001:DB8:0::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("https://example.org/\u202egpj.exe", None),
        ("https://example.org/e\u0301", "https://example.org/e%CC%81"),
        (
            "https://example.org/می\u200cخواهم",
            "https://example.org/%D9%85%DB%8C%E2%80%8C%D8%AE%D9%88%D8%A7%D9%87%D9%85",
        ),
    ],
)
def test_addresses_as_they_are_followed(text: str, address: str | None) -> None:
    if address is None:
        with pytest.raises(BadTargetError, match="invisible"):
            check_target(text)
        return
    assert check_target(text) == address


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "example.org", "example.org:80/a", "/a", "//evil.example", "///evil.example", "?a", "#a", "https"),
        *(
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " java\tscript:alert(1)",
            "java\nscript:alert(1)",
            "\x01javascript:x",
        ),
        *("data:text/html,<script>", "vbscript:x", "file:///etc/passwd", "ftp://example.org/", "gopher://example.org/"),
        *(
            "mailto:a@example.org",
            "tel:+33",
            "about:blank",
            "blob:https://example.org/x",
            "view-source:https://example.org",
        ),
        *("https:/\\evil.example", "https:\\\\evil.example", "https:/evil.example", "https:evil.example", "https:"),
        *("https://", "https:///evil.example", "https:////evil.example", "https://?a", "https://#a", "https://:80/"),
        *("http://a@b.example/", "http://a:b@c.example/", "http://@b.example", "http://example.org\\@evil.example/"),
        *("https://example.org\\evil", "https://example.org/a\\b", "https://evil.example\\.example.org/"),
        *(
            "https://exam ple.org/",
            "https://example.org/a b",
            "https://example.org/a\u00a0b",
            "https://example.org/\u3000",
        ),
        *(
            "https://example.org/\r\nSet-Cookie: a=b",
            "https://example.org/\0",
            "https://example.org/a\tb",
            "https://e\n.org",
        ),
        *("https://example.org/\r\n", "\nhttps://example.org/", "https://example.org/\x7f", "https://example.org/\x85"),
        *(
            "https://example.org/\u2028",
            "https://example.org/\u200b",
            "https://example.org/\ufeff",
            "https://example.org/\ud800",
        ),
        *("https://example.org:/", "https://example.org:0/", "https://example.org:65536/", "https://example.org:a/"),
        *(
            "https://example.org:80:80/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://127.1/",
            "https://example.org./",
        ),
        *("https://[::1/", "https://::1/", "https://[::ffff:127.0.0.1]/", "https://[fe80::1%25eth0]/", "https://[]/"),
        *(
            "https://%65xample.org/",
            "https://example%2eorg/",
            "https://exa\u00admple\u2044.org/",
            "https://a..b/",
            "https://-a.b/",
        ),
        *("https://example.org/" + "a" * LONGEST, "https://example.org/" + "é" * 2000),
    ],
)
def test_addresses_that_are_refused(text: str) -> None:
    with pytest.raises(BadTargetError) as told:
        check_target(text)
    message = str(told.value)
    assert message.isprintable()  # it will stand in terminals, logs and answers
    assert len(message) < 700


def test_the_longest_address_is_taken() -> None:
    address = "https://example.org/" + "a" * (LONGEST - 20)
    assert check_target(address) == address


ADDRESSES = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["http://", "https://", "HTTPS://", "https:/", "https:///", "javascript:", "//", ""]),
        st.sampled_from(
            ["example.org", "bücher.example", "a@b.org", "127.0.0.1", "[::1]", "[::1]:8", "a.org:99", "0x1", ""]
        )
        | st.text(max_size=12),
        st.text(alphabet="/.%2eE?#&=:@\\é'\"<>{}|^`[];, \t\r\n\0\u202eab", max_size=40) | st.text(max_size=40),
    ),
)


@given(ADDRESSES)
@example("https://example.org/.%2e/%2E./a?/../#/../")
def test_what_is_taken_reads_the_same_everywhere(text: str) -> None:
    try:
        address = check_target(text)
    except BadTargetError:
        return
    assert address.isascii()
    assert all(" " < sign < "\x7f" and sign != "\\" for sign in address)  # no control, no blank: one Location line
    assert check_target(address) == address
    parts = urlsplit(address)
    assert parts.scheme == text.strip(" ").split(":")[0].lower()
    assert parts.scheme in ("http", "https")
    assert parts.username is None
    assert parts.hostname
    assert address.startswith(f"{parts.scheme}://{parts.netloc}/")
    assert not {".", ".."} & set(parts.path.lower().replace("%2e", ".").split("/"))


def test_links_do_not_lead_to_links() -> None:
    rules = TargetRules(own_hosts={"go.example.org", "127.0.0.1:8321"})
    for text in (
        "https://go.example.org/abc",
        "https://GO.example.org:443/abc~w",
        "http://127.0.0.1:8321/x/../abc",
        "http://go.example.org",
    ):
        with pytest.raises(BadTargetError, match="circle"):
            rules.check(text)
    for text in (
        "http://127.0.0.1:8321/demo/page",
        "http://127.0.0.1:8321/demo?a",
        "https://www.example.org/abc",
        "http://127.0.0.1/abc",
    ):
        rules.check(text)

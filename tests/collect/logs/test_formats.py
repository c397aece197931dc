"""Each format is found out by looking, and its fields arrive where they belong."""

from pathlib import Path

import msgspec
import pytest

from penombre.collect.logs.errors import LogError
from penombre.collect.logs.reader import read_logs
from penombre.store.engine import Engine

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0"
WHEN = "05/Jan/2026:10:00:00 +0100"
W3C = "#Version: 1.0\n#Fields: {fields}\n{line}\n"

LINES = {
    "combined": f'192.0.2.7 - - [{WHEN}] "GET /a/page?utm_source=x HTTP/1.1" 200 5120 "https://www.google.com/" "{FIREFOX}"',
    "common": f'192.0.2.7 - - [{WHEN}] "GET /a/page HTTP/1.1" 200 5120',
    "vhost_combined": f'example.org 192.0.2.7 - - [{WHEN}] "GET /a/page HTTP/1.1" 200 5120 "https://www.google.com/" "{FIREFOX}"',
    "vhost_common": f'example.org 192.0.2.7 - - [{WHEN}] "GET /a/page HTTP/1.1" 200 5120',
    "combined_fetch": (
        f'192.0.2.7 - - [{WHEN}] "GET /a/page HTTP/1.1" 200 5120 "https://www.google.com/" "{FIREFOX}" '
        '"cross-site" "-" "com.whatsapp" "example.org"'
    ),
    "ovh": f'192.0.2.7 example.org - [{WHEN}] "GET /a/page HTTP/1.1" 200 5120 "https://www.google.com/" "{FIREFOX}"',
    "s3": (
        f'b659b576cff1 example.org [{WHEN}] 192.0.2.7 arn:aws:iam::1 EB35 WEBSITE.GET.OBJECT a/page "GET /a/page HTTP/1.1" '
        f'200 - 368 368 10 9 "https://www.google.com/" "{FIREFOX}"'
    ),
    "alb": (
        "https 2026-01-05T09:00:00.127531Z app/my-alb/abcdef 192.0.2.7:2817 10.0.0.1:80 0.001 0.102 0.000 200 200 225 24950 "
        f'"GET https://example.org:443/a/page HTTP/1.1" "{FIREFOX}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:x'
    ),
    "elb": (
        "2026-01-05T09:00:00.943945Z my-loadbalancer 192.0.2.7:2817 10.0.0.1:80 0.000086 0.001048 0.001337 200 200 0 57 "
        f'"GET https://example.org:443/a/page HTTP/1.1" "{FIREFOX}" DHE-RSA-AES128-SHA TLSv1.2'
    ),
    "json": (
        '{"time_iso8601":"2026-01-05T10:00:00+01:00","remote_addr":"192.0.2.7","host":"example.org","request":"GET /a/page HTTP/1.1",'
        f'"status":200,"http_referer":"https://www.google.com/","http_user_agent":"{FIREFOX}"}}'
    ),
    "caddy": (
        '{"level":"info","ts":1767603600.81,"request":{"remote_ip":"192.0.2.7","method":"GET","host":"example.org","uri":"/a/page",'
        f'"headers":{{"User-Agent":["{FIREFOX}"],"Referer":["https://www.google.com/"],"Sec-Fetch-Site":["cross-site"]}}}},"status":200}}'
    ),
    "haproxy": (
        "Jan  5 10:00:00 host haproxy[6801]: 192.0.2.7:55008 [05/Jan/2026:10:00:00.584] ft_https~ bk/abc 0/0/0/72/72 200 7456 - - "
        f'---- 5/4/0/1/0 0/0 {{example.org|{FIREFOX}|https://www.google.com/}} "GET /a/page HTTP/1.1"'
    ),
    "w3c": W3C.format(
        fields="date time c-ip cs-method cs-uri-stem cs-uri-query sc-status cs(User-Agent) cs(Referer) cs-host",
        line=f"2026-01-05 09:00:00 192.0.2.7 GET /a/page - 200 {FIREFOX.replace(' ', '+')} https://www.google.com/ example.org",
    ).rstrip(),
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_a_format_is_found_out_and_its_fields_are_read(name: str, audit_engine: Engine, tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(f"{LINES[name]}\n" * (1 if name == "w3c" else 3))
    account = read_logs(audit_engine, [str(log)], marker_names=["utm_source"])[0]
    assert account.format == name
    assert account.read == (1 if name == "w3c" else 3)
    hit = audit_engine.row("SELECT DISTINCT class, method, status, toString(at) AS at, fetch_site FROM hits")
    at = "2026-01-05 10:00:00" if name == "haproxy" else "2026-01-05 09:00:00"
    told = name in ("combined_fetch", "caddy")
    assert hit == {
        "class": "page",
        "method": "GET",
        "status": 200,
        "at": at,
        "fetch_site": "cross-site" if told else "",
    }
    texts = {(row["family"], row["text"]) for row in _texts(audit_engine)}
    assert ("page", "/a/page") in texts
    assert (("referrer", "https://www.google.com/") in texts) is (name not in ("common", "vhost_common", "alb", "elb"))
    assert (("agent", FIREFOX) in texts) is (name not in ("common", "vhost_common"))
    assert ("markers", "utm_source=x") in texts or name != "combined"
    assert ("package", "com.whatsapp") in texts or name != "combined_fetch"


def _texts(engine: Engine) -> list[dict[str, str]]:
    return [msgspec.json.decode(row) for row in engine.run("SELECT DISTINCT family, text FROM texts").splitlines()]


@pytest.mark.parametrize(
    "given",
    [
        '%{X-Forwarded-For}i %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D',
        '$remote_addr [$time_local] $host "$request" $status "$http_referer" "$http_user_agent" $request_time',
    ],
)
def test_a_format_string_reads_its_own_lines(given: str, audit_engine: Engine, tmp_path: Path) -> None:
    line = {
        "%": f'192.0.2.7 - - [{WHEN}] "GET /a/page HTTP/1.1" 200 5 "-" "{FIREFOX}" 1234',
        "$": f'192.0.2.7 [{WHEN}] example.org "GET /a/page HTTP/1.1" 200 "-" "{FIREFOX}" 0.010',
    }[given[0]]
    log = tmp_path / "access.log"
    log.write_text(line + "\n")
    account = read_logs(audit_engine, [str(log)], format_name=given)[0]
    assert (account.lines, account.read) == (1, 1)


def test_an_unknown_format_is_refused_with_the_line_and_what_to_do(audit_engine: Engine, tmp_path: Path) -> None:
    log = tmp_path / "notes.txt"
    log.write_text("dear diary\n\x1b[31mred\n")
    with pytest.raises(LogError, match=r"notes.txt: not recognised.*First line: dear diary") as refusal:
        read_logs(audit_engine, [str(log)])
    assert "--format" in str(refusal.value)


def test_the_fields_of_a_w3c_log_may_change_on_the_way(audit_engine: Engine, tmp_path: Path) -> None:
    log = tmp_path / "u_ex.log"
    log.write_text(
        "#Fields: date time c-ip cs-method cs-uri-stem sc-status\n2026-01-05 09:00:00 192.0.2.7 GET /a 200\n"
        "#Fields: date time cs-uri-stem cs-method c-ip sc-status\n2026-01-05 09:00:01 /b GET 192.0.2.8 200\n"
    )
    account = read_logs(audit_engine, [str(log)])[0]
    assert account.read == 2
    assert {row["text"] for row in _texts(audit_engine) if row["family"] == "page"} == {"/a", "/b"}

"""Logs of many servers, which lie beside the project where it is developed: each is read whole, or refused with a reason."""

from pathlib import Path

import pytest

from penombre.collect.logs.errors import LogError
from penombre.collect.logs.reader import read_logs
from penombre.store.engine import Engine

PLACES = [parent / "shared" / "logs" for parent in Path(__file__).resolve().parents]
LOGS = next((place for place in PLACES if place.is_dir()), None)
FILES = sorted(file for file in LOGS.rglob("*") if file.is_file() and file.suffix != ".md") if LOGS else []
REFUSED = {
    "amazon_cloudfront_rtmp.log": "a log of streams",
    "shoutcast.log": "a log of streams",
    "splitted_date_and_time.log": "a log of streams",
    "custom_regex_custom_date.log": "not recognised as an access log",
}
COMPRESSED = {".gz", ".bz2"}


@pytest.mark.skipif(not FILES, reason="../shared/logs is not here")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_log_is_read_or_refused_with_the_reason(file: Path, audit_engine: Engine) -> None:
    if file.name in REFUSED:
        with pytest.raises(LogError, match=REFUSED[file.name]):
            read_logs(audit_engine, [str(file)])
        return
    account = read_logs(audit_engine, [str(file)])[0]
    if file.suffix not in COMPRESSED:
        assert account.lines == len(file.read_bytes().splitlines())
    assert account.read > 0
    assert account.lines == account.read + sum(account.refused.values())
    # what was refused is no request: comments, blank lines, TCP connections, blocked requests without an answer
    assert set(account.refused) <= {"comment", "blank", "status"}

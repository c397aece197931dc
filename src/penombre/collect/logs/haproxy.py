"""HAProxy's HTTP log, with the headers it was told to capture between braces."""

from penombre.collect.logs.layout import Layout, places

PATTERN = (
    r"haproxy\[\d+\]: (\S+?):\d+ \[([^\]]+)\] \S+ \S+ \S+ (\d{3}) \S+ \S+ \S+ \S+ \S+ \S+"
    r'(?: \{([^|}]*)(?:\|([^|}]*))?(?:\|([^|}]*))?[^}]*\})?(?: \{[^}]*\})? "([^"]*)"'
)
# `capture request header Host`, then User-Agent, then Referer: the order its manual's examples use
LAYOUT = Layout(
    "haproxy",
    "pattern",
    {
        "pattern": PATTERN,
        **places(
            {"address": 1, "time": 2, "status": 3, "host": 4, "agent": 5, "referrer": 6, "request": 7},
            without=("date",),
        ),
    },
    local_time=True,
)

"""Events that come at a steady pace, one a request, on many connections: how long each waits for its answer."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
import uuid

AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
CONNECTIONS = 32


def main() -> None:
    """`python -m bench.nominal PORT SITE RATE SECONDS`: prints the milliseconds of each answer, one a line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("site")
    parser.add_argument("rate", type=float, help="events a second")
    parser.add_argument("seconds", type=float)
    chosen = parser.parse_args()
    print(*asyncio.run(_all(chosen.port, chosen.site, chosen.rate, chosen.seconds)), sep="\n")


async def _all(port: int, site: str, rate: float, seconds: float) -> list[float]:
    begun = time.perf_counter() + 0.2
    parts = [
        _one(port, site, begun + number / rate, CONNECTIONS / rate, begun + seconds) for number in range(CONNECTIONS)
    ]
    return [spent for part in await asyncio.gather(*parts) for spent in part]


async def _one(port: int, site: str, due: float, every: float, until: float) -> list[float]:
    """One connection; an answer that is late counts from when its request was due (no coordinated omission)."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    waits = []
    while due < until:
        await asyncio.sleep(max(due - time.perf_counter(), 0.0))
        writer.write(_request(site))
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 202"):
            raise RuntimeError(head.decode())
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.split(b":")[1]))
        waits.append((time.perf_counter() - due) * 1000)
        due += every
    writer.close()
    return waits


def _request(site: str) -> bytes:
    event = {"id": uuid.uuid4().hex, "site": site, "kind": "view", "url": "https://www.example.org/p", "referrer": None}
    body = json.dumps(event).encode()
    head = (
        f"POST /e HTTP/1.1\r\nhost: www.example.org\r\nuser-agent: {AGENT}\r\ncontent-type: text/plain\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


if __name__ == "__main__":
    main()

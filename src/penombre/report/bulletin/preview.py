"""A process of its own that sets the first page of a made-up report under a brand, to look at before one goes out."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import msgspec

from penombre import __version__
from penombre.analyze.interval import Interval
from penombre.report.bulletin.brand import Brand
from penombre.report.bulletin.errors import BulletinError
from penombre.report.bulletin.period import Period
from penombre.report.bulletin.press import Order
from penombre.report.site_estimate import DarkShare, SiteEstimate
from penombre.sentences import say

PATIENCE = 60.0
SHARPNESS = 96.0
"""Points an inch."""
_PERIOD = Period("month", date(2026, 3, 1), date(2026, 3, 31), "Europe/Paris")


def example(lang: str, brand: Brand) -> Order:
    """A report on a site that does not exist, with round figures."""
    share = Interval(0.58, 0.52, 0.64)
    dark = DarkShare(share, share, Interval(3480, 3120, 3840), 0.21, 0.83, 640, 960, None, [])
    estimate = SiteEstimate(
        version=__version__, site="example", mode="counting", timezone=_PERIOD.timezone, start=_PERIOD.start,
        end=_PERIOD.end, landings=12_000, unattributed=6_000, proven=900, observed=1_500, dark=dark, channels=None,
        unallocated=None, channel_alarms=[], pages=[], cascades=None, changes=[], dial=[],
    )  # fmt: skip
    return Order(estimate, None, _PERIOD, lang, brand)


def preview(lang: str, brand: Brand) -> bytes:
    """The first page as PNG. Raises BulletinError."""
    command = [sys.executable, "-P", "-m", "penombre.report.bulletin.preview"]
    order = msgspec.json.encode(example(lang, brand))
    try:
        made = subprocess.run(command, input=order, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise BulletinError(say("the report was not made within {seconds} seconds", seconds=round(PATIENCE))) from None
    if made.returncode != 0:
        last = made.stderr.decode(errors="replace").strip().splitlines()[-1:] or [str(made.returncode)]
        raise BulletinError(say("the report could not be made: {why}", why=last[0]))
    return made.stdout


def main() -> None:
    """Read an order in JSON, write a picture."""
    from penombre.report.bulletin.paper import to_pictures  # noqa: PLC0415

    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    sys.stdout.buffer.write(to_pictures(order.sheet(), order.brand, SHARPNESS)[0])


if __name__ == "__main__":
    main()

"""A process of its own that makes one bulletin as a mail: what draws and sets it stays out of the server's memory."""

from __future__ import annotations

import subprocess
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

import msgspec

from penombre.report.bulletin.brand import Brand
from penombre.report.bulletin.errors import BulletinError
from penombre.report.bulletin.period import Period
from penombre.report.site_estimate import SiteEstimate
from penombre.sentences import say

if TYPE_CHECKING:
    from penombre.report.bulletin.sheet import Sheet

PATIENCE = 300.0
"""Seconds after which it hangs."""


class Order(msgspec.Struct, frozen=True):
    """What is to be made."""

    now: SiteEstimate
    before: SiteEstimate | None
    period: Period
    lang: str
    brand: Brand

    def sheet(self) -> Sheet:
        """The document, laid out."""
        from penombre.report.bulletin.layout import lay_out  # noqa: PLC0415  (half a second of imports)

        return lay_out(self.now, self.before, self.period, self.lang, self.brand.name)


def printed(order: Order) -> EmailMessage:
    """The mail with its PDF, without sender and receiver. Raises BulletinError."""
    # -P: a file in the working folder that happens to be called like a library is not run
    command = [sys.executable, "-P", "-m", "penombre.report.bulletin.press"]
    try:
        made = subprocess.run(  # noqa: S603  (nothing in it is the reader's)
            command, input=msgspec.json.encode(order), capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise BulletinError(say("the report was not made within {seconds} seconds", seconds=round(PATIENCE))) from None
    if made.returncode != 0:
        last = made.stderr.decode(errors="replace").strip().splitlines()[-1:] or [str(made.returncode)]
        raise BulletinError(say("the report could not be made: {why}", why=last[0]))
    message = message_from_bytes(made.stdout, policy=policy.SMTP.clone(cte_type="7bit"))
    assert isinstance(message, EmailMessage)
    return message


def composed(order: Order) -> EmailMessage:
    """The same in this process. Raises BulletinError."""
    from penombre.report.bulletin.mail import to_mail  # noqa: PLC0415  (drawing and setting take a second to get ready)
    from penombre.report.bulletin.paper import to_pdf  # noqa: PLC0415

    sheet = order.sheet()
    return to_mail(sheet, order.brand, to_pdf(sheet, order.brand), file_name(order.now.site, order.period))


def file_name(site: str, period: Period) -> str:
    """dark-social-gazette-2026-03.pdf."""
    kept = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "-" for letter in site)
    return f"dark-social-{kept}-{period.name.replace('..', '-')}.pdf"


def main() -> None:
    """Read an order in JSON, write the mail."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    sys.stdout.buffer.write(composed(order).as_bytes())


if __name__ == "__main__":
    main()

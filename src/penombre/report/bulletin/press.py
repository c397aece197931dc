"""A process of its own makes one bulletin, as a mail or as files: what draws it stays out of the server's memory."""

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
FILES = "--files"


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


class Bound(msgspec.Struct, frozen=True):
    """A bulletin as files: one page that loads nothing, and paper."""

    page: bytes
    pdf: bytes


def printed(order: Order) -> EmailMessage:
    """The mail with its PDF, without sender and receiver. Raises BulletinError."""
    message = message_from_bytes(_pressed(order), policy=policy.SMTP.clone(cte_type="7bit"))
    assert isinstance(message, EmailMessage)
    return message


def bound(order: Order) -> Bound:
    """The files. Raises BulletinError."""
    return msgspec.msgpack.decode(_pressed(order, FILES), type=Bound)


def _pressed(order: Order, *how: str) -> bytes:
    # -P: a file in the working folder that happens to be called like a library is not run
    command = [sys.executable, "-P", "-m", "penombre.report.bulletin.press", *how]
    try:
        made = subprocess.run(  # noqa: S603  (nothing in it is the reader's)
            command, input=msgspec.json.encode(order), capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise BulletinError(say("the report was not made within {seconds} seconds", seconds=round(PATIENCE))) from None
    if made.returncode != 0:
        last = made.stderr.decode(errors="replace").strip().splitlines()[-1:] or [str(made.returncode)]
        raise BulletinError(say("the report could not be made: {why}", why=last[0]))
    return made.stdout


def composed(order: Order) -> EmailMessage:
    """The same in this process. Raises BulletinError."""
    from penombre.report.bulletin.mail import to_mail  # noqa: PLC0415  (drawing and setting take a second to get ready)
    from penombre.report.bulletin.paper import to_pdf  # noqa: PLC0415

    sheet = order.sheet()
    return to_mail(sheet, order.brand, to_pdf(sheet, order.brand), file_name(order.now.site, order.period))


def written(order: Order) -> Bound:
    """The files, made in this process. Raises BulletinError."""
    from penombre.report.bulletin.page import to_page  # noqa: PLC0415
    from penombre.report.bulletin.paper import to_pdf  # noqa: PLC0415

    sheet = order.sheet()
    return Bound(to_page(sheet, order.brand).encode(), to_pdf(sheet, order.brand))


def file_name(site: str, period: Period) -> str:
    """dark-social-gazette-2026-03.pdf."""
    kept = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "-" for letter in site)
    return f"dark-social-{kept}-{period.name.replace('..', '-')}.pdf"


def main() -> None:
    """Read an order in JSON, write the mail, or the files."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    as_files = FILES in sys.argv[1:]
    sys.stdout.buffer.write(msgspec.msgpack.encode(written(order)) if as_files else composed(order).as_bytes())


if __name__ == "__main__":
    main()

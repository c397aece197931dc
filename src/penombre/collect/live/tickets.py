"""Tickets: what a visitor who was asked hands back with an answer, so that the answer counts once and where it belongs.

A ticket holds the kind of landing and the probability of being asked, signed: the server remembers nobody meanwhile,
and the store has nothing that joins an answer to a view.
"""

from __future__ import annotations

import binascii
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b

import msgspec

from penombre.collect.live.minimise import RefusedError
from penombre.collect.live.row import EventRow

SOONEST = 1.0
"""Seconds between the draw and an answer: nobody reads a question and its answers faster."""
LATEST = 3600.0
_MAC_BYTES = 16
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(EventRow)


class Tickets:
    """Gives out tickets and takes them back. The key lives as long as the process, and nowhere else."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def issue(self, asked: EventRow, answer_id: str) -> str:
        """The ticket for the answer to an exposure; the answer comes under `answer_id`, once."""
        answer = msgspec.structs.replace(asked, kind="answer", id=answer_id, app="")
        content = urlsafe_b64encode(_ENCODER.encode(answer)).rstrip(b"=")
        return f"{content.decode()}.{self._mac(content)}"

    def redeem(self, ticket: str, *, site: int, answer_id: str, now: float) -> EventRow:
        """The row of an answer without what was answered. Raises RefusedError for a ticket that is not good."""
        content, _, mac = ticket.encode("ascii", "replace").partition(b".")
        if not hmac.compare_digest(self._mac(content).encode(), mac):
            raise RefusedError("bad_ticket")
        try:
            row = _DECODER.decode(urlsafe_b64decode(content + b"=" * (-len(content) % 4)))
        except (binascii.Error, msgspec.DecodeError):
            raise RefusedError("bad_ticket") from None
        if row.site != site or row.id != answer_id:
            raise RefusedError("bad_ticket")
        if not SOONEST <= now - row.at <= LATEST:
            raise RefusedError("ticket_too_new" if now - row.at < SOONEST else "ticket_too_old")
        row.at = int(now)
        return row

    def _mac(self, content: bytes) -> str:
        return blake2b(content, key=self._key, digest_size=_MAC_BYTES).hexdigest()

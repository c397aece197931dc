"""QR codes of short links, for print and screens."""

from __future__ import annotations

import io
from typing import Literal

import segno

BORDER = 4  # modules of quiet zone: what the standard asks for
Form = Literal["svg", "png"]


def qr_code(address: str, form: Form, *, scale: int = 10) -> bytes:
    """The QR code of an address; it can still be read with a seventh of it covered.

    `scale` is the side of a module in pixels.
    """
    out = io.BytesIO()
    segno.make_qr(address, error="m").save(out, kind=form, scale=scale, border=BORDER)
    return out.getvalue()

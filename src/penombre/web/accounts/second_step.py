"""The second step of signing in: codes of an authenticator app (TOTP, RFC 6238), and codes on paper."""

from __future__ import annotations

import io

import pyotp
import segno
from sqlalchemy import Connection, delete

from penombre.store.tables import recovery_codes, users
from penombre.web.accounts.errors import WrongCodeError
from penombre.web.accounts.people import Person
from penombre.web.accounts.tokens import digest, draw_code, same

SECONDS = 30
EARLIER_OR_LATER = 1  # half minutes that a telephone's clock may be off
CODES = 10
ISSUER = "Penombre"


def begin_second_step(connection: Connection, person: Person) -> None:
    """Draw a secret, which asks nobody for a code until one has confirmed it."""
    fields = {"totp_secret": pyotp.random_base32(), "totp_on": False, "totp_used": 0}
    connection.execute(users.update().where(users.c.number == person.number).values(**fields))


def confirm_second_step(connection: Connection, person: Person, code: str, now: float) -> list[str]:
    """Turn it on, by a code that shows that the app has the secret; the codes for paper. Raises WrongCodeError."""
    check_code(connection, person, code, now)
    connection.execute(users.update().where(users.c.number == person.number).values(totp_on=True))
    connection.execute(delete(recovery_codes).where(recovery_codes.c.user == person.number))
    codes = [draw_code() for _ in range(CODES)]
    connection.execute(recovery_codes.insert(), [{"digest": digest(each), "user": person.number} for each in codes])
    return codes


def end_second_step(connection: Connection, person: Person) -> None:
    """Ask for the password alone from now on."""
    fields = {"totp_secret": None, "totp_on": False, "totp_used": 0}
    connection.execute(users.update().where(users.c.number == person.number).values(**fields))
    connection.execute(delete(recovery_codes).where(recovery_codes.c.user == person.number))


def check_code(connection: Connection, person: Person, code: str, now: float) -> None:
    """Take a code of the app; each is good once. Raises WrongCodeError."""
    given = "".join(code.split())
    totp = pyotp.TOTP(person.totp_secret or pyotp.random_base32(), interval=SECONDS)
    current = int(now // SECONDS)
    fitting = [
        step
        for step in range(current - EARLIER_OR_LATER, current + EARLIER_OR_LATER + 1)
        if same(totp.at(step * SECONDS), given) and person.totp_secret
    ]
    if not fitting:
        raise WrongCodeError
    taken = connection.execute(
        users.update()
        .where(users.c.number == person.number, users.c.totp_used < max(fitting))
        .values(totp_used=max(fitting))
    )
    if taken.rowcount != 1:
        raise WrongCodeError


def take_recovery_code(connection: Connection, person: Person, code: str) -> None:
    """Take a code on paper; it is gone afterwards. Raises WrongCodeError."""
    given = digest("".join(code.split()).lower())
    gone = connection.execute(
        delete(recovery_codes).where(recovery_codes.c.user == person.number, recovery_codes.c.digest == given)
    )
    if gone.rowcount != 1:
        raise WrongCodeError


def picture(person: Person) -> bytes:
    """What an authenticator app takes a picture of, as SVG."""
    found = io.BytesIO()
    address = pyotp.TOTP(person.totp_secret or "", interval=SECONDS).provisioning_uri(
        name=person.email, issuer_name=ISSUER
    )
    segno.make(address, error="m", micro=False).save(found, kind="svg", scale=4, border=4, light="#fff", dark="#000")
    return found.getvalue()

"""Signing in: the password, the second step, and the session that begins."""

from __future__ import annotations

from litestar import Response
from sqlalchemy import Connection

from penombre.web.accounts.cookies import cookie, cookie_of
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.errors import (
    LinkGoneError,
    NoSignInError,
    TooManyGuessesError,
    WrongPasswordError,
)
from penombre.web.accounts.known_browsers import is_known, mark_of
from penombre.web.accounts.people import Person, normal_email, person_called, person_of, set_password
from penombre.web.accounts.second_step import check_code, take_recovery_code
from penombre.web.accounts.sessions import begin_session, end_session, session_of
from penombre.web.accounts.showing import Asked, address_of
from penombre.web.accounts.trail import What, record


async def check_sign_in(desk: Desk, request: Asked, email: str, password: str) -> Person:
    """Whose e-mail address and password these are.

    The same answer in the same time for an unknown account. Raises NoSignInError, TooManyGuessesError.
    """
    account, address = normal_email(email)[:254], address_of(request)
    known = await is_known(desk, request, account)
    if wait := desk.guesses.begin(account, address, desk.now(), known=known):
        raise TooManyGuessesError(wait)
    person = await desk.read(lambda database: person_called(database, account))
    right = await desk.fits(password, person.password if person else None)
    if person is None or not right:
        raise NoSignInError
    desk.guesses.succeed(account, address, known=known)
    if desk.is_dated(person.password):
        again = await desk.hashed(password)
        await desk.write(lambda database: set_password(database, person, again))
    return person


async def check_own_password(desk: Desk, request: Asked, person: Person, password: str) -> None:
    """Ask somebody who is signed in for the password again. Raises WrongPasswordError, TooManyGuessesError."""
    try:
        await check_sign_in(desk, request, person.email, password)
    except NoSignInError:
        raise WrongPasswordError from None


async def check_second_step(desk: Desk, request: Asked, person: Person, code: str) -> None:
    """Take a code of the app, or one from paper. Raises WrongCodeError, TooManyGuessesError."""
    known = await is_known(desk, request, person.email)
    if wait := desk.guesses.begin_code(person.email, desk.now(), known=known):
        raise TooManyGuessesError(wait)
    now = desk.now()

    def taken(database: Connection) -> None:
        if code.strip().replace(" ", "").isdecimal():
            check_code(database, person, code, now)
            return
        take_recovery_code(database, person, code)
        record(database, "recovery_code_used", now, who=person.number)

    await desk.write(taken)
    desk.guesses.succeed_code(person.email, known=known)


async def waiting_person(desk: Desk, request: Asked) -> Person:
    """Who gave the right password in this browser and owes the second step. Raises LinkGoneError."""
    token, now = cookie_of(request, desk.settings, "penombre"), desk.now()

    def found(database: Connection) -> Person:
        session = session_of(database, token, now) if token else None
        if session is None or session.complete:
            raise LinkGoneError
        return person_of(database, session.person)

    return await desk.read(found)


async def check_address(desk: Desk, request: Asked) -> None:
    """Take a try that names no account, of those that a neighbourhood has. Raises TooManyGuessesError."""
    if wait := desk.guesses.begin_unnamed(address_of(request), desk.now()):
        raise TooManyGuessesError(wait)


async def sign_in(
    desk: Desk,
    request: Asked,
    response: Response[object],
    person: Person,
    *,
    complete: bool,
    what: What = "signed_in",
    how: str = "",
) -> None:
    """Begin a session, always under a new id; the one before ends. The trail says `what` was done, and `how`."""
    now, before = desk.now(), cookie_of(request, desk.settings, "penombre")

    def begun(database: Connection) -> str:
        end_session(database, before)
        if complete:
            record(database, what, now, who=person.number, subject=how)
        return begin_session(database, person.number, now, complete=complete)

    token = await desk.write(begun)
    response.set_cookie(cookie(request, desk.settings, "penombre", token))
    if complete and not await is_known(desk, request, person.email):
        response.set_cookie(cookie(request, desk.settings, "penombre-known", await mark_of(desk, person)))

"""What a browser is asked to do with a passkey, and whether what it gives back is right (WebAuthn)."""

from __future__ import annotations

import msgspec
import webauthn
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json, parse_client_data_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from penombre.store.tables import passkeys
from penombre.web.accounts.challenges import Challenge, draw_challenge
from penombre.web.accounts.errors import PasskeyError, PasskeyKnownError, TooManyPasskeysError
from penombre.web.accounts.passkeys import RelyingParty, handle_of
from penombre.web.accounts.people import Person, checked_label, person_of
from penombre.web.accounts.tokens import same

MOST = 20
NAME = "Penombre"


def ask_to_register(
    connection: Connection, party: RelyingParty, person: Person, handle: str, label: str, now: float
) -> str:
    """What the browser is to do, as JSON. Raises BadNameError, TooManyPasskeysError."""
    known = [row.credential for row in connection.execute(passkeys.select().where(passkeys.c.user == person.number))]
    if len(known) >= MOST:
        raise TooManyPasskeysError(most=str(MOST))
    challenge = draw_challenge(connection, "register", now, user=person.number, label=checked_label(label))
    options = webauthn.generate_registration_options(
        rp_id=party.host,
        rp_name=NAME,
        user_id=bytes.fromhex(handle),
        user_name=person.email,
        user_display_name=person.name,
        challenge=webauthn.base64url_to_bytes(challenge),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=webauthn.base64url_to_bytes(each)) for each in known],
    )
    return webauthn.options_to_json(options)


def challenge_in(credential: str) -> str:
    """Which challenge a device signed, as it says: to be taken before the rest is looked at. Raises PasskeyError."""
    try:
        data = msgspec.json.decode(credential)["response"]["clientDataJSON"]
        return bytes_to_base64url(parse_client_data_json(webauthn.base64url_to_bytes(data)).challenge)
    except Exception:  # noqa: BLE001  (whatever somebody's bytes break in the library is no passkey)
        raise PasskeyError from None


def register(
    connection: Connection, party: RelyingParty, person: Person, credential: str, challenge: Challenge, now: float
) -> str:
    """Keep the passkey that a device made; its label. Raises PasskeyError, PasskeyKnownError."""
    if challenge.user != person.number:
        raise PasskeyError
    try:
        found = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=webauthn.base64url_to_bytes(challenge.token),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001
        raise PasskeyError from None
    label = challenge.kept["label"]
    fields = {
        "credential": bytes_to_base64url(found.credential_id),
        "public_key": found.credential_public_key,
        "signed": found.sign_count,
    }
    try:
        with connection.begin_nested():
            connection.execute(passkeys.insert().values(user=person.number, label=label, created_at=now, **fields))
    except IntegrityError:
        raise PasskeyKnownError from None
    return label


def ask_to_sign_in(connection: Connection, party: RelyingParty, now: float) -> str:
    """What the browser is to do, as JSON: whichever passkey its owner chooses, no account is named."""
    options = webauthn.generate_authentication_options(
        rp_id=party.host,
        challenge=webauthn.base64url_to_bytes(draw_challenge(connection, "sign_in", now)),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def take_signature(
    connection: Connection, party: RelyingParty, credential: str, challenge: Challenge, secret: str, now: float
) -> tuple[Person, str]:
    """Whose passkey signed, and its label. `secret` is that of `handle_of`. Raises PasskeyError."""
    try:
        parsed = parse_authentication_credential_json(credential)
    except Exception:  # noqa: BLE001
        raise PasskeyError from None
    row = connection.execute(passkeys.select().where(passkeys.c.credential == parsed.id)).first()
    if row is None:
        raise PasskeyError
    person = person_of(connection, row.user)
    handle = parsed.response.user_handle
    if handle is not None and not same(bytes(handle).hex(), handle_of(secret, person)):
        raise PasskeyError
    try:
        found = webauthn.verify_authentication_response(
            credential=parsed,
            expected_challenge=webauthn.base64url_to_bytes(challenge.token),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.signed,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001
        raise PasskeyError from None
    used = passkeys.update().where(passkeys.c.number == row.number)
    connection.execute(used.values(signed=found.new_sign_count, used_at=now))
    return person, row.label

"""Signing in through an organisation's provider (OpenID Connect): code, PKCE, state, nonce, and a signed answer."""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from penombre.sentences import say
from penombre.settings import SettingsError, SignOnSettings
from penombre.web.accounts.errors import SignOnAwayError, SignOnDoubtfulError, UnverifiedEmailError

log = logging.getLogger(__name__)

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures by a key that only the provider has: no `none`, nor a secret that we know as well."""
WITHIN = 10.0
LARGEST_ANSWER = 262_144  # bytes
KEPT = 3600.0
"""Seconds after which the provider's description and keys are read anew."""
AGAIN_AFTER = 60.0
"""Seconds before a key that is not among them makes us look again."""
LEEWAY = 60
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Identity(msgspec.Struct, frozen=True):
    """As whom the provider knows somebody; the e-mail address is verified."""

    issuer: str
    subject: str
    email: str
    name: str


class Provider:
    """The provider that the operator set. Methods raise SignOnAwayError where it does not answer as it should."""

    def __init__(self, settings: SignOnSettings, secret: Callable[[], str], clock: Callable[[], float]) -> None:
        """`secret` is read when it is needed; nothing is asked yet."""
        self.settings, self._secret, self._now = settings, secret, clock
        self._found: tuple[float, dict[str, Any]] = (-KEPT, {})
        self._keys: tuple[float, KeySet] = (-KEPT, KeySet([]))

    async def way_in(self, back: str, state: str, nonce: str, verifier: str) -> str:
        """Where somebody signs in; they come to `back` with `state` afterwards."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": back,
            "scope": "openid email profile",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        address = await self._endpoint("authorization_endpoint")
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"

    async def who_came(self, code: str, back: str, nonce: str, verifier: str) -> Identity:
        """Who came back with a code. Raises SignOnDoubtfulError, UnverifiedEmailError."""
        tokens = await self._exchanged(code, back, verifier)
        claims = await self._verified(str(tokens.get("id_token", "")), nonce)
        if "email" not in claims:
            claims |= await self._asked_about(claims["sub"], str(tokens.get("access_token", "")))
        email, verified = claims.get("email"), claims.get("email_verified")
        # some write the truth as a word
        if not isinstance(email, str) or not (verified is True or verified == "true"):
            raise UnverifiedEmailError
        name = claims.get("name")
        return Identity(self.settings.issuer, claims["sub"], email, name if isinstance(name, str) else "")

    async def _exchanged(self, code: str, back: str, verifier: str) -> dict[str, Any]:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        client = self.settings.client_id
        try:
            secret = self._secret()
        except SettingsError as error:
            raise self._away(str(error)) from None
        known = (await self._description()).get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        headers = {}
        if secret and "client_secret_basic" in known:
            pair = f"{quote(client, safe='')}:{quote(secret, safe='')}"
            headers["authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": client} | ({"client_secret": secret} if secret else {})
        return await self._ask("POST", await self._endpoint("token_endpoint"), data=form, headers=headers)

    async def _verified(self, token: str, nonce: str) -> dict[str, Any]:
        """The claims of an ID token, once all that can be checked was."""
        client = self.settings.client_id
        registry = jwt.JWTClaimsRegistry(
            now=int(self._now()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self.settings.issuer},
            aud={"essential": True, "value": client},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = await self._signed(token)
            registry.validate(claims)
        except (JoseError, ValueError, TypeError) as error:
            raise self._doubt(error) from None
        party = claims.get("azp", client if claims["aud"] in (client, [client]) else None)
        if party != client:
            raise self._doubt("azp")
        if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
            raise self._doubt("sub")
        return claims

    async def _signed(self, token: str) -> dict[str, Any]:
        """The claims, by a key of the provider's; a key that is new there is looked for once."""
        try:
            return dict(jwt.decode(token, await self._key_set(KEPT), algorithms=ALGORITHMS).claims)
        except (JoseError, ValueError):
            if self._now() - self._keys[0] < AGAIN_AFTER:
                raise
        return dict(jwt.decode(token, await self._key_set(AGAIN_AFTER), algorithms=ALGORITHMS).claims)

    async def _asked_about(self, subject: str, access: str) -> dict[str, Any]:
        """What the provider says of somebody beside the token, which is of the same person or nothing."""
        address = await self._endpoint("userinfo_endpoint")
        found = await self._ask("GET", address, headers={"authorization": f"Bearer {access}"})
        if found.get("sub") != subject:
            raise self._doubt("userinfo")
        return {name: found[name] for name in ("email", "email_verified", "name") if name in found}

    async def _key_set(self, longest: float) -> KeySet:
        at, keys = self._keys
        if self._now() - at >= longest:
            found = await self._ask("GET", await self._endpoint("jwks_uri"))
            try:
                keys = KeySet.import_key_set({"keys": found["keys"]})
            except (JoseError, KeyError, ValueError, TypeError):
                raise self._away("jwks") from None
            self._keys = (self._now(), keys)
        return keys

    async def _endpoint(self, name: str) -> str:
        address = (await self._description()).get(name)
        if not isinstance(address, str) or not is_safe(address):
            raise self._away(name)
        return address

    async def _description(self) -> dict[str, Any]:
        at, found = self._found
        if self._now() - at >= KEPT:
            found = await self._ask("GET", f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self.settings.issuer:
                raise self._away("issuer")
            self._found = (self._now(), found)
        return found

    async def _ask(self, method: str, address: str, **how: Any) -> dict[str, Any]:
        content = b""
        try:
            async with (
                httpx.AsyncClient(timeout=WITHIN, follow_redirects=False) as client,
                client.stream(method, address, **how) as answer,
            ):
                async for piece in answer.aiter_bytes():
                    content += piece
                    if len(content) > LARGEST_ANSWER:
                        raise self._away(f"{address}: too long")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._away(f"{address}: {type(error).__name__}") from None
        if answer.status_code != httpx.codes.OK:
            raise self._away(f"{address}: {answer.status_code}")
        try:
            return msgspec.json.decode(content, type=dict[str, Any])
        except msgspec.MsgspecError:
            raise self._away(f"{address}: JSON") from None

    def _away(self, why: str) -> SignOnAwayError:
        log.error("%s", say("signing on: {issuer} does not answer as it should ({why})", issuer=self._issuer, why=why))
        return SignOnAwayError(button=self.settings.button)

    def _doubt(self, why: object) -> SignOnDoubtfulError:
        log.error("%s", say("signing on: what {issuer} says was not believed ({why})", issuer=self._issuer, why=why))
        return SignOnDoubtfulError(button=self.settings.button)

    @property
    def _issuer(self) -> str:
        return self.settings.issuer


def is_safe(address: str) -> bool:
    """Whether an address may be asked: by https, or on this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)

"""A small OpenID provider on this machine, that signs with keys of its own and says what it is told to say."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

OWN = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
CLIENT, SECRET = "penombre", "a client's secret: +/="


class OidcProvider:
    """`who` is signed in there; `spoil` changes the claims of the next tokens, `sign` how they are signed."""

    def __init__(self) -> None:
        self.issuer = ""
        self.keys = KeySet([OWN])
        self.who: dict[str, Any] = {
            "sub": "248",
            "email": "editor@example.org",
            "email_verified": True,
            "name": "E. Ditor",
        }
        self.spoil: dict[str, Any] = {}
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.description: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.statuses: dict[str, int] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []

    def signed(self, claims: dict[str, Any], alg: str = "RS256", kid: str = "one") -> str:
        return jwt.encode({"alg": alg, "kid": kid}, claims, self.keys.get_by_kid(kid))

    def add_key(self) -> None:
        self.keys = KeySet([*self.keys.keys, ECKey.generate_key("P-256", {"kid": "two", "use": "sig"})])

    def granted(self, address: str) -> str:
        """Somebody signed in at the address they were led to: where they are led back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["client_id"] == CLIENT
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.issuer})}"

    def tokens(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """What the code is good for, once, for who asked for it."""
        asked = self.codes.pop(form.get("code", ""), None)
        kind, _, pair = authorization.partition(" ")
        name, _, secret = base64.b64decode(pair).decode().partition(":") if kind == "Basic" else ("", "", "")
        given = (unquote(name), unquote(secret)) if name else (form.get("client_id"), form.get("client_secret"))
        if asked is None or given != (CLIENT, SECRET) or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        )
        if challenge != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= self.who | self.spoil
        return {
            "access_token": "access",
            "token_type": "Bearer",
            "id_token": self.sign({k: v for k, v in claims.items() if v is not None}),
        }

    def answer(self, method: str, path: str, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        self.asked.append(f"{method} {path}")
        status = self.statuses.get(path, 200)
        if path == "/.well-known/openid-configuration":
            usual = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
            }
            return status, usual | self.description
        if path == "/keys":
            return status, self.keys.as_dict(private=False)
        if path == "/userinfo" and authorization == "Bearer access":
            return status, self.userinfo
        if path == "/token":
            found = self.tokens(form, authorization)
            return (status, found) if found else (400, {"error": "invalid_grant"})
        return 404, {}


@contextmanager
def oidc_provider() -> Iterator[OidcProvider]:
    """One that answers."""
    provider = OidcProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/authorize?"):
                self.send_response(302)
                self.send_header("location", provider.granted(self.path))
                self.send_header("content-length", "0")
                self.end_headers()
                return
            self._answer("GET", {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
            self._answer("POST", {name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, method: str, form: dict[str, str]) -> None:
            status, told = provider.answer(method, self.path, form, self.headers.get("authorization", ""))
            body = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

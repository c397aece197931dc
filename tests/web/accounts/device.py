"""A device with a passkey, in software: does what a browser and its authenticator do, and what they never would."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

UP, UV, ATTESTED = 1, 4, 64


class Device:
    """One passkey; its fields may be set to what they should not be."""

    def __init__(self, origin: str = "http://localhost", host: str = "localhost") -> None:
        self.origin, self.host = origin, host
        self.id = secrets.token_bytes(32)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.flags = UP | UV
        self.count = 0
        self.handle = b""

    def registered(self, options: dict[str, Any], **data: Any) -> str:
        """What `navigator.credentials.create` gives."""
        self.handle = base64url_to_bytes(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + encode_cbor(cose)
        about = self._about(self.flags | ATTESTED) + attested
        return self._written(
            clientDataJSON=self._said("webauthn.create", options, data),
            attestationObject=encode_cbor({"fmt": "none", "attStmt": {}, "authData": about}),
        )

    def signed(self, options: dict[str, Any], **data: Any) -> str:
        """What `navigator.credentials.get` gives."""
        self.count += 1
        said, about = self._said("webauthn.get", options, data), self._about(self.flags)
        signature = self.key.sign(about + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._written(clientDataJSON=said, authenticatorData=about, signature=signature, userHandle=self.handle)

    def _about(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _said(self, kind: str, options: dict[str, Any], data: dict[str, Any]) -> bytes:
        usual = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(usual | data).encode()

    def _written(self, **answer: bytes) -> str:
        response = {name: bytes_to_base64url(value) for name, value in answer.items()}
        name = bytes_to_base64url(self.id)
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}, "response": response}
        )

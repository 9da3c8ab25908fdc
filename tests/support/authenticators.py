"""What people hold in their hands, in software: an application that shows digits, a device that keeps passkeys."""

import base64
import hashlib
import json
import re
from datetime import datetime
from typing import Any

import cbor2
import pyotp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 1, 4, 64
"""Flags of what a device says: somebody is there, they are who they should be, a new key comes along."""


def digits_at(key: str, moment: datetime) -> str:
    """What an application shows at a moment, that was given a key as it stands on a page."""
    return pyotp.TOTP("".join(key.split())).at(moment)


def key_on(page: str) -> str:
    """The key that a page tells to type."""
    found = re.search(r'class="set-up-key">([A-Z2-7 ]+)<', page)
    assert found, "no key stands on this page"
    return found[1]


class Device:
    """Keeps one passkey. is_verifying: it makes sure who is there. counts: it counts how often it signs."""

    def __init__(self, origin: str, *, is_verifying: bool = True, counts: bool = True) -> None:
        self.origin, self.is_verifying, self.counts = origin, is_verifying, counts
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.count = 0
        public = self.key.public_key().public_numbers()
        self.id = hashlib.sha256(public.x.to_bytes(32)).digest()
        self.public = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32), -3: public.y.to_bytes(32)}

    def made(self, options: dict[str, Any]) -> str:
        """A new key, as a browser sends it."""
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(self.public)
        said = self._said(options["rp"]["id"], ATTESTED) + attested
        return self._sent(
            clientDataJSON=self._client("webauthn.create", options["challenge"]),
            attestationObject=cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": said}),
        )

    def signed(self, options: dict[str, Any]) -> str:
        """A challenge that was signed, as a browser sends it."""
        self.count += self.counts
        said, client = self._said(options["rpId"]), self._client("webauthn.get", options["challenge"])
        signature = self.key.sign(said + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._sent(clientDataJSON=client, authenticatorData=said, signature=signature)

    def _said(self, domain: str, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.is_verifying else 0)
        return hashlib.sha256(domain.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _sent(self, **response: bytes) -> str:
        written = {name: _base64(value) for name, value in response.items()}
        own = _base64(self.id)
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": written})


def hex_of(challenge: str) -> str:
    """A challenge as a form of ours says it, of how a browser gets it."""
    return base64.urlsafe_b64decode(challenge + "=" * (-len(challenge) % 4)).hex()


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

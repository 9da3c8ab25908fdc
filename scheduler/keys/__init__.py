"""One secret, a subkey per purpose: codes, sealing of personal data, look-up by keyed hash.

Several secrets may be listed, newest first: new things are made with the first, old ones open with any.
Formula: HKDF-SHA256 (RFC 5869) per purpose; sealing is AES-256-GCM with a key id and the table and column as
associated data; look-up is HMAC-SHA256, chained where the secret has changed (`keys/chain.py`); signing is HMAC-SHA256.
"""

import base64
import hashlib
import hmac
import os
import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from scheduler.domain.text import codes
from scheduler.keys.chain import Chain, Link
from scheduler.runtime.config import Settings

SHORTEST, FEWEST = 32, 10
"""Characters of a secret at least, and different ones among them: what is sealed with less can be found by trying by
whoever has a copy of the database, since nothing slows the trying down. Made by chance they hold 128 bits and more.
"""
A_GOOD_ONE = f"at least {SHORTEST} characters, {FEWEST} of them different; make one with: openssl rand -base64 32"

_NONCE = 12
_KEY_ID = 4
_SALT = 16
_COUNTED = 16
_TAG = 16
SEAL = _KEY_ID + _NONCE + _TAG
"""Bytes by which a sealed value is longer than what is in it."""


class SealBroken(Exception):
    """No key opens a sealed value: the secret of this database is missing or another one."""


@dataclass(frozen=True, slots=True)
class _Seal:
    id: bytes
    cipher: AESGCM


class Keyring:
    """The subkeys of one or several secrets, newest first."""

    def __init__(self, secrets_newest_first: Sequence[str]) -> None:
        if not any(secrets_newest_first):
            raise ValueError("a keyring needs at least one secret")
        self.codes = tuple(_subkey(secret, "codes") for secret in secrets_newest_first)
        self.look_up_keys = tuple(_subkey(secret, "look-up") for secret in reversed(secrets_newest_first))
        """Oldest first, as in the chain."""
        self.chain = Chain([Link(key, is_root=True) for key in self.look_up_keys])
        self._counting = _subkey(secrets_newest_first[0], "counting")
        self._seals = tuple(_seal(_subkey(secret, "seal")) for secret in secrets_newest_first)
        self.weak = tuple(place for place, secret in enumerate(secrets_newest_first) if is_weak(secret))
        """Which of the secrets, from 0 for the newest, could be found by trying."""
        self.knows_newest = False
        """Whether the database that was opened knew the newest secret before."""
        self._signing = tuple(_subkey(secret, "sign") for secret in secrets_newest_first)

    def seal(self, text: str, context: str) -> bytes:
        """Encrypt a text for one place; `context` is "table.column" and must be the same when the text is opened."""
        return self.seal_bytes(text.encode(), context)

    def seal_bytes(self, content: bytes, context: str) -> bytes:
        """Encrypt a file, or what else is no text; `context` names it and must be the same when it is opened."""
        newest, nonce = self._seals[0], os.urandom(_NONCE)
        return newest.id + nonce + newest.cipher.encrypt(nonce, content, context.encode())

    def open(self, sealed: bytes, context: str) -> str:
        """Decrypt what `seal` made. Raises SealBroken if no key fits, InvalidTag for what was moved or changed."""
        return self.open_bytes(sealed, context).decode()

    def open_bytes(self, sealed: bytes, context: str) -> bytes:
        """Decrypt what `seal_bytes` made. Raises SealBroken, InvalidTag as `open` does."""
        key_id, nonce, body = sealed[:_KEY_ID], sealed[_KEY_ID : _KEY_ID + _NONCE], sealed[_KEY_ID + _NONCE :]
        for seal in self._seals:
            if seal.id == key_id:
                return seal.cipher.decrypt(nonce, body, context.encode())
        raise SealBroken(context)

    def join(self, kept: Sequence[Link], *, settled: int) -> None:
        """Go on from the chain that a database has kept; secrets that came later are its next links.

        Raises SealBroken where none of the secrets made a link of that chain.
        """
        known = [link.key for link in kept]
        ours = [place for place, key in enumerate(self.look_up_keys) if key in known]
        if not ours:
            raise SealBroken("look_up_key.key")
        later = [Link(key) for key in self.look_up_keys[ours[-1] + 1 :]]
        self.knows_newest = not later
        self.chain = Chain([*kept, *later], settled=settled, memory=self.chain.memory)

    @property
    def ids(self) -> list[bytes]:
        """What sealed values of each secret begin with, newest first."""
        return [seal.id for seal in self._seals]

    def is_newest(self, sealed: bytes) -> bool:
        """Whether a sealed value was made with the newest secret."""
        return sealed[:_KEY_ID] == self._seals[0].id

    def look_up(self, kind: str, value: str) -> bytes:
        """Keyed hash of a NIK, KK number or phone, for columns that are searched but never read."""
        return self.chain.look_up(kind, value)

    def look_ups(self, kind: str, value: str) -> list[bytes]:
        """The keyed hashes of a value under every secret, newest first, for a search."""
        return self.chain.look_ups(kind, value)

    def counted(self, kind: str, who: str) -> bytes:
        """Keyed hash of somebody of whom something is counted for a while; another secret begins to count anew."""
        return hmac.digest(self._counting, f"{kind}\0{who}".encode("utf-8", "replace"), "sha256")[:_COUNTED]

    def sign(self, text: str) -> str:
        """What shows that a text was written here: for what others keep for us, a cookie. 22 letters and digits."""
        return _signature(self._signing[0], text)

    def is_signed(self, text: str, signature: str) -> bool:
        """Whether `sign` made a signature, under any of the secrets."""
        return any(hmac.compare_digest(_signature(key, text).encode(), signature.encode()) for key in self._signing)

    def code(self, purpose: str, salt: bytes, code_hash: bytes, context: str) -> str:
        """The code that was given out: derived from its salt, or sealed in the salt's place once its secret is old.

        context: "table.salt". Raises SealBroken where no secret made the code.
        """
        if len(salt) > _SALT:
            return self.open(salt, context)
        code = codes.recover(self.codes, purpose, salt, code_hash)
        if code is None:
            raise SealBroken(purpose)
        return code


_ring: Keyring | None = None


def use(ring: Keyring) -> None:
    """Make a keyring the one that sealed columns use, for the life of this process."""
    global _ring  # noqa: PLW0603 - column types have no other way to reach it; set once when a database is opened
    _ring = ring


def ring() -> Keyring:
    """The keyring in use."""
    if _ring is None:
        raise RuntimeError("no keyring: open a database first")
    return _ring


def is_weak(secret: str) -> bool:
    """Whether a secret could be found by trying."""
    return len(secret) < SHORTEST or len(set(secret)) < FEWEST


def load(settings: Settings) -> Keyring:
    """The keyring of the settings; a secret is made and kept beside the database where none is given."""
    return Keyring(_listed(settings.secret_key) or _listed(_kept_secret(place_of(settings))) or [""])


def lost(settings: Settings) -> Path | None:
    """The key file that is not there though no secret is given otherwise; None where there is one."""
    place = place_of(settings)
    return None if _listed(settings.secret_key) or place.exists() else place


def given(settings: Settings) -> list[str]:
    """The secrets of the settings or of the key file, newest first; none is made. Raises OSError."""
    listed, place = _listed(settings.secret_key), place_of(settings)
    return listed or (_listed(place.read_text()) if place.exists() else [])


def place_of(settings: Settings) -> Path:
    """The key file, where no secret is given otherwise."""
    if settings.on_sqlite:
        return settings.sqlite_path.with_suffix(settings.sqlite_path.suffix + ".key")
    return Path("giliran.key")


def _listed(text: str) -> list[str]:
    """Secrets parted by commas or lines, newest first."""
    return [secret.strip() for secret in re.split(r"[,\n]", text) if secret.strip()]


def _kept_secret(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_once_written(path)
    secret = secrets.token_urlsafe(32)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret + "\n")
    return secret


def _read_once_written(path: Path) -> str:
    """The secret in a file; another process that starts at the same time may have made it and not yet filled it."""
    for _ in range(50):
        if secret := path.read_text().strip():
            return secret
        time.sleep(0.02)
    return ""


def _subkey(secret: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"giliran " + purpose.encode()).derive(secret.encode())


def _signature(key: bytes, text: str) -> str:
    return base64.urlsafe_b64encode(hmac.digest(key, text.encode(), "sha256")[:16]).decode().rstrip("=")


def _seal(key: bytes) -> _Seal:
    return _Seal(id=hashlib.sha256(key).digest()[:_KEY_ID], cipher=AESGCM(key))

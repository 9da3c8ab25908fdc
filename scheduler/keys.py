"""One secret, a subkey per purpose: codes, sealing of personal data, look-up by keyed hash.

Several secrets may be listed, newest first: new things are made with the first, old ones open with any.
Formula: HKDF-SHA256 (RFC 5869) per purpose; sealing is AES-256-GCM with a key id and the table and column as
associated data; look-up is HMAC-SHA256.
"""

import hashlib
import hmac
import os
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from scheduler.config import Settings

_NONCE = 12
_KEY_ID = 4


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
        self._look_up = tuple(_subkey(secret, "look-up") for secret in secrets_newest_first)
        self._seals = tuple(_seal(_subkey(secret, "seal")) for secret in secrets_newest_first)

    def seal(self, text: str, context: str) -> bytes:
        """Encrypt a text for one place; `context` is "table.column" and must be the same when it is opened."""
        return self.seal_bytes(text.encode(), context)

    def seal_bytes(self, content: bytes, context: str) -> bytes:
        """The same for what is no text: a file; `context` is then what names it."""
        newest, nonce = self._seals[0], os.urandom(_NONCE)
        return newest.id + nonce + newest.cipher.encrypt(nonce, content, context.encode())

    def open(self, sealed: bytes, context: str) -> str:
        """Decrypt what `seal` made. Raises SealBroken if no key fits, or InvalidTag if it was moved or changed."""
        return self.open_bytes(sealed, context).decode()

    def open_bytes(self, sealed: bytes, context: str) -> bytes:
        """Decrypt what `seal_bytes` made; raises the same."""
        key_id, nonce, body = sealed[:_KEY_ID], sealed[_KEY_ID : _KEY_ID + _NONCE], sealed[_KEY_ID + _NONCE :]
        for seal in self._seals:
            if seal.id == key_id:
                return seal.cipher.decrypt(nonce, body, context.encode())
        raise SealBroken(context)

    def look_up(self, kind: str, value: str) -> bytes:
        """Keyed hash of a NIK, KK number or phone, for columns that are searched but never read."""
        return _keyed(self._look_up[0], kind, value)

    def look_ups(self, kind: str, value: str) -> list[bytes]:
        """The keyed hashes under every secret, newest first, for a search."""
        return [_keyed(key, kind, value) for key in self._look_up]


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


def load(settings: Settings) -> Keyring:
    """The keyring of the settings; a secret is made and kept beside the database where none is given."""
    given = [secret.strip() for secret in settings.secret_key.split(",") if secret.strip()]
    return Keyring(given or [_kept_secret(_place(settings))])


def _place(settings: Settings) -> Path:
    if settings.on_sqlite:
        return settings.sqlite_path.with_suffix(settings.sqlite_path.suffix + ".key")
    return Path("giliran.key")


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
    """Another process that starts at the same time may have made the file and not yet filled it."""
    for _ in range(50):
        if secret := path.read_text().strip():
            return secret
        time.sleep(0.02)
    return ""


def _subkey(secret: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"giliran " + purpose.encode()).derive(secret.encode())


def _seal(key: bytes) -> _Seal:
    return _Seal(id=hashlib.sha256(key).digest()[:_KEY_ID], cipher=AESGCM(key))


def _keyed(key: bytes, kind: str, value: str) -> bytes:
    return hmac.digest(key, f"{kind}\0{value}".encode(), "sha256")

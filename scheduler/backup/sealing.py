"""Backups that nobody reads who has the file alone: sealed by a passphrase, or encrypted to a recipient of age.

By a passphrase: a first line that names the format, a line of JSON with the salt, then frames of a megabyte, each
AES-256-GCM under a key that scrypt makes of the passphrase, with its number and whether it is the last as its nonce,
and the hash of both lines beside. So nothing can be changed, left out, moved or cut off.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from scheduler.backup.faults import BackupBroken, BackupFailed, PassphraseWrong
from scheduler.backup.files import BLOCK, Look
from scheduler.domain.backup import Why

MAGIC = b"giliran sealed backup 1\n"
AGE_MAGIC = b"age-encryption.org/v1\n"
COST = 2**17
"""Of scrypt: 128 MB and a third of a second for each try."""
_TAG = 16
_LONGEST_HEAD = 4096
_MOST, _MOST_BLOCKS = 2**20, 8
"""Of what a file may ask of scrypt: nobody else's makes this machine work for ever."""
AGE_MISSING = "age is not installed: pip install 'giliran[age]'"


def seal(source: IO[bytes], target: IO[bytes], passphrase: str, look: Look = lambda _: None) -> None:
    """Seal all of a file into another."""
    told = {"kdf": "scrypt", "n": COST, "r": 8, "p": 1, "salt": os.urandom(16).hex()}
    head = MAGIC + json.dumps(told).encode() + b"\n"
    cipher, beside = _cipher(told, passphrase), hashlib.sha256(head).digest()
    target.write(head)
    block, number = source.read(BLOCK), 0
    while True:
        after = source.read(BLOCK)
        target.write(cipher.encrypt(_nonce(number, is_last=not after), block, beside))
        look(len(block))
        if not after:
            return
        block, number = after, number + 1


def unseal(source: IO[bytes], passphrase: str) -> Iterator[bytes]:
    """What was sealed, block by block. Raises PassphraseWrong, BackupBroken."""
    told, head = _head(source)
    cipher, beside = _cipher(told, passphrase), hashlib.sha256(head).digest()
    frame, number = source.read(BLOCK + _TAG), 0
    while True:
        after = source.read(BLOCK + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, is_last=not after), frame, beside)
        except InvalidTag:
            if number:
                raise BackupBroken("It was damaged, changed or cut off.") from None
            raise PassphraseWrong from None
        if not after:
            return
        frame, number = after, number + 1


def is_sealed(path: Path) -> bool:
    """Whether a file was sealed by a passphrase. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def is_age(path: Path) -> bool:
    """Whether a file was encrypted by age. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(AGE_MAGIC)) == AGE_MAGIC


def encrypt(source: IO[bytes], target: IO[bytes], recipient: str) -> Any:
    """Encrypt all of a file to a recipient (`age1...`); returns what opens it too, until it is forgotten.

    Raises BackupFailed where age is not installed, or does not know the recipient.
    """
    pyrage = _age()
    if pyrage is None:
        raise BackupFailed(Why.NO_AGE, f"GILIRAN_BACKUP_RECIPIENT is set, but {AGE_MISSING}.")
    ours = pyrage.x25519.Identity.generate()
    try:
        theirs = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise BackupFailed(Why.NO_AGE, "GILIRAN_BACKUP_RECIPIENT is no recipient of age (age1...).") from None
    pyrage.encrypt_io(source, target, [theirs, ours.to_public()])
    return ours


def decrypt(source: IO[bytes], target: IO[bytes], identity: Any) -> None:
    """Decrypt all of a file. identity: as `encrypt` returns it, or as `identity_of` reads it. Raises BackupBroken."""
    pyrage = _age()
    if pyrage is None:
        raise BackupBroken(f"It was encrypted by age, and {AGE_MISSING}.")
    try:
        pyrage.decrypt_io(source, target, [identity])
    except (pyrage.DecryptError, OSError) as error:
        raise BackupBroken(f"It cannot be decrypted: {error}.") from None


def identity_of(path: Path) -> Any:
    """The identity in a file, as `age-keygen` writes it. Raises BackupBroken."""
    pyrage = _age()
    if pyrage is None:
        raise BackupBroken(f"It was encrypted by age, and {AGE_MISSING}.")
    try:
        lines = path.read_text("utf-8").splitlines()
        return pyrage.x25519.Identity.from_str(next(line for line in lines if line.startswith("AGE-SECRET-KEY-")))
    except (OSError, UnicodeDecodeError, StopIteration, pyrage.IdentityError):
        raise BackupBroken(f"{path} is no identity of age (a line that begins with AGE-SECRET-KEY-).") from None


def _age() -> Any:
    try:
        import pyrage  # noqa: PLC0415 - an extra, and needed by few
    except ImportError:
        return None
    return pyrage


def _head(source: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    magic, line = source.readline(_LONGEST_HEAD), source.readline(_LONGEST_HEAD)
    told: dict[str, Any] = {}
    try:
        told = json.loads(line)
        is_bounded = told["n"] <= _MOST and told["r"] <= _MOST_BLOCKS and told["p"] <= _MOST_BLOCKS
        is_known = magic == MAGIC and told["kdf"] == "scrypt" and is_bounded and _kdf(told) is not None
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        is_known = False
    if not is_known:
        raise BackupBroken("It is not sealed in a way that this giliran knows.")
    return told, magic + line


def _cipher(told: dict[str, Any], passphrase: str) -> AESGCM:
    return AESGCM(_kdf(told).derive(passphrase.strip().encode()))


def _kdf(told: dict[str, Any]) -> Scrypt:
    """What makes a key of a passphrase. Raises ValueError, TypeError, OverflowError for numbers that make none."""
    return Scrypt(salt=bytes.fromhex(told["salt"]), length=32, n=told["n"], r=told["r"], p=told["p"])


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])

"""Codes of invitations and passes: 80 bits in Crockford's base32, written 7K4M-P2QX-9RD3-FHNT.

A code is derived from a secret key and 16 random bytes kept in the row; the row has only its SHA-256 beside them.
So a leaked database opens nothing, a scan needs no key, and a link can be written out again as it was.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
LINK = re.compile(r"https?://[^\s?#]+/[ti]/([0-9A-Za-z-]+)/?(?:[?#]\S*)?", re.IGNORECASE)
"""The link of a pass (t) or an invitation (i), whatever the address under which the office is reached."""
_CROCKFORDS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET.encode())
"""From the alphabet of RFC 4648 to ours."""
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_salt() -> bytes:
    """16 random bytes to be kept in the row of a code."""
    return secrets.token_bytes(16)


def derive(key: bytes, purpose: str, salt: bytes) -> str:
    """The code of `salt` for a purpose ("invitation", "pass"), with hyphens."""
    digest = hmac.digest(key, purpose.encode() + b"\0" + salt, "sha256")
    return written(_base32(digest[:10]))


def derive_digits(key: bytes, purpose: str, salt: bytes) -> str:
    """Six digits of `salt` for a purpose, to be typed within minutes and tried a few times only."""
    digest = hmac.digest(key, purpose.encode() + b"\0" + salt, "sha256")
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06}"


def hash_of(code: str) -> bytes:
    """SHA-256 of a code as `read` returns it or as it is written: what the database keeps."""
    return hashlib.sha256(code.replace("-", "").encode()).digest()


def recover(keys: Iterable[bytes], purpose: str, salt: bytes, code_hash: bytes) -> str | None:
    """The code that was given out, whichever of the keys made it; None if none of them did."""
    return next(
        (code for key in keys if hash_of(code := derive(key, purpose, salt)) == code_hash),
        None,
    )


def read(text: str) -> str | None:
    """A code typed or scanned in any spelling, or in one of our links -> its 16 characters; None if it cannot be one.

    Case, spaces and hyphens do not matter; O reads as 0, I and L as 1 (Crockford).
    """
    link = LINK.fullmatch(text.strip())
    plain = "".join((link[1] if link else text).split()).replace("-", "").upper().translate(_LOOKALIKES)
    return plain if len(plain) == LENGTH and set(plain) <= set(ALPHABET) else None


def written(plain: str) -> str:
    """Sixteen characters -> four groups of four."""
    return "-".join(plain[i : i + 4] for i in range(0, LENGTH, 4))


def new_short() -> int:
    """A random nomor jadwal, five digits."""
    return 10_000 + secrets.randbelow(90_000)


def read_short(text: str) -> int | None:
    """A nomor jadwal typed as 40-317, 40317 or 40 317 -> 40317; None if it cannot be one."""
    digits = "".join(text.split()).replace("-", "").replace("\u2011", "")
    return int(digits) if len(digits) == 5 and digits.isascii() and digits.isdigit() and digits[0] != "0" else None


def written_short(short: int) -> str:
    """40317 -> "40-317"."""
    return f"{short // 1000:02}-{short % 1000:03}"


def _base32(ten_bytes: bytes) -> str:
    return base64.b32encode(ten_bytes).translate(_CROCKFORDS).decode()

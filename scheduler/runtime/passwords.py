"""Passwords of staff: what is kept of one, and whether a password fits it."""

from functools import cache

from pwdlib import PasswordHash


def hash_of(password: str) -> str:
    """What is kept of a password."""
    return hasher().hash(password)


def look_at(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether a password fits what is kept, and a newer hash where that one is weak.

    kept: None where nobody has that name. The look then takes as long, and nothing fits.
    """
    fits, newer = hasher().verify_and_update(password, kept or _nobodys())
    return fits and kept is not None, newer


@cache
def hasher() -> PasswordHash:
    """Argon2 as its authors advise: slow, and 64 MiB for each password."""
    return PasswordHash.recommended()


@cache
def _nobodys() -> str:
    return hash_of("nobody has this password")

"""Passwords in tests whose subject is something else."""

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from scheduler.runtime import passwords

QUICK = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
"""Keeps no password safe. What the program takes is slow on purpose, and is tested elsewhere."""


def hash_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program keep and check passwords quickly, nobody's as well."""
    nobodys = QUICK.hash("nobody has this password")
    monkeypatch.setattr(passwords, "hasher", lambda: QUICK)
    monkeypatch.setattr(passwords, "_nobodys", lambda: nobodys)

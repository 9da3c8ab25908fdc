"""How guessing at a password is slowed down: by pauses that grow, and never by a lock.

Whoever has mistyped waits seconds; whoever guesses gets about a hundred tries a day at one account.
"""

from datetime import timedelta
from hashlib import sha256

ANYWHERE, HERE = "sign_in", "sign_in_here"
"""What is counted: tries at an account from wherever, and those of one browser or kiosk."""
FREE = 5
"""So many wrong passwords cost nothing."""
FIRST, LONGEST = timedelta(seconds=1), timedelta(minutes=15)
"""The pause after these, and the longest: each is twice the one before."""
FORGOTTEN = timedelta(days=1)
"""After so long without another, wrong passwords count no more."""


def account(staff_id: int, password_hash: str | None) -> str:
    """What the tries at a member of staff's password are counted under: with another password they begin anew."""
    return f"staff {staff_id} {sha256((password_hash or '').encode()).hexdigest()[:16]}"


def pause_after(failures: int) -> timedelta:
    """How long nobody may try after so many wrong passwords in a row."""
    if failures < FREE:
        return timedelta()
    doubled = min(failures - FREE, (LONGEST // FIRST).bit_length())
    return min(FIRST * (1 << doubled), LONGEST)

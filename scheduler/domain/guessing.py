"""How guessing at a password, or at a few digits, is slowed down: by pauses that grow, and never by a lock."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

ANYWHERE, HERE = "sign_in", "sign_in_here"
"""What is counted: tries at an account from wherever, and those of one browser or kiosk."""
FORGOTTEN = timedelta(days=1)
"""After so long without another, wrong passwords count no more."""


def account(person_id: int, password_hash: str | None) -> str:
    """What the tries at a person's password are counted under, at whatever office: with another one they begin anew."""
    return f"staff {person_id} {sha256((password_hash or '').encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Pauses:
    """So many wrong tries in a row are free; the first pause comes after these, and each is twice the one before."""

    free: int
    first: timedelta
    longest: timedelta

    def after(self, failures: int) -> timedelta:
        """How long nobody may try after so many wrong tries in a row."""
        if failures < self.free:
            return timedelta()
        doubled = min(failures - self.free, (self.longest // self.first).bit_length())
        return min(self.first * (1 << doubled), self.longest)


PASSWORD = Pauses(5, timedelta(seconds=1), timedelta(minutes=15))
"""About a hundred tries a day."""
DIGITS = Pauses(5, timedelta(minutes=1), timedelta(hours=4))
"""Of four digits, of which a hundred tries a day would find some: about a dozen on the first, six on each day
after it."""

"""What somebody wants when they want a backup."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scheduler.domain.backup import AGE, PLAIN, SEALED

Percent = Callable[[int], None]
"""Told how far a backup is, in hundredths; may raise Stopped."""


@dataclass(frozen=True, slots=True)
class Order:
    """A backup that is wanted. passphrase: seals the secret, where that goes within, and with `whole` all of the file;
    recipient: of age, to whom it is encrypted otherwise.
    """

    folder: Path
    made_at: datetime
    training: bool
    with_secret: bool = False
    passphrase: str = ""
    whole: bool = False
    recipient: str = ""

    @property
    def ending(self) -> str:
        """How its name ends."""
        if self.whole:
            return SEALED
        return AGE if self.recipient else PLAIN

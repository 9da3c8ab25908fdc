"""States of a message in the outbox, and why one went nowhere, or did not go yet."""

from enum import StrEnum

UNTOLD = ("new", "unreached")
"""States of a message of which nobody was told and which no worker holds: it may become moot, or a clerk tells."""
UNDER_WAY = ("new", "sending")
"""States of a message that a worker has, or will take."""
TOLD = ("sent", "delivered", "read")
"""States of a message that went out."""


class Why(StrEnum):
    """Why a message is moot, reached nobody, or waits: codes that the office's page says in words."""

    UNTRUE = "untrue"
    """Moot: what it says no longer holds."""
    STOPPED = "stopped"
    """Moot: every number it could go to was stopped."""
    REPEATED = "repeated"
    """Moot: a newer one says the same to the same address."""
    NO_CONSENT = "no_consent"
    """Unreached: the office asks for consent, and there is none."""
    NO_ADDRESS = "no_address"
    """Unreached: no channel of the ladder has an address."""
    EXHAUSTED = "exhausted"
    """Unreached: every channel of the ladder was tried."""
    PERHAPS_SENT = "perhaps_sent"
    """Unreached: nobody knows whether it was taken, and the far side would not know a repetition."""
    FOR_CLERK = "for_clerk"
    """Unreached: nothing of this office leaves the machine, or the ladder says that a clerk tells now."""
    NO_ACCOUNT = "no_account"
    """Unreached: an answer to what came by a channel that the office has no account at any more."""
    TOO_LATE = "too_late"
    """Unreached: an answer that its channel takes no more, because its citizen wrote too long ago."""
    NO_TEXT = "no_text"
    """Unreached: its text could not be written, which is a fault of ours."""
    PAUSED = "paused"
    """New: the far side asks to wait, and everything else of this office waits with it."""

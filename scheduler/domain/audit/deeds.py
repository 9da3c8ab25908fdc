"""What is done to an office beside its documents, visits and tickets, and is written down: a word for each deed.

How each is said in a sentence stands beside the page that shows them.
"""

from enum import StrEnum


class Deed(StrEnum):
    """What somebody did. A word stays what it is: rows have it for good."""

    EXPORTED = "exported"
    """Somebody took a list of the office along as a file or for print; about: which."""
    HOURS_CHANGED = "hours_changed"
    CLOSURE_CHANGED = "closure_changed"
    SERVICE_CHANGED = "service_changed"
    """A queue of the office was added, changed, retired or taken up again; about: its letter."""
    TYPE_CHANGED = "type_changed"
    PROCEDURE_CHANGED = "procedure_changed"
    LADDER_CHANGED = "ladder_changed"
    """By which channels, and in which order, messages go."""
    CHANNEL_CHANGED = "channel_changed"
    """An account of a channel: set up, changed, switched on or off."""
    TEXT_CHANGED = "text_changed"
    """The office's own words of a message."""
    SCREEN_CHANGED = "screen_changed"
    TOKEN_MADE = "token_made"  # noqa: S105 - a word, no secret
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - the same
    KEYS_ROTATED = "keys_rotated"
    """All that older secrets made was made anew with the newest."""

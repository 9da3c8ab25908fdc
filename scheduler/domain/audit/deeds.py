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
    STAFF_ADDED = "staff_added"
    STAFF_INVITED = "staff_invited"
    """Somebody was made a link by which they choose a password."""
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    STAFF_JOINED = "staff_joined"
    """Somebody has used their link."""
    ROLES_CHANGED = "roles_changed"
    STAFF_REMOVED = "staff_removed"
    STAFF_RETURNED = "staff_returned"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the same
    """By whom it is, or by somebody else."""
    SESSIONS_ENDED = "sessions_ended"
    """Of somebody else, or one's own others."""
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGN_IN_REFUSED = "sign_in_refused"
    """Wrong passwords of an account that is known: written as often as a supervisor is told of them."""
    KEYS_ROTATED = "keys_rotated"
    """All that older secrets made was made anew with the newest."""

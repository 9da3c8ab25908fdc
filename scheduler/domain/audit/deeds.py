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
    ANSWERS_CHANGED = "answers_changed"
    """What clerks answer again and again."""
    SCREEN_CHANGED = "screen_changed"
    NOTICE_CHANGED = "notice_changed"
    """A notice at the foot of the screens."""
    MEDIA_CHANGED = "media_changed"
    VOICE_CHANGED = "voice_changed"
    CONTACT_CHANGED = "contact_changed"
    """Whom alarms reach."""
    PLACE_CHANGED = "place_changed"
    """A branch where documents are fetched."""
    TOKEN_MADE = "token_made"  # noqa: S105 - a word, no secret
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - the same
    KEYS_ROTATED = "keys_rotated"
    """All that older secrets made was made anew with the newest."""
    IMPORT_BEGUN = "import_begun"
    """An export is taken in; about: the number of the import."""
    IMPORT_FINISHED = "import_finished"
    """An export is in, with how many rows became what."""
    IMPORT_STOPPED = "import_stopped"
    """Somebody stopped an import; what was in stayed in."""
    IMPORT_REFUSED = "import_refused"
    """A file was no export that could be read; about: the number of the import, and in what way."""

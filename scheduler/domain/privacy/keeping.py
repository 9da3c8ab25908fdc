"""How long an office keeps what: a rule in days for each kind, with bounds that no office may leave.

The longest is a bound too: nothing personal is kept without an end. The shortest is what the purpose itself needs (who
took a document must be known while it can be disputed, waits are foretold from the last month, a failed sign-in is
looked into), so that nobody shortens by mistake what the office has to be able to prove.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is kept. A word stays what it is: what was purged is written down under it for good."""

    DOCUMENTS = "documents"
    """Names, NIK, phones and notes of a document, and who took it. The row stays, nameless."""
    VISITS = "visits"
    """Bookings with their numbers, calls, told waits and history; people turned away; corrections; links to book."""
    TALKS = "talks"
    """What was written in conversations, with its pictures."""
    MESSAGES = "messages"
    """What was sent, and each try to send it."""
    DISCLOSURES = "disclosures"
    """That a clerk saw what pages mask."""
    SESSIONS = "sessions"
    """That staff were signed in."""
    MOVES = "moves"
    """The history of documents, and deeds."""
    FILES = "files"
    """Pictures of papers, and addresses for what is sent."""
    DRAFTS = "drafts"
    """Applications that were never sent."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How long a kind is kept. setting: the office's column. Days, from least to most; usual: of a new office."""

    setting: str
    least: int
    most: int
    usual: int


YEAR = 365
RULES: Mapping[Kind, Rule] = {
    Kind.DOCUMENTS: Rule("keep_documents_days", YEAR, 30 * YEAR, 5 * YEAR),
    Kind.VISITS: Rule("keep_visits_days", 90, 10 * YEAR, 2 * YEAR),
    Kind.TALKS: Rule("keep_talks_days", 30, 5 * YEAR, YEAR),
    Kind.MESSAGES: Rule("keep_messages_days", 30, 5 * YEAR, YEAR),
    Kind.DISCLOSURES: Rule("keep_disclosures_days", YEAR, 10 * YEAR, 5 * YEAR),
    Kind.SESSIONS: Rule("keep_sessions_days", 30, 5 * YEAR, YEAR),
    Kind.MOVES: Rule("keep_moves_days", YEAR, 30 * YEAR, 10 * YEAR),
    Kind.FILES: Rule("keep_files_days", 1, YEAR, 30),
    Kind.DRAFTS: Rule("keep_drafts_days", 1, YEAR, 14),
}
LIMITS: Mapping[str, tuple[int, int]] = {rule.setting: (rule.least, rule.most) for rule in RULES.values()}
"""By the office's column, from least to most."""
GONE = "(dihapus)"
"""What stands where a name was that may not be empty."""

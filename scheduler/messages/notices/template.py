"""What a text for citizens is, before it is filled in."""

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.text.patterns import places

Group = Literal["papers", "visit", "moved", "turn", "answer", "office"]
Door = Literal["i", "t", "o", "a"]

ABOUT_OFFICE = ("office", "address", "office_phone", "domain")
"""Places that mean the same in every message of an office."""
REGISTERED, NUMBERED = "ref4", "short"
"""The reader's proof that a message is real: the end of the registration number; with a pass its nomor jadwal."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text by its name. No full name, no NIK, no birth date is ever filled in: there is no place for them.

    label: what it is about, for the office. subject: the same for a citizen, above an e-mail or a notice, where the
    office's words would say too much. must: the places without which its reader would not know what to do. opens:
    what its link leads to (an invitation, a ticket, an application, the office's own page), which WhatsApp shows as a
    button. framed: whether office, proof and foot are put around it (not around an answer in a conversation).
    by_phone: whether the office's phone is named, if it has one. picture: the QR goes with it. code: the place of a
    code that confirms a phone; WhatsApp writes the words around such a code itself.
    """

    name: str
    group: Group
    label: str
    text: str
    must: tuple[str, ...] = ()
    opens: Door | None = None
    framed: bool = True
    by_phone: bool = False
    picture: bool = False
    subject: str = ""
    code: str | None = None

    @property
    def is_answer(self) -> bool:
        """Whether it is free words in a conversation, and never sent at any other time."""
        return self.group == "answer"

    @property
    def title(self) -> str:
        """What a citizen reads above the text."""
        return self.subject or self.label

    @property
    def proof(self) -> str:
        """The place of what shows its reader that it is real. Beside a pass stands no digit of a registration number:
        who is sent both on may cancel the visit.
        """
        return NUMBERED if self.opens == "t" else REGISTERED

    @property
    def may(self) -> tuple[str, ...]:
        """Every place that is filled in: those of the text first, then what is known in every message."""
        known = (*ABOUT_OFFICE, self.proof) if self.framed else ABOUT_OFFICE
        return tuple(dict.fromkeys((*places(self.text), *known)))

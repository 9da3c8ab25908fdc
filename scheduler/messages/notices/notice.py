"""What a notice is: all there is to say of one cause for which somebody is told."""

from dataclasses import dataclass
from typing import Literal

from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.conditions import Holds
from scheduler.messages.notices.said import Writer
from scheduler.messages.notices.template import Template

Matter = Literal["document", "visit", "choice", "application", "conversation", "alarm"]
Topic = Literal[
    "ready", "moved", "offered", "link", "ended", "reprint", "waiting", "missing", "unanswered", "papers", "reminder"
]
Urgency = Literal["now", "today", "usual", "later"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind of message. A new one is a member of `Cause`, and its record in the folder of its capability.

    about: what it tells of; a "choice" is a time that a household is to choose. says: what there is to say of a
    message; None of an answer, whose line says it. holds: when that is still so. texts: its words, the usual first.
    called: what the office calls it, where their label would not do.

    topic: under which a clerk who tells by hand finds it; None where nobody tells it by hand: it is of no use some
    minutes later, or its people know it. holds_by_hand: when it is left to a clerk, where that is less often.

    urgency: "now": somebody waits for it, at any hour; "today": so they do where the visit was to be today, or is
    again; "later": a clerk tells all others first. said_once: a household needs only the newest, which says how things
    stand. of_the_turn: browsers that asked for it hear it from the board.
    """

    cause: Cause
    about: Matter
    says: Writer | None
    holds: Holds
    texts: tuple[Template, ...]
    called: str = ""
    topic: Topic | None = None
    holds_by_hand: Holds | None = None
    urgency: Urgency = "usual"
    said_once: bool = False
    of_the_turn: bool = False

    @property
    def word(self) -> str:
        """What it is about, for the office."""
        return self.called or self.texts[0].label

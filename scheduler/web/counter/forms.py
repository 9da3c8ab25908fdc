"""The forms of a counter as typed values."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from scheduler.db.models import Office
from scheduler.domain.refusals import Invalid
from scheduler.web.shared.staff.fields import Line, NonceForm, Number, Scanned

Aside = Literal["5", "10", "15", "prayer", "ready", "behind", "outside"]
"""How long somebody is set aside: minutes, a prayer, until ready, behind k others, or outside until the next scan."""
PRAYER = 15
"""Minutes that somebody who prays is set aside."""


class ScanForm(NonceForm):
    text: Scanned


class TicketForm(NonceForm):
    """A step about the number on the card: named, so that a card that changed meanwhile is not acted upon."""

    ticket: Line


class CallForm(NonceForm):
    """The next, or (given) a number out of order with a reason."""

    ticket: Line | None = None
    given: bool = False
    reason: Line | None = None


class AsideForm(TicketForm):
    """Set aside for a while."""

    choice: Aside

    def facts(self, office: Office, now: datetime) -> dict[str, Any]:
        """What `parking.park` is told. now: from when minutes count."""
        match self.choice:
            case "ready":
                return {"until_ready": True, "outside": True, "reason": self.choice}
            case "behind":
                return {"after": office.behind}
            case "outside":
                return {"outside": True}
            case "prayer":
                return {"until": now + timedelta(minutes=PRAYER), "reason": "salat"}
            case minutes:
                return {"until": now + timedelta(minutes=int(minutes))}


class TransferForm(TicketForm):
    """To another service by its letter, or straight to a counter by its number."""

    to: Annotated[str, StringConstraints(pattern=r"^(service:[A-Z]|counter:[1-9][0-9]{0,2})$")]

    def facts(self) -> dict[str, Any]:
        """What `parking.transfer` is told."""
        kind, _, which = self.to.partition(":")
        return {"counter": int(which)} if kind == "counter" else {"service": which}


class ProblemForm(TicketForm):
    """document: the one the problem is about, where the visit has several; "all" is every one. visit: how many it has.

    wait: whoever came waits in the hall for what goes back to work.
    """

    reason: Line
    document: Line | None = None
    visit: Number = 1
    note: Line | None = None
    wait: bool = False

    def references(self) -> list[str] | None:
        """The documents of the problem; None is all of the visit. Raises Invalid where none was chosen of several."""
        if self.document in (None, "all"):
            if self.document is None and self.visit > 1:
                raise Invalid(errors={"document": "which"})
            return None
        return [self.document]


class PauseForm(NonceForm):
    """outside: those inside whom no other counter takes wait outside meanwhile."""

    reason: Line = ""
    outside: bool = False

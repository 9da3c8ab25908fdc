"""The form of a handover that was noted on paper, as typed values."""

import re
from datetime import UTC, date, datetime, time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.refusals import Invalid
from scheduler.domain.text import codes
from scheduler.flow.counter.paper_handovers import Late
from scheduler.flow.custody.handover_proof import Proof
from scheduler.web.shared.staff.fields import Line, NonceForm, Number


class PaperHandoverForm(NonceForm):
    """text: a nomor jadwal, or registration numbers of one visit with commas between; day and time are local."""

    text: Line
    day: Annotated[date, Field(ge=date(2000, 1, 1))]
    time: time
    counter: Number
    paper: Number | None = None
    identity: Literal["face", "fingerprint", "collector_ktp", "ikd", "kk"]
    collector: Literal["holder", "family", "parent", "guardian", "proxy"]
    collector_name: Line | None = None
    collector_letter: Line | None = None
    old_card: Literal["withdrawn", "lost", "none", "not_brought"] | None = None
    old_card_letter: Line | None = None
    beyond_cap: Line | None = None
    without_card: Line | None = None

    def noted(self, session: Session, office: Office, *, by_supervisor: bool) -> Late:
        """What the paper says; only a supervisor lets pass what a clerk may not. Raises Invalid (collector_letter)."""
        if self.collector == "proxy" and not self.collector_letter:
            raise Invalid(errors={"collector_letter": "missing"})
        short = self._short(session, office)
        return Late(
            at=datetime.combine(self.day, self.time, ZoneInfo(office.timezone)).astimezone(UTC),
            counter=self.counter,
            proof=self._proof(by_supervisor=by_supervisor),
            references=() if short is not None else self._references(session, office),
            short=short,
            paper=self.paper,
        )

    def _proof(self, *, by_supervisor: bool) -> Proof:
        return Proof(
            collector_kind=self.collector,
            identity=self.identity,
            collector_name=None if self.collector == "holder" else self.collector_name,
            collector_letter=self.collector_letter if self.collector == "proxy" else None,
            old_card=self.old_card,
            old_card_letter=self.old_card_letter if self.old_card == "lost" else None,
            beyond_cap=self.beyond_cap if by_supervisor else None,
            without_card=self.without_card if by_supervisor else None,
        )

    def _short(self, session: Session, office: Office) -> int | None:
        """The nomor jadwal that was typed, unless a registration number looks like one; else None."""
        short = codes.read_short(self.text)
        if short is None or queries.document_by_reference(session, office.id, self.text) is not None:
            return None
        return short

    def _references(self, session: Session, office: Office) -> list[str]:
        """The registration numbers that were typed, in the office's own spelling where only capitals differ."""
        typed = [part.strip() for part in re.split(r"[,;]", self.text) if part.strip()]
        return [
            each if queries.document_by_reference(session, office.id, each) is not None else each.upper()
            for each in typed
        ]

"""What the office page shows: one document with its history, and who is still to be told."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Batch, Booking, Document, DocumentType, Office, Slot, StoppedNumber
from scheduler.db.search.filters import count_on_paper
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.stages import CHECKED, OVER, DocumentStage
from scheduler.domain.text.residence import Residence
from scheduler.flow.applying.applications import application_of_document
from scheduler.flow.applying.withdrawing import may_be_restored
from scheduler.flow.core.contactability import is_reachable
from scheduler.flow.core.opt_outs import stopped_among
from scheduler.flow.delivery.rerouting import FIXED
from scheduler.flow.destinations.batch_lines import list_with
from scheduler.flow.documents.documents import table_of
from scheduler.flow.documents.readiness import way_to_ready
from scheduler.flow.documents.residence import residence_of
from scheduler.flow.documents.shelving import LIES_HERE
from scheduler.flow.regency.transfers import Whereabouts, whereabouts
from scheduler.flow.staff import SignedIn
from scheduler.web.office.documents.history import Event, history_of
from scheduler.web.office.documents.search_view import Choices, choices_of
from scheduler.web.office.shared.manual_notices import Asked, ManualNotices, manual_notices

BY_NO_BUTTON = frozenset({*OVER, DocumentStage.AT_PARTNER})
"""Stages reached by a handover or a batch, which say who took it, or on a page that asks why; not by a button here."""
BY_SUPERVISOR = frozenset({DocumentStage.RETURNED})
"""What a supervisor alone says: that a document went to the wrong person and is back."""


@dataclass(frozen=True, slots=True)
class Found:
    """One document. moves: the stages a button takes it to; may_be_ready: whether it can be marked ready by hand;
    may_be_shelved: whether it lies in the office, finished; may_be_rerouted: whether where it is handed over is still
    open; may_be_withdrawn, may_be_restored: whether it can be given
    up, or that taken back; can_tell: whether its people can be told of it; application: the one its papers are checked
    with now, where its people are asked for what lacks, not here; batch: whose list it stands on, or that is out with
    it.

    stopped: why and since when nothing is sent to its number.
    """

    document: Document
    type: str
    booking: Booking | None
    slot: Slot | None
    moves: list[str]
    may_be_ready: bool
    may_be_shelved: bool
    may_be_rerouted: bool
    may_be_withdrawn: bool
    may_be_restored: bool
    may_be_sent: bool
    moved_to: Whereabouts | None
    can_tell: bool
    application: int | None
    batch: Batch | None
    stopped: StoppedNumber | None
    history: list[Event]

    @property
    def residence(self) -> Residence:
        """Where its holder lives."""
        return residence_of(self.document)


@dataclass(frozen=True, slots=True)
class OfficePage:
    """The page for a registration number (or none), with one page of the list. on_paper: how many are wanted so."""

    staff: SignedIn
    office: Office
    wanted: str
    found: Found | None
    to_tell: ManualNotices
    choices: Choices
    on_paper: int


def office_page(session: Session, staff: SignedIn, wanted: str, asked: Asked) -> OfficePage:
    """Look up one registration number, and a page of the list."""
    office = staff.office
    document = queries.document_by_reference(session, office.id, wanted) if wanted else None
    return OfficePage(
        staff=staff,
        office=office,
        wanted=wanted,
        found=_found(session, document, staff, asked.now) if document else None,
        to_tell=manual_notices(session, office, asked),
        choices=choices_of(session, staff),
        on_paper=count_on_paper(session, office.id),
    )


def _found(session: Session, document: Document, staff: SignedIn, now: datetime) -> Found:
    table = table_of(session, document)
    not_here = BY_NO_BUTTON | (frozenset() if staff.leads else BY_SUPERVISOR)
    kind = session.get_one(DocumentType, document.type_id)
    booking = queries.live_booking_of_document(session, document.id)
    application = application_of_document(session, document.id) if document.stage in CHECKED else None
    asked_there = {DocumentStage.INCOMPLETE} if application else set()
    batch = list_with(session, document)
    is_out = batch is not None and document.stage == DocumentStage.AT_PARTNER
    nexts = set() if is_out else set(table[document.stage]) - not_here - {DocumentStage.READY} - asked_there
    if kind.material is None:
        nexts -= {DocumentStage.WAITING_FOR_BLANK}
    order = list(table)
    return Found(
        document=document,
        type=kind.code,
        booking=booking,
        slot=session.get(Slot, booking.slot_id) if booking and booking.slot_id else None,
        moves=sorted(nexts, key=order.index),
        may_be_ready=_may_be_ready(session, document),
        may_be_shelved=document.stage in LIES_HERE,
        may_be_rerouted=document.stage not in FIXED,
        may_be_withdrawn=DocumentStage.WITHDRAWN in table[document.stage],
        may_be_restored=may_be_restored(session, document, now),
        may_be_sent=DocumentStage.TRANSFERRED in table[document.stage]
        and kind.hands_over
        and queries.has_several_offices(session),
        moved_to=whereabouts(session, document),
        can_tell=is_reachable(session, document),
        application=application.id if application else None,
        batch=batch,
        stopped=stopped_among(session, document.office_id, [document.phone]).get(document.phone or ""),
        history=history_of(session, document),
    )


def _may_be_ready(session: Session, document: Document) -> bool:
    try:
        return bool(way_to_ready(session, document))
    except IllegalStep:
        return False

"""Staff, or a machine, say where a document is handed over; its people ask for paper."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Document, Office
from scheduler.domain.delivery.refusals import NothingPrintable, PlaceUnknown
from scheduler.domain.stages import DocumentStage
from scheduler.flow.delivery.rerouting import ask_for_paper, reroute
from scheduler.flow.destinations.destinations import SELF_PRINT
from scheduler.flow.destinations.whereabouts import place_named
from scheduler.flow.documents.documents import known_document
from scheduler.flow.invitations.invitations import known_invitation


def set_method(
    session: Session, office: Office, reference: str, method: str, place: str | None, *, by: str, now: datetime
) -> Document:
    """Hand a document over by a delivery method, at a place of the office's list; what follows is in `rerouting`.

    Raises DocumentUnknown, PlaceUnknown, and what `reroute` raises.
    """
    document = known_document(session, office, reference)
    found = place_named(session, office.id, place)
    if place and found is None:
        raise PlaceUnknown
    reroute(session, office, document, method, found, by=by, now=now)
    return document


def note_paper(session: Session, office: Office, reference: str, *, now: datetime) -> Document:
    """Staff note that a document is wanted on paper. Raises DocumentUnknown, NothingPrintable."""
    document = known_document(session, office, reference)
    if document.channel != SELF_PRINT:
        raise NothingPrintable
    ask_for_paper(session, document, now=now)
    return document


def want_paper(session: Session, code: str, *, now: datetime) -> None:
    """The citizen of an invitation wants on paper what could be printed at home.

    Raises InvitationUnknown, NothingPrintable.
    """
    invitation = known_invitation(session, code)
    documents = queries.documents_of_invitation(session, invitation.id)
    printable = [each for each in documents if each.channel == SELF_PRINT and each.stage == DocumentStage.READY]
    if not printable:
        raise NothingPrintable
    for document in sorted(printable, key=lambda each: each.id):
        ask_for_paper(session, document, now=now)

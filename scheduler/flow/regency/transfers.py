"""Which documents are on their way from one office to another, and where one is now."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Document, DocumentType, Invitation, Office, Transfer
from scheduler.domain.regency import ReferenceThere, TypeNotThere
from scheduler.domain.stages import DocumentStage
from scheduler.flow.core.opt_outs import stopped_among
from scheduler.flow.invitations.invitations import code_of

SENT, ARRIVED, TAKEN_BACK = "sent", "arrived", "taken_back"
FARTHEST = 5
"""From office to office so many moves are followed, to where a document is now."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a document is fetched that left its office. is_there: that office has it, and tells its people further.

    code: of its invitation there, where whoever has the old link may have the new one too.
    """

    office: Office
    is_there: bool
    code: str | None


def type_there(session: Session, there: Office, code: str) -> DocumentType:
    """An office's own type of a code, which it hands over. Raises TypeNotThere."""
    kind = next((each for each in queries.types_of(session, there.id) if each.code == code), None)
    if kind is None or kind.retired_at is not None or not kind.hands_over:
        raise TypeNotThere(office=there.name, type=code)
    return kind


def refuse_taken(session: Session, there: Office, reference: str, *, coming_from: int) -> Document | None:
    """The document that an office sent away itself under a number and that comes back to it; None where it has none.

    coming_from: the office that sends it now. Raises ReferenceThere where it has another of that number, or one is on
    its way there.
    """
    coming = (
        select(col(Transfer.id))
        .join(Document, col(Document.id) == col(Transfer.document_id))
        .where(
            col(Transfer.to_office_id) == there.id,
            col(Transfer.state) == SENT,
            col(Transfer.office_id) != coming_from,
            col(Document.reference) == reference,
        )
    )
    known = queries.document_by_reference(session, there.id, reference)
    is_its_own = known is None or (known.stage == DocumentStage.TRANSFERRED and open_transfer(session, known) is None)
    if not is_its_own or session.scalar(coming.limit(1)) is not None:
        raise ReferenceThere(office=there.name, reference=reference)
    return known


def open_transfer(session: Session, document: Document) -> Transfer | None:
    """By which a document is on its way now."""
    mine = col(Transfer.document_id) == document.id, col(Transfer.state) == SENT
    return session.scalars(select(Transfer).where(*mine)).first()


def end(session: Session, transfer: Transfer, state: str, **facts: object) -> bool:
    """Whether it was still under way, and ends by this: of taking back and receiving at once the second is told no."""
    under_way = update(Transfer).where(col(Transfer.id) == transfer.id, col(Transfer.state) == SENT)
    return change_rows(session, under_way.values(state=state, **facts), synchronize=True) == 1


def coming_to(session: Session, office: Office) -> Sequence[tuple[Transfer, Document, Office]]:
    """What is on its way to an office, with the document and the office that sent it, the oldest first."""
    rows = session.execute(
        select(Transfer, Document, Office)
        .join(Document, col(Document.id) == col(Transfer.document_id))
        .join(Office, col(Office.id) == col(Transfer.office_id))
        .where(col(Transfer.to_office_id) == office.id, col(Transfer.state) == SENT)
        .order_by(col(Transfer.sent_at), col(Transfer.id))
    )
    return [(transfer, document, sender) for transfer, document, sender in rows]


def sent_by(session: Session, office: Office, *, most: int) -> Sequence[tuple[Transfer, Document, Office]]:
    """What an office sent, with the document and where to, what is under way first, then the newest."""
    rows = session.execute(
        select(Transfer, Document, Office)
        .join(Document, col(Document.id) == col(Transfer.document_id))
        .join(Office, col(Office.id) == col(Transfer.to_office_id))
        .where(col(Transfer.office_id) == office.id)
        .order_by(col(Transfer.state) != SENT, col(Transfer.sent_at).desc(), col(Transfer.id).desc())
        .limit(most)
    )
    return [(transfer, document, to) for transfer, document, to in rows]


def whereabouts(session: Session, document: Document) -> Whereabouts | None:
    """Where a document is fetched that is to be fetched at another office; None where it is not."""
    here, found = document, None
    for _ in range(FARTHEST):
        if here.stage != DocumentStage.TRANSFERRED:
            break
        newest = select(Transfer).where(col(Transfer.document_id) == here.id).order_by(col(Transfer.id).desc())
        transfer = session.scalars(newest.limit(1)).first()
        if transfer is None:
            break
        office = session.get_one(Office, transfer.to_office_id)
        if transfer.there_id is None:
            return Whereabouts(office, is_there=False, code=None)
        here = session.get_one(Document, transfer.there_id)
        found = Whereabouts(office, is_there=True, code=_code(session, document, here))
    return found


def _code(session: Session, asked: Document, there: Document) -> str | None:
    """The code of the link there, unless the people of the two are not known to be the same any more."""
    same = asked.phone == there.phone and not stopped_among(session, there.office_id, [there.phone])
    if not same or there.invitation_id is None:
        return None
    return code_of(session.get_one(Invitation, there.invitation_id))

"""Which documents are on their way from one office to another, and where one is now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeAlias

from sqlalchemy import Select, func, literal_column, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Document, DocumentType, Invitation, Office, Transfer
from scheduler.domain.regency import ReferenceThere, TypeNotThere
from scheduler.domain.stages import UNPRINTED, DocumentStage
from scheduler.flow.core.opt_outs import stopped_among
from scheduler.flow.invitations.invitations import code_of

SENT, ARRIVED, REFUSED, TAKEN_BACK = "sent", "arrived", "refused", "taken_back"
Ways: TypeAlias = "Select[Transfer, Document, Office]"
IS_SENT, IS_ARRIVED, IS_REFUSED = (
    col(Transfer.state) == literal_column(f"'{state}'") for state in (SENT, ARRIVED, REFUSED)
)
"""Said so that SQLite finds them by the indexes that hold these rows alone, which it does by no parameter."""
LATER = aliased(Transfer)
UNDER_WAY = (SENT, REFUSED)
"""It lies at neither office as far as anybody has said."""
MAY_LEAVE = (DocumentStage.RECEIVED, *UNPRINTED, DocumentStage.READY)
"""Where a document stands that may go to another office (`domain/stages.py`)."""
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


class Way(NamedTuple):
    """A document between two offices. office: the other one."""

    transfer: Transfer
    document: Document
    office: Office


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
    mine = col(Transfer.document_id) == document.id, col(Transfer.state).in_(UNDER_WAY)
    return session.scalars(select(Transfer).where(*mine)).first()


def newest_transfer(session: Session, document: Document) -> Transfer | None:
    """By which an office last sent a document, whatever became of that."""
    newest = select(Transfer).where(col(Transfer.document_id) == document.id).order_by(col(Transfer.id).desc())
    return session.scalars(newest.limit(1)).first()


def end(session: Session, transfer: Transfer, state: str, *, ends: Collection[str] = (SENT,), **facts: object) -> bool:
    """Whether it stood at one of `ends`, and ends by this: of two steps at once the second is told no.

    Each of taking back, receiving and refusing begins with this.
    """
    as_it_was = update(Transfer).where(col(Transfer.id) == transfer.id, col(Transfer.state).in_(ends))
    return change_rows(session, as_it_was.values(state=state, **facts), synchronize=True) == 1


def coming_to(session: Session, office: Office) -> Sequence[Way]:
    """What is on its way to an office, with the office that sent it, the oldest first."""
    return _ways(session, _from_others(office).order_by(col(Transfer.sent_at), col(Transfer.id)))


def received_by(session: Session, office: Office, since: datetime, *, most: int) -> Sequence[Way]:
    """What an office received since a moment and has not sent on, with the office that sent it last, the newest first.

    The document is the office's own, and stands there once, however often it came.
    """
    newest = col(Transfer.ended_at).desc(), col(Transfer.id).desc()
    again = select(col(LATER.id)).where(col(LATER.there_id) == col(Transfer.there_id), col(LATER.id) > col(Transfer.id))
    query = (
        select(Transfer, Document, Office)
        .join(Document, col(Document.id) == col(Transfer.there_id))
        .join(Office, col(Office.id) == col(Transfer.office_id))
        .where(
            col(Transfer.to_office_id) == office.id,
            IS_ARRIVED,
            col(Transfer.ended_at) >= since,
            col(Document.stage).in_(MAY_LEAVE),
            ~again.exists(),
        )
    )
    return _ways(session, query.order_by(*newest).limit(most))


def sent_by(session: Session, office: Office, *, most: int) -> Sequence[Way]:
    """What an office sent, with the office to which, what is on its way back first, then what is under way, then the
    newest.
    """
    order = col(Transfer.state) != REFUSED, col(Transfer.state) != SENT, col(Transfer.sent_at).desc()
    return _ways(session, _to_others(office).order_by(*order, col(Transfer.id).desc()).limit(most))


def under_way_to(session: Session, office: Office, *, after: int, most: int) -> Sequence[Way]:
    """What is on its way to an office, by id, from the first after one."""
    return _page(session, _from_others(office), after, most)


def under_way_from(session: Session, office: Office, *, after: int, most: int) -> Sequence[Way]:
    """What an office sent and no other has, by id, from the first after one."""
    return _page(session, _to_others(office).where(col(Transfer.state).in_(UNDER_WAY)), after, most)


def count_unwanted(session: Session, office: Office) -> int:
    """How many documents come back to an office, since another one refused them or sent them back."""
    counted = select(func.count()).select_from(Transfer)
    refused = counted.where(col(Transfer.office_id) == office.id, IS_REFUSED)
    sent_back = counted.where(col(Transfer.to_office_id) == office.id, IS_SENT, col(Transfer.why).is_not(None))
    return sum(session.scalar(each) or 0 for each in (refused, sent_back))


def _from_others(office: Office) -> Ways:
    return (
        select(Transfer, Document, Office)
        .join(Document, col(Document.id) == col(Transfer.document_id))
        .join(Office, col(Office.id) == col(Transfer.office_id))
        .where(col(Transfer.to_office_id) == office.id, IS_SENT)
    )


def _to_others(office: Office) -> Ways:
    return (
        select(Transfer, Document, Office)
        .join(Document, col(Document.id) == col(Transfer.document_id))
        .join(Office, col(Office.id) == col(Transfer.to_office_id))
        .where(col(Transfer.office_id) == office.id)
    )


def _page(session: Session, query: Ways, after: int, most: int) -> Sequence[Way]:
    return _ways(session, query.where(col(Transfer.id) > after).order_by(col(Transfer.id)).limit(most))


def _ways(session: Session, query: Ways) -> Sequence[Way]:
    return [Way(*row) for row in session.execute(query)]


def whereabouts(session: Session, document: Document) -> Whereabouts | None:
    """Where a document is fetched that is to be fetched at another office; None where it is not."""
    here, found = document, None
    for _ in range(FARTHEST):
        if here.stage != DocumentStage.TRANSFERRED:
            break
        transfer = newest_transfer(session, here)
        if transfer is None:
            break
        if transfer.state == REFUSED:  # it is on its way back
            return Whereabouts(session.get_one(Office, here.office_id), is_there=False, code=None)
        office = session.get_one(Office, transfer.to_office_id)
        if transfer.there_id is None:
            return Whereabouts(office, is_there=False, code=None)
        here = session.get_one(Document, transfer.there_id)
        found = Whereabouts(office, is_there=True, code=_code(session, document, here))
    return found


def comes_back(session: Session, document: Document) -> bool:
    """Whether a document that left its office is on its way there again: the other one would not have it."""
    found = whereabouts(session, document)
    return found is not None and found.office.id == document.office_id


def _code(session: Session, asked: Document, there: Document) -> str | None:
    """The code of the link there, unless the people of the two are not known to be the same any more."""
    same = asked.phone == there.phone and not stopped_among(session, there.office_id, [there.phone])
    if not same or there.invitation_id is None:
        return None
    return code_of(session.get_one(Invitation, there.invitation_id))

"""What people asked for who cannot fetch their documents here, and what they were told."""

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from scheduler.db.models import DeliveryRequest, Document
from scheduler.domain.delivery.requests import ASKED, GRANTED, HOME
from scheduler.domain.stages import DocumentStage
from scheduler.flow.invitations.invitations import HERE


def last_request(session: Session, invitation_id: int | None) -> DeliveryRequest | None:
    """What the people of an invitation asked for last; None where they asked for nothing, took it back, or where all of
    what was granted lies here again to be fetched.
    """
    query = select(DeliveryRequest).where(
        col(DeliveryRequest.invitation_id) == invitation_id, col(DeliveryRequest.state) != "taken_back"
    )
    last = session.scalars(query.order_by(col(DeliveryRequest.id).desc()).limit(1)).first()
    return None if last is None or _is_back(session, last) else last


def _is_back(session: Session, request: DeliveryRequest) -> bool:
    if request.state != GRANTED:
        return False
    elsewhere = select(func.count()).where(
        col(Document.id).in_(request.documents),
        or_(col(Document.channel).not_in(HERE), col(Document.stage) == DocumentStage.COLLECTED),
    )
    return session.scalar(elsewhere) == 0


def open_request(session: Session, invitation_id: int) -> DeliveryRequest | None:
    """What waits to be answered of an invitation."""
    query = select(DeliveryRequest).where(
        col(DeliveryRequest.invitation_id) == invitation_id, col(DeliveryRequest.state) == ASKED
    )
    return session.scalars(query).first()


def request_for(session: Session, document: Document) -> DeliveryRequest | None:
    """What was granted of a document that is on its way by it."""
    if document.invitation_id is None or document.channel in HERE:
        return None
    query = select(DeliveryRequest).where(
        col(DeliveryRequest.invitation_id) == document.invitation_id, col(DeliveryRequest.state) == GRANTED
    )
    granted = session.scalars(query.order_by(col(DeliveryRequest.id).desc())).all()
    return next((each for each in granted if document.id in each.documents), None)


def home_request(session: Session, document: Document) -> DeliveryRequest | None:
    """The same, of a document that is brought or sent home: nobody is told to fetch it anywhere."""
    request = request_for(session, document)
    return request if request is not None and request.way in HOME else None

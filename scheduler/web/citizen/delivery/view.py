"""What the page of other ways shows: what may be asked for here, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import DeliveryRequest, DocumentType, Office, Place
from scheduler.domain.custody.collecting import HOLDER
from scheduler.domain.delivery.requests import ASKED, GRANTED
from scheduler.domain.stages import DocumentStage
from scheduler.flow.custody.collectors import collectors_of
from scheduler.flow.delivery.answering import documents_of
from scheduler.flow.delivery.asking import that_may_go
from scheduler.flow.destinations.requests import last_request
from scheduler.flow.destinations.ways import ways_of
from scheduler.flow.invitations.invitations import code_of, known_invitation, refuse_expired


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for. is_over: all of it was handed over."""

    request: DeliveryRequest
    place: Place | None
    types: Sequence[str]
    is_over: bool


@dataclass(frozen=True, slots=True)
class WaysPage:
    """Other ways for the documents of an invitation. types: codes of what may go; none where nothing may.

    others: who may fetch it besides the holder. ways: by which it may be asked for. has_phone: whether an address can
    be proven.
    """

    office: Office
    code: str
    types: Sequence[str]
    others: Sequence[str]
    ways: Mapping[str, Sequence[Place]]
    has_phone: bool
    asked: Asked | None

    @property
    def is_awaited(self) -> bool:
        """Whether the office has not answered yet."""
        return self.asked is not None and self.asked.request.state == ASKED

    @property
    def may_ask(self) -> bool:
        """Whether anything may be asked for now."""
        return bool(self.types and self.ways) and not self.is_awaited


def ways_page(session: Session, code: str, *, now: datetime) -> WaysPage:
    """The page of other ways. Raises InvitationUnknown, InvitationExpired."""
    invitation = known_invitation(session, code)
    asked = asked_of(session, invitation.id)
    if asked is None or asked.request.state != GRANTED:
        refuse_expired(invitation, now)
    office = queries.office_by_id(session, invitation.office_id)
    is_booked = queries.live_booking_of_invitation(session, invitation.id) is not None
    documents = [] if is_booked else that_may_go(session, invitation)
    kinds = [session.get_one(DocumentType, document.type_id) for document in documents]
    return WaysPage(
        office,
        code_of(invitation),
        [kind.code for kind in kinds],
        [each for each in collectors_of(kinds) if each != HOLDER] if kinds else [],
        ways_of(session, office.id),
        any(document.phone for document in documents),
        asked,
    )


def asked_of(session: Session, invitation_id: int) -> Asked | None:
    """What the people of an invitation asked for last, as they see it."""
    request = last_request(session, invitation_id)
    if request is None:
        return None
    documents = documents_of(session, request)
    return Asked(
        request,
        session.get(Place, request.place_id) if request.place_id else None,
        [session.get_one(DocumentType, document.type_id).code for document in documents],
        all(document.stage == DocumentStage.COLLECTED for document in documents),
    )

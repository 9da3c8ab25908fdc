"""People who cannot come ask to have what is ready: at a place nearby, by post, or by a visit at home."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import DeliveryRequest, Document, DocumentType, Invitation
from scheduler.domain.delivery.refusals import (
    AddressNeeded,
    PlaceUnknown,
    RequestOpen,
    WayNotOffered,
    WishUnexplained,
)
from scheduler.domain.delivery.requests import (
    HOME,
    LONGEST_ADDRESS,
    LONGEST_WORDS,
    PLACE,
    SHORTEST_ADDRESS,
    VISIT,
)
from scheduler.domain.proofs import PhoneDigitsWrong
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.flow.core.knowing import knows_phone
from scheduler.flow.delivery.rerouting import refuse_booked
from scheduler.flow.delivery.taking_back import take_back_ways
from scheduler.flow.destinations.destinations import OFFICE
from scheduler.flow.destinations.requests import open_request
from scheduler.flow.destinations.ways import ways_of
from scheduler.flow.invitations.invitations import fetchable, known_invitation, refuse_expired


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. way: a word of WAYS; place: by its id, of a place nearby; phone4: the end of the phone on
    record, of an address; reason: why somebody has to come.
    """

    way: str
    place: int | None = None
    address: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    phone4: str = field(default="", repr=False)

    @property
    def tidy(self) -> "Wish":
        """The same in single spaces, without what its way has no use for."""
        address, reason, phone4 = (" ".join(each.split()) for each in (self.address, self.reason, self.phone4))
        return Wish(
            self.way,
            self.place if self.way == PLACE else None,
            address if self.way in HOME else "",
            reason if self.way == VISIT else "",
            phone4,
        )


def ask(session: Session, code: str, wish: Wish, *, now: datetime) -> DeliveryRequest:
    """Ask for what is ready of an invitation; the same again is what was asked before.

    Who has the link alone may ask for a place, where whoever comes is looked at as here; to have something sent to an
    address the end of the phone on record is asked for as well.
    Raises InvitationUnknown, InvitationExpired, BookedHere, WayNotOffered, PlaceUnknown, RequestOpen, HiddenSigns,
    AddressNeeded, WishUnexplained, PhoneDigitsWrong.
    """
    invitation = known_invitation(session, code)
    refuse_expired(invitation, now)
    documents = that_may_go(session, invitation)
    _refuse_way(session, invitation, documents, wish)
    tidy = wish.tidy
    _refuse_words(tidy)
    if tidy.way in HOME and not any(knows_phone(document, tidy.phone4) for document in documents):
        raise PhoneDigitsWrong
    known = open_request(session, invitation.id)
    if known is not None:
        if (known.way, known.place_id, known.address or "") != (tidy.way, tidy.place, tidy.address):
            raise RequestOpen
        return known
    request = DeliveryRequest(
        office_id=invitation.office_id,
        invitation_id=invitation.id,
        documents=[document.id for document in documents],
        way=tidy.way,
        place_id=tidy.place,
        address=tidy.address or None,
        reason=tidy.reason or None,
        asked_at=now,
    )
    session.add(request)
    session.flush()
    return request


def take_back(session: Session, code: str, *, now: datetime) -> None:
    """Take back what was asked for and is not answered; its address goes at once. The same again does nothing.

    Raises InvitationUnknown.
    """
    take_back_ways(session, known_invitation(session, code), now=now)


def that_may_go(session: Session, invitation: Invitation) -> Sequence[Document]:
    """Documents of an invitation that lie here to be fetched: what prints itself only where paper was asked for.

    A recording is no document that could go anywhere.
    """
    found = fetchable(list(queries.documents_of_invitation(session, invitation.id)))
    kinds = {kind.id: kind for kind in queries.types_of(session, invitation.office_id)}
    return [each for each in found if _may_go(each, kinds[each.type_id])]


def _may_go(document: Document, kind: DocumentType) -> bool:
    return kind.hands_over and (document.channel == OFFICE or document.paper_asked_at is not None)


def _refuse_way(session: Session, invitation: Invitation, documents: Sequence[Document], wish: Wish) -> None:
    for document in documents:
        refuse_booked(session, document)
    there = ways_of(session, invitation.office_id).get(wish.way)
    if not documents or not there:
        raise WayNotOffered
    if wish.way == PLACE and wish.place not in [place.id for place in there]:
        raise PlaceUnknown


def _refuse_words(wish: Wish) -> None:
    """wish: tidy. Raises HiddenSigns, AddressNeeded, WishUnexplained."""
    refuse_hidden(wish.address, wish.reason)
    if wish.way in HOME and not SHORTEST_ADDRESS <= len(wish.address) <= LONGEST_ADDRESS:
        raise AddressNeeded
    if wish.way == VISIT and not 0 < len(wish.reason) <= LONGEST_WORDS:
        raise WishUnexplained

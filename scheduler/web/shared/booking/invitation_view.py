"""What the page of an invitation shows: its documents, the days and times, who may collect."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Document, DocumentType, FileRequest, Invitation, Office, Slot
from scheduler.domain.delivery.requests import ASKED, GRANTED, HOME
from scheduler.domain.refusals import Refusal
from scheduler.domain.stages import BookingStage, DocumentStage
from scheduler.flow.booking.adding import left_out
from scheduler.flow.core.limits import allowance_of, held_up
from scheduler.flow.delivery.asking import that_may_go
from scheduler.flow.delivery.file_requests import last_file_requests
from scheduler.flow.destinations.requests import last_request
from scheduler.flow.destinations.ways import ways_of
from scheduler.flow.invitations.households import live_visit_of
from scheduler.flow.invitations.invitations import (
    code_of,
    fetchable,
    fetched_unasked,
    known_invitation,
    main_service,
    pass_of,
    refuse_expired,
)
from scheduler.web.shared.booking.chooser import Chooser, Wish, chooser_of
from scheduler.web.shared.booking.papers import Choice, Paper, collectors_for, is_split, papers_of
from scheduler.web.shared.booking.waiting_and_joining import NOTHING, Beside, beside_invitation

USUAL_PARTY = 3
"""Party sizes with a button of their own; more are typed."""


@dataclass(frozen=True, slots=True)
class Booked:
    """The booking that uses an invitation now. is_deferred: the office owes it a new time."""

    pass_code: str
    starts_at: datetime | None
    is_deferred: bool = False


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """An invitation as its citizen sees it; without a chooser there is nothing to book, or it is booked already."""

    office: Office
    code: str
    papers: list[Paper]
    booked: Booked | None
    fetch: frozenset[int] = frozenset()
    """The documents that the visit fetches, booked or as it is chosen now."""
    addable: frozenset[int] = frozenset()
    """What the booked visit does not fetch and still could."""
    chooser: Chooser | None = None
    collectors: tuple[Choice, ...] = ()
    held_up: Refusal | None = None
    beside: Beside = NOTHING
    other_ways: str = ""
    """The state of what its people asked for who cannot come; "offered" where they may ask, empty where not."""
    comes: str = ""
    """"post" or "visit" where the documents come to their people's address."""
    files: Mapping[int, FileRequest] = field(default_factory=dict)
    """By document, that its file was asked for once more, of what its people print themselves."""

    @property
    def is_split(self) -> bool:
        """Whether nobody may come for all documents, so that each says who may."""
        return is_split(self.papers)

    @property
    def one_collects(self) -> bool:
        """Whether nobody but one may come, whatever is chosen."""
        return len(self.collectors) == 1 and len({paper.collectors for paper in self.bookable}) == 1

    @property
    def bookable(self) -> list[Paper]:
        """What a visit may fetch."""
        return [paper for paper in self.papers if paper.can_book]

    @property
    def chosen(self) -> list[Paper]:
        """What the visit fetches or is for, as it is chosen now."""
        return [paper for paper in self.bookable if paper.id in self.fetch]

    @property
    def in_person(self) -> bool:
        """Whether nothing that is chosen is fetched, so that nobody is asked who collects."""
        return bool(self.chosen) and all(paper.is_in_person for paper in self.chosen)

    @property
    def at_home_only(self) -> bool:
        """Whether everything here can be printed at home, and nobody has asked for it on paper."""
        return bool(self.bookable) and all(paper.is_for_home for paper in self.bookable)

    @property
    def printable(self) -> list[Paper]:
        """What its people can print themselves, and no booked visit fetches."""
        return [paper for paper in self.papers if paper.prints_itself and not (self.booked and paper.id in self.fetch)]

    def files_awaited(self, papers: Sequence[Paper]) -> bool:
        """Whether the file of each of some papers was asked for, and the office has not answered."""
        return all(paper.id in self.files and self.files[paper.id].state == ASKED for paper in papers)

    @property
    def left_out(self) -> list[Paper]:
        """What is ready and stays here when the booked visit is over."""
        return [paper for paper in self.bookable if paper.id not in self.fetch] if self.booked else []

    @property
    def choice(self) -> str:
        """The chosen documents as a part of an address; empty where there is nothing to choose."""
        return "".join(f"&document={number}" for number in sorted(self.fetch)) if len(self.bookable) > 1 else ""

    @property
    def is_visit(self) -> bool:
        """Whether nothing is fetched: an appointment for a recording."""
        about = [paper for paper in self.papers if paper.can_book] or self.papers
        return bool(about) and not any(paper.hands_over for paper in about)

    @property
    def is_over(self) -> bool:
        """Whether everything has been handed over, or given up for good: nothing is left to wait for."""
        return all(paper.stage == DocumentStage.COLLECTED or paper.is_given_up for paper in self.papers)

    @property
    def is_given_up(self) -> bool:
        """Whether everything was given up for good, and nothing handed over."""
        return bool(self.papers) and all(paper.is_given_up for paper in self.papers)

    @property
    def is_moved(self) -> bool:
        """Whether everything that is not handed over is fetched at another office."""
        return bool(self._open_ones) and all(paper.moved_to for paper in self._open_ones)

    @property
    def comes_back(self) -> bool:
        """Whether all of that is on its way to this office again, which had sent it to another."""
        own = self.office.id
        return self.is_moved and all(each.moved_to and each.moved_to.office.id == own for each in self._open_ones)

    @property
    def _open_ones(self) -> list[Paper]:
        return [paper for paper in self.papers if paper.stage != DocumentStage.COLLECTED and not paper.is_given_up]

    @property
    def parties(self) -> range:
        return range(1, min(USUAL_PARTY, self.office.lobby_limit) + 1)


def invitation_page(
    session: Session, code: str, wish: Wish, fetch: Collection[int] | None = None, *, now: datetime
) -> InvitationPage:
    """The page of an invitation. fetch: the documents that were chosen, None where nobody has chosen yet.

    Raises InvitationUnknown, and InvitationExpired where it is not booked.
    """
    invitation = known_invitation(session, code)
    page = _with_files(session, page_of_invitation(session, invitation, wish, fetch, by_staff=False, now=now))
    if page.booked is not None:
        return page
    page = _with_other_ways(session, invitation, page)
    if not page.is_moved:
        refuse_expired(invitation, now)
    held = held_up(allowance_of(invitation, page.office), page.office.timezone, now) if page.chooser else None
    return replace(page, chooser=None, held_up=held) if held else page


def _with_files(session: Session, page: InvitationPage) -> InvitationPage:
    by_message = [paper.id for paper in page.printable if paper.file_by_message]
    return replace(page, files=last_file_requests(session, by_message)) if by_message else page


def _with_other_ways(session: Session, invitation: Invitation, page: InvitationPage) -> InvitationPage:
    request = last_request(session, invitation.id)
    if request is not None:
        comes = request.way if request.state == GRANTED and request.way in HOME else ""
        return replace(page, other_ways=request.state, comes=comes)
    may_ask = that_may_go(session, invitation) and ways_of(session, invitation.office_id)
    return replace(page, other_ways="offered") if may_ask else page


def page_of_invitation(
    session: Session,
    invitation: Invitation,
    wish: Wish,
    fetch: Collection[int] | None = None,
    *,
    also: int | None = None,
    by_staff: bool = True,
    now: datetime,
) -> InvitationPage:
    """The page of an invitation for staff, to whom it does not expire. also: a document that they book for.

    by_staff: whether it is them who choose the time; else its citizen does, to whom less is free.
    """
    office = queries.office_by_id(session, invitation.office_id)
    documents = list(queries.documents_of_invitation(session, invitation.id))
    page = InvitationPage(
        office,
        code_of(invitation),
        papers_of(session, office.id, documents, now=now),
        None,
    )
    booking = queries.live_booking_of_invitation(session, invitation.id)
    if booking is not None:
        fetched = queries.documents_of_booking(session, booking.id, live=True)
        others = left_out(session, office, booking, now=now)
        return replace(page, fetch=_ids(fetched), addable=_ids(others), booked=_face(session, booking))
    if not documents:
        return replace(page, booked=_joined(session, invitation))
    kinds = {kind.id: kind for kind in queries.types_of(session, office.id)}
    chosen = _of_ids(documents, _chosen(documents, fetch, also))
    found = chosen or _of_ids(documents, _chosen(documents, None, also))  # who chose nothing yet sees times too
    types = [kinds[document.type_id] for document in found]
    if not types:
        return page
    page = replace(page, fetch=frozenset(document.id for document in chosen))
    beside = beside_invitation(session, office, invitation, now=now)
    return _bookable(session, replace(page, beside=beside), found, types, wish, now, by_staff=by_staff)


def _of_ids(documents: list[Document], ids: set[int]) -> list[Document]:
    return [document for document in fetchable(documents) if document.id in ids]


def _chosen(documents: list[Document], fetch: Collection[int] | None, also: int | None) -> set[int]:
    """What the visit is to fetch: what was chosen, or what one fetches where nobody chooses."""
    if fetch is not None:
        return set(fetch)
    return {document.id for document in fetched_unasked(documents)} | ({also} if also else set())


def _ids(documents: Iterable[Document]) -> frozenset[int]:
    return frozenset(document.id for document in documents)


def _joined(session: Session, invitation: Invitation) -> Booked | None:
    """The visit that took over everything an invitation was for."""
    return _face(session, live_visit_of(session, invitation.office_id, invitation.household))


def _face(session: Session, booking: Booking | None) -> Booked | None:
    if booking is None:
        return None
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    is_deferred = slot is None and booking.stage == BookingStage.BOOKED
    return Booked(pass_of(booking), slot.starts_at if slot else None, is_deferred)


def _bookable(
    session: Session,
    page: InvitationPage,
    documents: list[Document],
    types: list[DocumentType],
    wish: Wish,
    now: datetime,
    *,
    by_staff: bool,
) -> InvitationPage:
    units = sum(kind.units for kind in types)
    service_id = main_service((kind.service_id, kind.minutes) for kind in types)
    wish = wish if wish.day else replace(wish, day=page.beside.first_day)
    chooser = chooser_of(
        session,
        page.office,
        service_id,
        units=units,
        wish=wish,
        now=now,
        kept=page.beside.kept,
        by_staff=by_staff,
    )
    return replace(page, chooser=chooser, collectors=tuple(collectors_for(documents, types)))

"""Citizens by their codes: what an invitation is for, a slot taken, moved and given back."""

from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse

from scheduler.db import queries
from scheduler.db.models import Booking
from scheduler.domain.booking import (
    AlreadyBooked,
    ChangeLimit,
    ChangeTooLate,
    CoolingOff,
    MissedLimit,
    PartyTooLarge,
    PassUnknown,
    SlotClosed,
    SlotForeign,
    SlotFull,
    SlotPast,
    SlotTooSoon,
    SlotUnknown,
)
from scheduler.domain.custody.refusals import CollectorNotAllowed, ProxyLimit, ProxyUnnamed
from scheduler.domain.delivery.refusals import NothingPrintable
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.invitations.refusals import InvitationExpired, InvitationUnknown, NothingReady, PaperNotAsked
from scheduler.domain.proofs import DigitsTooFew, DigitsWrong
from scheduler.domain.refusals import NotAllowed, TooManyTries
from scheduler.domain.stages import BookingStage
from scheduler.flow.booking import bookings
from scheduler.flow.booking.bookings import NO_WISHES, Asked, Booked, Wishes
from scheduler.flow.booking.together import BOOKING
from scheduler.flow.core.limits import CITIZEN
from scheduler.flow.core.replays import Answered
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.delivery.delivery_method import want_paper
from scheduler.flow.invitations.invitations import fetched_unasked, known_invitation, main_service
from scheduler.flow.seats.visits import office_of, types_of_documents
from scheduler.web.api.answers import BookingAnswer, InvitationAnswer, PassAnswer
from scheduler.web.api.operations import Operations, Query
from scheduler.web.api.replies import citizen_reply, read_by_code
from scheduler.web.api.requests import Body, BookingRequest, PlannedCollector, RefRequest, SlotRequest
from scheduler.web.api.rights import Right, right_of
from scheduler.web.api.visible import booking_face, invited_documents, iso, office_name, pass_answer, services
from scheduler.web.shared.booking.turns import in_turn
from scheduler.web.shared.forms import body_of

OPERATIONS = Operations()
REF4 = Query("ref4", "Last four digits of a registration number of the visit", {"type": "string"})
CHANGES = (PassUnknown, DigitsWrong, DigitsTooFew, NotAllowed, IllegalStep, ChangeTooLate)


@OPERATIONS.handled(
    "GET",
    "/invitations/{code}",
    "What an invitation is for, and its booking if there is one",
    {200: InvitationAnswer},
    InvitationUnknown,
    TooManyTries,
)
async def read_invitation(request: Request) -> JSONResponse:
    return await read_by_code(request, _invitation, request.app.state.settings.base_url)


@OPERATIONS.handled(
    "POST",
    "/invitations/{code}/booking",
    "Take a slot; the answer has the pass",
    {201: BookingAnswer},
    InvitationUnknown,
    AlreadyBooked,
    InvitationExpired,
    MissedLimit,
    CoolingOff,
    ChangeLimit,
    NothingReady,
    PaperNotAsked,
    SlotUnknown,
    SlotForeign,
    SlotPast,
    SlotTooSoon,
    PartyTooLarge,
    CollectorNotAllowed,
    ProxyUnnamed,
    ProxyLimit,
    SlotFull,
    SlotClosed,
    TooManyTries,
    body=BookingRequest,
)
@in_turn
async def create_booking(request: Request) -> JSONResponse:
    code, sent = request.path_params["code"], await body_of(request, BookingRequest)
    database, base_url = request.app.state.db, request.app.state.settings.base_url

    def asked(now: datetime) -> Asked:
        return Asked(code, sent.slot, sent.party, _collector(sent), CITIZEN, now, _wishes(sent))

    def work(session: Session, now: datetime) -> tuple[int, BookingAnswer]:
        return 201, _booked(bookings.book_one(session, asked(now)), base_url)

    async def with_others(now: datetime) -> Answered:
        return 201, _booked(await database.write_together(BOOKING, asked(now)), base_url).to_json()

    return await citizen_reply(request, queries.invitation_by_code, sent, work, unkept=with_others)


@OPERATIONS.handled(
    "POST",
    "/invitations/{code}/paper",
    "Ask for what can be printed at home on paper; its visit is then booked as any other",
    {200: InvitationAnswer},
    InvitationUnknown,
    NothingPrintable,
    TooManyTries,
)
async def ask_paper(request: Request) -> JSONResponse:
    code, asked = request.path_params["code"], await body_of(request, Body)
    base_url = request.app.state.settings.base_url

    def work(session: Session, now: datetime) -> tuple[int, InvitationAnswer]:
        want_paper(session, code, now=now)
        return 200, _invitation(session, code, base_url)

    return await citizen_reply(request, queries.invitation_by_code, asked, work)


@OPERATIONS.handled("GET", "/passes/{code}", "The state of a visit", {200: PassAnswer}, PassUnknown, TooManyTries)
async def read_pass(request: Request) -> JSONResponse:
    return await read_by_code(request, _pass, request.app.state.settings.base_url)


@OPERATIONS.handled(
    "PUT",
    "/passes/{code}/slot",
    "Move a visit to another slot; the pass stays",
    {200: PassAnswer},
    *CHANGES,
    SlotUnknown,
    SlotForeign,
    SlotPast,
    SlotTooSoon,
    ChangeLimit,
    ProxyLimit,
    SlotFull,
    SlotClosed,
    TooManyTries,
    body=SlotRequest,
)
@in_turn
async def move_pass(request: Request) -> JSONResponse:
    code, asked = request.path_params["code"], await body_of(request, SlotRequest)
    base_url, right = request.app.state.settings.base_url, await right_of(request, asked.ref4)

    def work(session: Session, now: datetime) -> tuple[int, PassAnswer]:
        refuse_cancelled(session, code, right)
        booking = bookings.move_booking(session, code, asked.slot, ref4=right.ref4, by=right.by, now=now)
        return 200, pass_answer(session, booking, base_url)

    return await citizen_reply(request, queries.booking_by_code, asked, work, by_digits=right.ref4 is not None)


@OPERATIONS.handled(
    "DELETE",
    "/passes/{code}",
    "Cancel a visit; its documents may be booked again",
    {200: PassAnswer},
    *CHANGES,
    TooManyTries,
    query=[REF4],
)
async def delete_pass(request: Request) -> JSONResponse:
    code, asked = request.path_params["code"], await body_of(request, RefRequest)
    ref4 = request.query_params.get("ref4", asked.ref4)
    base_url, right = request.app.state.settings.base_url, await right_of(request, ref4)

    def work(session: Session, now: datetime) -> tuple[int, PassAnswer]:
        refuse_cancelled(session, code, right)
        booking = bookings.cancel(session, code, ref4=right.ref4, by=right.by, now=now)
        return 200, pass_answer(session, booking, base_url)

    return await citizen_reply(request, queries.booking_by_code, asked, work, by_digits=right.ref4 is not None)


def refuse_cancelled(session: Session, code: str, right: Right) -> None:
    """A cancelled pass opens nothing, and a machine's right ends at its office. Raises PassUnknown, NotAllowed."""
    right.refuse_foreign(_live(session, code))


def _live(session: Session, code: str) -> Booking:
    booking = queries.booking_by_code(session, code)
    if booking is None or booking.stage == BookingStage.CANCELLED:
        raise PassUnknown
    return booking


def _collector(asked: BookingRequest) -> Collector:
    if isinstance(asked.collector, PlannedCollector):
        planned = asked.collector
        return Collector(planned.kind, planned.name, planned.relation, planned.nik4)
    return Collector(asked.collector)


def _wishes(asked: BookingRequest) -> Wishes:
    return Wishes(asked.wishes.priority, asked.wishes.escort) if asked.wishes else NO_WISHES


def _booked(made: Booked, base_url: str) -> BookingAnswer:
    return BookingAnswer(
        **{"pass": made.code},
        url=f"{base_url}/t/{made.code}",
        starts_at=iso(made.starts_at, made),
        ends_at=iso(made.ends_at, made),
    )


def _pass(session: Session, code: str, base_url: str) -> PassAnswer:
    return pass_answer(session, _live(session, code), base_url)


def _invitation(session: Session, code: str, base_url: str) -> InvitationAnswer:
    invitation = known_invitation(session, code)
    office = office_of(session, invitation.office_id)
    documents = list(queries.documents_of_invitation(session, invitation.id))
    types = types_of_documents(session, documents) if documents else []
    ready = fetched_unasked(documents)
    main = main_service((k.service_id, k.minutes) for k in types_of_documents(session, ready)) if ready else None
    offered = [s for s in queries.services_of(session, office.id) if s.id in {kind.service_id for kind in types}]
    booking = queries.live_booking_of_invitation(session, invitation.id)
    return InvitationAnswer(
        office=office_name(office),
        documents=invited_documents(session, documents, office),
        services=services(offered),
        service=next((service.letter for service in offered if service.id == main), None),
        expires_at=iso(invitation.expires_at, office),
        booking=booking_face(session, booking, office, base_url) if booking else None,
    )

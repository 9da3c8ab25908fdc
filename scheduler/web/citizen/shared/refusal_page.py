"""How citizens see a refusal: the sentence, and the way on from there with what they had chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from scheduler.db import queries
from scheduler.db.models import Booking, Office, Slot
from scheduler.domain.applying.refusals import ApplicationUnknown
from scheduler.domain.booking import AlreadyBooked, ChangeLimit, ChangeTooLate, SlotFull
from scheduler.domain.custody.collecting import PROXY
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.invitations.refusals import InvitationExpired
from scheduler.domain.proofs import DigitsTooFew, DigitsWrong
from scheduler.domain.refusals import N_, Refusal, TriesPaused, Unknown
from scheduler.domain.stages import BookingStage
from scheduler.flow.applying.applications import application_by_code
from scheduler.flow.core.closed_links import office_of_closed
from scheduler.flow.invitations.invitations import pass_of
from scheduler.web.citizen.shared.ticket_forms import AddForm, JoinForm, MoveForm
from scheduler.web.shared.booking.form import BookingForm
from scheduler.web.shared.forms import typed_in
from scheduler.web.shared.refusal_responses import page_of, wording_of
from scheduler.web.shared.wording import Wording

PAGE = "citizen/shared/refused.html"
SAID = {
    "pass_unknown": Unknown.sentence,
    "illegal_step": N_("Jadwal ini sudah tidak bisa diubah."),
    "already_booked": N_("Anda sudah punya jadwal: {slot}."),
    "invitation_expired": N_("Tautan ini sudah kedaluwarsa, tetapi dokumen Anda masih kami simpan."),
}
"""Where the page has links and buttons of its own, or where a citizen needs other words than the door."""
CLOSED = N_("Tautan ini sudah ditutup, karena ada yang melaporkan bahwa pesan kami salah alamat.")


@dataclass(frozen=True, slots=True)
class Known:
    """What a code leads to. live_pass: of the booking whose code it is, or that its invitation has now.

    is_closed: somebody said that the link is not for them, and it opens nothing any more.
    """

    office: Office | None = None
    is_closed: bool = False
    live_pass: str | None = None
    is_in_queue: bool = False
    slot: Slot | None = None


@dataclass(frozen=True, slots=True)
class OtherTime:
    """A slot that may be taken instead, and its day and hour."""

    id: int | str
    said: str


@dataclass(frozen=True, slots=True)
class WayOn:
    """What a refusal leaves to do. `fields`: choices that are sent along again; `asks_digits`: the digits are not,
    `told`: as they were typed, to be looked at.

    is_in_queue: of the ticket; step: what `action` does, by the last part of its address; slot: of the visit.
    can_change: whether that may still be moved. home: the page of the office, where nothing else is known.
    offered: slots that are free where one is full.
    """

    office: Office | None = None
    is_closed: bool = False
    home: str | None = None
    can_change: bool = True
    ticket: str | None = None
    is_in_queue: bool = False
    back: str | None = None
    application: str | None = None
    step: str = ""
    slot: Slot | None = None
    renewal: str | None = None
    action: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    asks_digits: bool = False
    told: str = field(default="", repr=False)
    offered: Sequence[OtherTime] = ()


async def refused(request: Request, refusal: Refusal) -> Response:
    """The refusal as a page, with the way on; above a form that draws itself again (`request.state.again`)."""
    if hasattr(request.state, "again") and not isinstance(refusal, TriesPaused):
        drawn: Response = await request.state.again(refusal)
        return drawn
    code = request.path_params.get("code", "")
    known: Known = await request.app.state.db.read(_known_of, code)
    if known.office is None:
        return await refused_nowhere(request, refusal)
    way = _way_on(request, refusal, known)
    told = (await typed_in(request)).get("ref4", "") if way.asks_digits else ""
    return _page(request, refusal, replace(way, told=told))


async def refused_nowhere(request: Request, refusal: Refusal) -> Response:
    """The refusal as a page of the office in the path, or of the only one there is: no code leads anywhere."""
    office = await request.app.state.db.read(_office_of, request.path_params.get("office", ""))
    home = request.url_for("public_office", office=office.code).path if office else None
    return _page(request, refusal, WayOn(office, home=home))


def _page(request: Request, refusal: Refusal, way: WayOn) -> Response:
    if way.office is not None:
        request.state.office = way.office
    if isinstance(refusal, SlotFull):
        say = wording_of(request)
        way = replace(way, offered=[other_time(slot.id, slot.starts_at, say) for slot in refusal.facts["alternatives"]])
    return page_of(request, refusal, template=PAGE, said=_said(refusal, way), way=way, shown_again=way.action)


def other_time(number: int, starts_at: datetime, say: Wording) -> OtherTime:
    """A slot as it is offered where another one is full."""
    return OtherTime(number, f"{say.short_day(starts_at)}, {say.clock_zone(starts_at)}")


def way_to_press_again(
    request: Request, office: Office, code: str, fields: dict[str, str], offered: Sequence[OtherTime]
) -> WayOn:
    """The way on from a slot that is full, for an invitation that nobody has booked."""
    back = _with_documents(request.url_for("invitation", code=code).path, fields)
    action = request.url_for("booking", code=code).path
    return WayOn(office, back=back, action=action, fields=fields, offered=offered)


def full_as_text(request: Request, said: str, way: WayOn) -> str:
    """The page of a slot that is full, of an office that is known, as `refused` draws it. said: its sentence."""
    assert way.office is not None
    facts = {"refusal": SlotFull(), "sentence": said, "way": way, "shown_again": way.action}
    text: str = request.app.state.pages.text(request, PAGE, about=way.office, **facts)
    return text


def _office_of(session: Session, code: str) -> Office | None:
    """The office of a code as it stands in an address, or else the only one."""
    named = queries.office_by_code(session, code) if code and code.isprintable() else None
    offices = [named] if named else queries.offices(session)
    return offices[0] if len(offices) == 1 else None


def _said(refusal: Refusal, way: WayOn) -> str | None:
    if way.is_closed:
        return CLOSED
    if isinstance(refusal, AlreadyBooked) and refusal.facts.get("slot") is None:
        return N_("Anda sudah terdaftar di antrean hari ini.")
    return SAID.get(refusal.code)


def _known_of(session: Session, code: str) -> Known:
    """What the code of an invitation, a pass or an application leads to."""
    invitation = queries.invitation_by_code(session, code)
    if invitation is not None:
        booking = queries.live_booking_of_invitation(session, invitation.id)
        return _known(session, invitation.office_id, booking)
    mine = queries.booking_by_code(session, code)
    if mine is not None:
        return _known(session, mine.office_id, mine)
    try:
        return _known(session, application_by_code(session, code).office_id, None)
    except ApplicationUnknown:
        office = office_of_closed(session, code)
        return Known(office, is_closed=office is not None)


def _known(session: Session, office_id: int, booking: Booking | None) -> Known:
    office = queries.office_by_id(session, office_id)
    if booking is None:
        return Known(office)
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    is_in_queue = booking.stage == BookingStage.ARRIVED
    return Known(office, live_pass=pass_of(booking), is_in_queue=is_in_queue, slot=slot)


def _way_on(request: Request, refusal: Refusal, known: Known) -> WayOn:
    office, code, ticket = known.office, request.path_params.get("code", ""), None
    if known.is_closed:
        return WayOn(office, is_closed=True)
    if request.url.path.startswith("/a/"):
        return WayOn(office, application=request.url_for("application", code=code).path)
    if known.live_pass is not None:
        ticket = request.url_for("ticket", code=known.live_pass).path
    if request.url.path.startswith("/t/"):
        can_change = not isinstance(refusal, IllegalStep | ChangeTooLate | ChangeLimit)
        way = WayOn(office, ticket=ticket, can_change=can_change, is_in_queue=known.is_in_queue)
        return _at_ticket(request, refusal, known, way)
    invitation = request.url_for("invitation", code=code).path
    if isinstance(refusal, InvitationExpired):
        return WayOn(office, renewal=request.url_for("renewal", code=code).path)
    fields = booking_fields(getattr(request.state, "choices", None))
    action = request.url_for("booking", code=code).path if isinstance(refusal, SlotFull) else None
    back = None if ticket else _with_documents(invitation, fields)
    return WayOn(office, ticket=ticket, is_in_queue=known.is_in_queue, back=back, action=action, fields=fields)


def _with_documents(invitation: str, fields: Mapping[str, str]) -> str:
    """The page of an invitation, on which the documents are chosen that were chosen before."""
    chosen = fields.get("document") if "chooses" in fields else None
    return f"{invitation}?document={chosen}" if chosen else invitation


def _at_ticket(request: Request, refusal: Refusal, known: Known, way: WayOn) -> WayOn:
    """way: the one back to the ticket, to which the step itself is added where it may be tried again."""
    choices, action = getattr(request.state, "choices", None), request.url.path
    if isinstance(refusal, SlotFull) and isinstance(choices, MoveForm):
        return replace(way, action=action, fields={"ref4": choices.ref4})
    if not isinstance(refusal, DigitsWrong | DigitsTooFew):
        return way
    kept = choices.model_dump(exclude={"ref4"}) if isinstance(choices, MoveForm | JoinForm | AddForm) else {}
    fields, step = {name: _field(value) for name, value in kept.items()}, action.rpartition("/")[2]
    return replace(way, action=action, fields=fields, asks_digits=True, step=step, slot=known.slot)


def _field(value: int | list[int]) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def booking_fields(choices: object) -> dict[str, str]:
    """What was chosen in the form of a booking, as it is sent again; nothing of any other form."""
    if not isinstance(choices, BookingForm):
        return {}
    kept = {
        "slot": str(choices.slot),
        "party": str(choices.people),
        "collector": choices.collector,
        **{name: getattr(choices, name) for name in ("name", "relation", "nik4") if choices.collector == PROXY},
        "document": ",".join(map(str, choices.document)),
        **{name: "true" for name in ("chooses", "wish_priority", "wish_escort", "tell_me") if getattr(choices, name)},
    }
    return {name: value for name, value in kept.items() if value}

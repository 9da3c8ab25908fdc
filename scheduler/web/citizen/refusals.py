"""How citizens see a refusal: the sentence, and the way on from there with what they had chosen."""

from dataclasses import dataclass, field

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain import errors
from scheduler.domain.collecting import PROXY
from scheduler.domain.errors import N_, Refusal
from scheduler.flow.invitations import pass_of
from scheduler.web.booking.form import BookingForm
from scheduler.web.citizen.ticket import JoinForm, MoveForm
from scheduler.web.problems import page_of

SAID = {
    "pass_unknown": errors.Unknown.sentence,
    "illegal_step": N_("Jadwal ini sudah tidak bisa diubah."),
    "already_booked": N_("Anda sudah punya jadwal: {slot}."),
    "invitation_expired": N_("Tautan ini sudah kedaluwarsa, tetapi dokumen Anda masih kami simpan."),
}
"""Where the page has links and buttons of its own, or where a citizen needs other words than the door."""


@dataclass(frozen=True, slots=True)
class WayOn:
    """What a refusal leaves to do. `fields`: choices that are sent along again; `asks_digits`: the digits are not."""

    office: Office | None = None
    ticket: str | None = None
    back: str | None = None
    renewal: str | None = None
    action: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    asks_digits: bool = False


async def refused(request: Request, refusal: Refusal) -> Response:
    """The refusal as a page, with the way on."""
    code = request.path_params.get("code", "")
    office, live_pass = await request.app.state.db.read(_known_of, code)
    way = _way_on(request, refusal, office, live_pass)
    if office is not None:
        request.state.zone = office.timezone
    return page_of(request, refusal, template="citizen/refused.html", said=_said(refusal), way=way)


def _said(refusal: Refusal) -> str | None:
    if isinstance(refusal, errors.AlreadyBooked) and refusal.facts.get("slot") is None:
        return N_("Anda sudah terdaftar di antrean hari ini.")
    return SAID.get(refusal.code)


def _known_of(session: Session, code: str) -> tuple[Office | None, str | None]:
    """The office of an invitation or a pass, and the pass of the booking that the invitation has now."""
    invitation = queries.invitation_by_code(session, code)
    if invitation is not None:
        booking = queries.live_booking_of_invitation(session, invitation.id)
        return queries.office_by_id(session, invitation.office_id), pass_of(booking) if booking else None
    mine = queries.booking_by_code(session, code)
    return (queries.office_by_id(session, mine.office_id), pass_of(mine)) if mine else (None, None)


def _way_on(request: Request, refusal: Refusal, office: Office | None, live_pass: str | None) -> WayOn:
    if office is None:
        return WayOn()
    code, ticket = request.path_params["code"], None
    if live_pass is not None:
        ticket = request.url_for("ticket", code=live_pass).path
    if request.url.path.startswith("/t/"):
        return _at_ticket(request, refusal, office, ticket)
    invitation = request.url_for("invitation", code=code).path
    if isinstance(refusal, errors.InvitationExpired):
        return WayOn(office, renewal=request.url_for("renewal", code=code).path)
    fields = _booking_fields(getattr(request.state, "choices", None))
    again = isinstance(refusal, errors.SlotFull | errors.ProxyUnnamed)
    action = request.url_for("booking", code=code).path if again else None
    return WayOn(office, ticket, None if ticket else invitation, action=action, fields=fields)


def _at_ticket(request: Request, refusal: Refusal, office: Office, ticket: str | None) -> WayOn:
    choices = getattr(request.state, "choices", None)
    if isinstance(refusal, errors.SlotFull) and isinstance(choices, MoveForm):
        return WayOn(office, ticket, action=request.url.path, fields={"ref3": choices.ref3})
    if not isinstance(refusal, errors.DigitsWrong):
        return WayOn(office, ticket)
    kept = choices.model_dump(exclude={"ref3"}) if isinstance(choices, MoveForm | JoinForm) else {}
    fields = {name: str(value) for name, value in kept.items()}
    return WayOn(office, ticket, action=request.url.path, fields=fields, asks_digits=True)


def _booking_fields(choices: object) -> dict[str, str]:
    if not isinstance(choices, BookingForm):
        return {}
    kept = {
        "slot": str(choices.slot),
        "party": str(choices.people),
        "collector": choices.collector,
        **{name: getattr(choices, name) for name in ("name", "relation", "nik4") if choices.collector == PROXY},
        **{name: "true" for name in ("wish_priority", "wish_escort", "tell_me") if getattr(choices, name)},
    }
    return {name: value for name, value in kept.items() if value}

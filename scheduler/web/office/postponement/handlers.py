"""Postponing, for staff: a wish is looked at first, then carried out while the page tells how far it is."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Literal

from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.booking import SlotUnknown
from scheduler.domain.postponement.refusals import PostponementUnknown
from scheduler.domain.refusals import Invalid, Refusal
from scheduler.domain.text import codes
from scheduler.flow import postponement
from scheduler.flow.booking.urgent import booking_of_short, give_urgent
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.postponement import Preview, Wish
from scheduler.flow.staff import SignedIn
from scheduler.web.office.postponement import view, words
from scheduler.web.office.shared import message_words
from scheduler.web.shared.forms import form_of, id_in_path, parsed_form
from scheduler.web.shared.pages import is_fragment
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm, Number
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page


class WishForm(NonceForm):
    """closing and extending: until `ends_on`; reopening: from `starts_on`, at `percent` until `ends_on`."""

    kind: Literal["closing", "extending", "reopening", "placing"] = "closing"
    service: Line | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    reason: Line = ""
    closure: Number | None = None
    percent: Number | None = None


class OrderForm(WishForm):
    """keep: visits ticked as urgent; shorts: more of them, by nomor jadwal; keep_reason: why, for all of them."""

    keep: list[Number] = Field(default_factory=list)
    shorts: Line = ""
    keep_reason: Line = ""


class UrgentForm(NonceForm):
    short: Line
    reason: Line = ""
    starts_at: datetime | None = None


async def page(request: Request) -> Response:
    """What was postponed, who waits for a date, and the form."""
    staff = await staff_of(request, "documents")
    found = await request.app.state.db.read(view.postponements_page, staff, now=now_of(request))
    return _rendered(request, "office/postponement/page.html", found)


async def preview(request: Request) -> Response:
    """What a wish would do; `?day=` shows the visits of one day."""
    staff = await staff_of(request, "office")
    values = _values(dict(request.query_params))
    found, letter = await request.app.state.db.read(_foreseen, staff.office, values, now=now_of(request))
    return _rendered(request, "office/postponement/preview.html", view.preview_page(staff, found, letter, values))


async def create(request: Request) -> Response:
    """The wish is ordered; from here nobody can book into what is closed."""
    staff = await staff_of(request, "office")
    form = await form_of(request, OrderForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    number = await request.app.state.db.write(_order, staff.office, form, **facts)
    return _to(request, number)


async def one(request: Request) -> Response:
    """How far a postponement is; a page that asks again gets that part alone."""
    staff = await staff_of(request, "documents")
    number = id_in_path(request, PostponementUnknown)
    found = await request.app.state.db.read(view.postponement_page, staff, number, now=now_of(request))
    template = (
        "office/postponement/_postponement.html" if is_fragment(request) else "office/postponement/postponement.html"
    )
    return _rendered(request, template, found)


async def undo(request: Request) -> Response:
    """Order that visits go back to their old slots, within a day of the postponement."""
    staff = await staff_of(request, "office")
    await form_of(request, NonceForm)
    number, facts = id_in_path(request, PostponementUnknown), {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(postponement.undo, staff.office, number, **facts)
    return _to(request, number)


async def urgent(request: Request) -> Response:
    """An urgent visit is kept, or gets an earlier slot beside the seats."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, UrgentForm)
    await request.app.state.db.write(_urgent, staff.office, form, by=actor(staff), now=now_of(request))
    return see_other(request, "postponements", done="urgent")


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form, with what was typed and what is wrong with it."""
    sent = await request.form() if request.method == "POST" else request.query_params
    values = _values({name: value for name, value in sent.items() if isinstance(value, str)})
    found = await request.app.state.db.read(
        view.postponements_page, staff, now=now_of(request), values=values, faults=refusal.errors
    )
    return _rendered(request, "office/postponement/page.html", found, refusal)


def _foreseen(
    session: Session, office: Office, values: Mapping[str, str], *, now: datetime
) -> tuple[Preview, str | None]:
    form = parsed_form(WishForm, values)
    wish = _wish(session, office, form)
    letters = {each.id: each.letter for each in queries.all_services_of(session, office.id)}
    found = postponement.preview(session, office, wish, now=now)
    return found, letters.get(wish.service_id) if wish.service_id else None


def _order(session: Session, office: Office, form: OrderForm, *, by: str, now: datetime) -> int:
    wish = _wish(session, office, form)
    ticked = [*form.keep, *(booking_of_short(session, office, each).id for each in form.shorts.split(",") if each)]
    keep = dict.fromkeys(ticked, form.keep_reason)
    return postponement.start(session, office, wish, keep=keep, by=by, now=now).id


def _wish(session: Session, office: Office, form: WishForm) -> Wish:
    service_id = _service(session, office, form.service)
    if form.kind == "placing":
        return postponement.placing(form.reason, service_id=service_id)
    if form.kind == "extending":
        return postponement.extending(session, office, form.closure or 0, form.ends_on)
    if form.starts_on is None:
        raise Invalid(errors={"starts_on": "missing"})
    if form.kind == "reopening":
        return postponement.reopening(
            session, office, form.closure or 0, form.starts_on, percent=form.percent, until=form.ends_on
        )
    if form.ends_on is not None and form.ends_on < form.starts_on:
        raise Invalid(errors={"ends_on": "before_start"})
    return postponement.closing(form.starts_on, form.ends_on, form.reason, service_id=service_id)


def _service(session: Session, office: Office, letter: str | None) -> int | None:
    known = {each.letter: each.id for each in queries.services_of(session, office.id)}
    if letter is not None and letter not in known:
        raise Invalid(errors={"service": "unknown"})
    return known[letter] if letter else None


def _urgent(session: Session, office: Office, form: UrgentForm, *, by: str, now: datetime) -> None:
    booking = booking_of_short(session, office, form.short)
    at = _moment(form.starts_at, office) if form.starts_at else None
    slot = view.slot_at(session, booking, at)
    if slot is None:
        raise SlotUnknown
    give_urgent(session, office, booking.id, slot.id, reason=form.reason, by=by, now=now)


def _moment(local: datetime, office: Office) -> datetime:
    """What was typed, as a moment. Raises SlotUnknown for one that no calendar knows."""
    try:
        return local.replace(tzinfo=zone_of_office(office)).astimezone(UTC)
    except OverflowError:
        raise SlotUnknown from None


def _values(sent: Mapping[str, str]) -> dict[str, str]:
    """The fields that were filled in."""
    return {name: value.strip() for name, value in sent.items() if value.strip() and name != "nonce"}


def _to(request: Request, number: int) -> Response:
    return RedirectResponse(request.url_for("postponement", number=number).path, 303)


def _rendered(
    request: Request,
    template: str,
    found: view.PostponementsPage | view.PreviewPage | view.PostponementPage,
    refusal: Refusal | None = None,
) -> Response:
    staff: SignedIn = found.staff

    return staff_page(
        request,
        staff,
        template,
        refusal,
        page=found,
        words=words,
        message_words=message_words,
        short=codes.written_short,
        done=request.query_params.get("done", ""),
    )


ROUTES: list[BaseRoute] = [
    Route("/office/postponements", page, name="postponements"),
    Route("/office/postponements", create, methods=["POST"], name="postponement_order"),
    Route("/office/postponements/preview", preview, name="postponement_preview"),
    Route("/office/postponements/urgent", urgent, methods=["POST"], name="urgent_visit"),
    Route("/office/postponements/{number:int}", one, name="postponement"),
    Route("/office/postponements/{number:int}/undoing", undo, methods=["POST"], name="postponement_undoing"),
]

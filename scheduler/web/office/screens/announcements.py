"""Notices on screens and phones: what is said now, what will be, what was; supervisors write them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Announcement, Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import N_, Invalid, Refusal
from scheduler.domain.screens import AnnouncementUnknown
from scheduler.domain.text.dates import read_moment
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.core.replays import Answered
from scheduler.flow.screens import announcements
from scheduler.flow.screens.announcements import LONGEST, Notice
from scheduler.flow.staff import SignedIn
from scheduler.web.office.screens.announcements_view import announcements_page
from scheduler.web.shared.forms import clean, form_of, id_in_path
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.once import done_once
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.told import told_by_fault

FAULTS: Mapping[tuple[str, str], str] = {
    ("text", "missing"): N_("Tulis pengumumannya."),
    ("text", "too_long"): N_("Pengumuman paling panjang 140 huruf."),
    ("text", "string_too_long"): N_("Pengumuman paling panjang 140 huruf."),
    ("text_en", "too_long"): N_("Pengumuman dalam bahasa Inggris paling panjang 140 huruf."),
    ("text_en", "string_too_long"): N_("Pengumuman dalam bahasa Inggris paling panjang 140 huruf."),
    ("starts_at", "unreadable"): N_("Isi hari dan jam mulai."),
    ("ends_at", "unreadable"): N_("Isi hari dan jam berakhirnya."),
    ("ends_at", "before_start"): N_("Pengumuman harus berakhir sesudah mulai."),
    ("ends_at", "past"): N_("Waktu berakhirnya sudah lewat."),
}
told = told_by_fault(FAULTS)
YEARS = range(2000, 3000)


class NoticeForm(NonceForm):
    """A notice as the form sends it; times are those of the office."""

    text: Line = ""
    text_en: Line = ""
    starts_at: Line = ""
    ends_at: Line = ""

    def notice(self, office: Office) -> Notice:
        """What is asked for. Raises Invalid for a time that cannot be read."""
        moments = {name: _moment(getattr(self, name), office) for name in ("starts_at", "ends_at")}
        errors = {name: "unreadable" for name, moment in moments.items() if moment is None}
        if errors:
            raise Invalid(errors=errors)
        return Notice(self.text, text_en=self.text_en, **moments)  # type: ignore[arg-type]


async def page(request: Request) -> Response:
    """The notices. `?change=` is the one in the form; `?text=` and the other fields are what is only looked at."""
    staff = await staff_of(request, "office")
    return await _rendered(request, staff, request.query_params, wanted=request.query_params.get("change"))


async def create(request: Request) -> Response:
    """Put up a notice."""
    staff = await staff_of(request, "office")
    form = await form_of(request, NoticeForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    await changed(request, staff, Deed.NOTICE_CHANGED, _announce, form.nonce, form.notice(staff.office), **facts)
    return see_other(request, "announcements", done="new")


async def change(request: Request) -> Response:
    """Say a notice otherwise, or at another time."""
    staff = await staff_of(request, "office")
    form = await form_of(request, NoticeForm)
    return await _step(request, staff, announcements.change, form.notice(staff.office), done="changed")


async def end(request: Request) -> Response:
    """Take a notice down."""
    return await _step(request, await staff_of(request, "office"), announcements.end, done="ended")


@in_place(staff_at("office"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form, which keeps what was typed."""
    typed = await request.form() if request.method == "POST" else request.query_params
    wanted = str(request.path_params.get("number", ""))
    return await _rendered(request, staff, typed, refusal=refusal, wanted=wanted)


async def _step(request: Request, staff: SignedIn, step: Callable[..., Any], *args: Any, done: str) -> Response:
    number = id_in_path(request, AnnouncementUnknown)
    facts = {"by": actor(staff), "now": now_of(request)}
    await changed(request, staff, Deed.NOTICE_CHANGED, step, number, *args, **facts)
    return see_other(request, "announcements", done=done)


def _announce(session: Session, office: Office, nonce: str, notice: Notice, *, by: str, now: datetime) -> None:
    """The same form sent twice puts up one notice."""

    def work(session: Session) -> Answered:
        return 200, {"id": announcements.announce(session, office, notice, by=by, now=now).id}

    done_once(session, office, f"announcement:{nonce}", (notice,), work=work, now=now)


async def _rendered(
    request: Request, staff: SignedIn, typed: Mapping[str, Any], *, refusal: Refusal | None = None, wanted: str | None
) -> Response:
    now = now_of(request)
    found = await request.app.state.db.read(announcements_page, staff.office, now)
    changed = next((each for each in found.all if str(each.id) == wanted), None)
    return staff_page(
        request,
        staff,
        "office/screens/announcements.html",
        refusal,
        told=told,
        page=found,
        changed=changed,
        longest=LONGEST,
        values=_values(staff.office, typed, changed, now),
        looked=typed.get("look") == "1",
        done=request.query_params.get("done"),
    )


def _values(office: Office, typed: Mapping[str, Any], changed: Announcement | None, now: datetime) -> dict[str, str]:
    """What the form's fields hold: what was typed, else the notice that is changed; what is over begins anew now."""
    zone = zone_of_office(office)

    def local(moment: datetime) -> str:
        return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")

    values = {"text": "", "text_en": "", "starts_at": local(now), "ends_at": ""}
    if changed is not None:
        values.update(text=changed.text, text_en=changed.text_en)
        if changed.ends_at > now:
            values.update(starts_at=local(changed.starts_at), ends_at=local(changed.ends_at))
    return values | {name: clean(str(typed[name]))[:200] for name in values if name in typed}


def _moment(text: str, office: Office) -> datetime | None:
    """A date and time of the office, in UTC; None where it is none."""
    local = read_moment(text)
    if local is None or local.year not in YEARS:
        return None
    return local.replace(tzinfo=zone_of_office(office)).astimezone(UTC)


ROUTES: list[BaseRoute] = [
    Route("/office/announcements", page, name="announcements"),
    Route("/office/announcements", create, methods=["POST"], name="new_announcement"),
    Route("/office/announcements/{number:int}", change, methods=["POST"], name="announcement"),
    Route("/office/announcements/{number:int}/end", end, methods=["POST"], name="end_of_announcement"),
]

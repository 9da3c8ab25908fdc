"""The page of rosters: looked at, changed weekday by weekday with what it means shown first, begun for a season."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.offices.refusals import ChangedMeanwhile
from scheduler.domain.refusals import N_, Invalid, Refusal
from scheduler.domain.roster.refusals import RosterUnknown
from scheduler.domain.roster.roster import USUAL, Dates
from scheduler.flow.roster import rosters
from scheduler.flow.staff import SignedIn
from scheduler.web.office.roster import view
from scheduler.web.office.roster.forms import DatesForm, GridForm, Marked, SeasonForm, marked_of
from scheduler.web.office.shared.periods import day_of
from scheduler.web.shared.forms import clean, form_of, parsed_form
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import actor, in_place, now_of, staff_at, staff_page
from scheduler.web.shared.told import ANY, told_by_fault

PLACE = "office"
"""Where those are who lead the day."""
ROSTER = "/office/roster"
WEEKDAYS = (N_("Senin"), N_("Selasa"), N_("Rabu"), N_("Kamis"), N_("Jumat"), N_("Sabtu"), N_("Minggu"))
DONE: Mapping[str, str] = {
    "saved": N_("Jadwal loket tersimpan."),
    "same": N_("Tidak ada yang diubah."),
    "added": N_("Jadwal untuk tanggal itu dibuat, isinya sama dengan yang berlaku. Sekarang ubah yang perlu."),
    "removed": N_("Jadwal loket dihapus."),
}
FAULTS: Mapping[tuple[str, str], str] = {
    ("first", "missing"): N_("Isi tanggal mulainya."),
    ("first", ANY): N_("Tulis tanggal seperti 30/11/2026."),
    ("last", "before_start"): N_("Tanggal terakhir tidak boleh sebelum tanggal mulai."),
    ("last", "past"): N_("Tanggal itu sudah lewat."),
    ("last", ANY): N_("Tulis tanggal seperti 30/11/2026."),
    ("weekday", ANY): N_("Pilih hari yang kantornya buka."),
}
told = told_by_fault(FAULTS)


async def page(request: Request) -> Response:
    """A roster, `?first=&last=` of a season, and the grid of `?weekday=`. `?done=` is what was just done.

    `?day=` leads to the roster that holds on it. Raises RosterUnknown.
    """
    staff = await staff_of(request, PLACE)
    if day := day_of(request.query_params.get("day")):
        held = await request.app.state.db.read(view.held_on, staff.office, day)
        return _to_page(request, held, weekday=day.weekday())
    dates, weekday = _asked(request.query_params), request.query_params.get("weekday", "")
    found = await _found(request, staff, dates, int(weekday) if weekday in {*"0123456"} else None)
    return _rendered(request, staff, found, done=DONE.get(request.query_params.get("done", "")))


async def save(request: Request) -> Response:
    """A weekday is planned otherwise, and others like it; what that means is shown first.

    Raises Invalid, RosterUnknown, ChangedMeanwhile.
    """
    staff = await staff_of(request, PLACE)
    form, now, database = await form_of(request, GridForm), now_of(request), request.app.state.db
    wanted, preview = await database.read(view.looked_at, staff, form, now=now)
    if not form.sure:
        found = await _found(request, staff, form.dates, form.weekday, marked=marked_of(form.cell), also=form.also)
        return _rendered(request, staff, replace(found, preview=preview))
    facts = {"by": actor(staff), "now": now, "seen": form.was or None}
    changed = await database.write(rosters.set_roster, staff.office, form.dates, wanted, **facts)
    return _to_page(request, form.dates, weekday=form.weekday, done="saved" if changed else "same")


async def add(request: Request) -> Response:
    """A season has a roster of its own from now on. Raises Invalid, RosterExists, TooManyRosters."""
    staff = await staff_of(request, PLACE)
    form = await form_of(request, SeasonForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(rosters.add_season, staff.office, form.dates, **facts)
    return _to_page(request, form.dates, done="added")


async def remove(request: Request) -> Response:
    """A roster is no more. Raises RosterUnknown."""
    staff = await staff_of(request, PLACE)
    form = await form_of(request, DatesForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(rosters.remove_roster, staff.office, form.dates, **facts)
    return _to_page(request, USUAL, done="removed")


@in_place(staff_at(PLACE))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the roster that it was about, with what was marked or typed."""
    sent = await request.form() if request.method == "POST" else request.query_params
    typed = {name: clean(str(sent.get(name, "")))[:40] for name in ("first", "last")}
    if request.url.path != ROSTER or isinstance(refusal, RosterUnknown):
        return _rendered(request, staff, await _found(request, staff, USUAL, None), refusal, typed=typed)
    weekday, cells = str(sent.get("weekday", "")), [str(each) for each in sent.getlist("cell")]
    also = [int(each) for each in map(str, sent.getlist("also")) if each in {*"0123456"}]
    try:
        dates = _asked(typed)
        found = await _found(
            request,
            staff,
            dates,
            int(weekday) if weekday in {*"0123456"} else None,
            marked=marked_of(cells) if request.method == "POST" else None,
            also=also,
        )
    except RosterUnknown:
        return _rendered(request, staff, await _found(request, staff, USUAL, None), refusal)
    if isinstance(refusal, ChangedMeanwhile):
        current = await request.app.state.db.read(view.current_of, found, staff, now=now_of(request))
        found = replace(found, current=current)
    return _rendered(request, staff, found, refusal)


def _asked(values: Mapping[str, Any]) -> Dates:
    """The dates that an address names. Raises RosterUnknown where they are none."""
    try:
        return parsed_form(DatesForm, {name: values[name] for name in ("first", "last") if values.get(name)}).dates
    except Invalid:
        raise RosterUnknown from None


async def _found(
    request: Request,
    staff: SignedIn,
    dates: Dates,
    weekday: int | None,
    *,
    marked: Marked | None = None,
    also: list[int] | None = None,
) -> view.RosterPage:
    now: datetime = now_of(request)
    found: view.RosterPage = await request.app.state.db.read(
        view.roster_page, staff, dates, weekday, now=now, marked=marked, also=also or ()
    )
    return found


def _rendered(
    request: Request,
    staff: SignedIn,
    found: view.RosterPage,
    refusal: Refusal | None = None,
    *,
    done: str | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    facts = {"page": found, "weekdays": WEEKDAYS, "done": done, "typed": typed or {}}
    return staff_page(request, staff, "office/roster/page.html", refusal, told=told, **facts)


def _to_page(request: Request, dates: Dates, *, weekday: int | None = None, done: str | None = None) -> Response:
    wanted = {"first": dates.first, "last": dates.last, "weekday": weekday, "done": done}
    query = {name: str(value) for name, value in wanted.items() if value is not None}
    return RedirectResponse(f"{request.url_for('roster').path}?{urlencode(query)}", 303)


ROUTES: list[BaseRoute] = [
    Route(ROSTER, page, name="roster"),
    Route(ROSTER, save, methods=["POST"], name="roster_saved"),
    Route(f"{ROSTER}/seasons", add, methods=["POST"], name="roster_seasons"),
    Route(f"{ROSTER}/removals", remove, methods=["POST"], name="roster_removals"),
]

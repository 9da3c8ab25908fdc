"""All offices of a manager on one page, which looks again by itself, or what was counted of them on days before."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.refusals import N_
from scheduler.flow.core.local_time import today_of
from scheduler.flow.figures.counting import definition_of
from scheduler.flow.staff import SignedIn
from scheduler.web.office.regency.days import COLUMNS as PAST_COLUMNS
from scheduler.web.office.regency.days import PastDays, Stretch, past_days, query_of, stretch_of
from scheduler.web.office.regency.view import all_offices, managed_by
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of, staff_page

COLUMNS = {
    "name": N_("Kantor"),
    "state": N_("Sekarang"),
    "inside": N_("Di ruang tunggu"),
    "waiting": N_("Menunggu"),
    "served": N_("Selesai dilayani"),
    "expected": N_("Terjadwal hari ini"),
    "counters": N_("Loket buka"),
    "blanks": N_("Blangko"),
    "waits": N_("Menunggu jawaban"),
    "silent": N_("Layar diam"),
}
STATES = {
    "open": N_("Buka"),
    "break": N_("Istirahat"),
    "halted": N_("Antrean dihentikan"),
    "closed": N_("Tutup"),
    "starting": N_("Disiapkan"),
}


async def page(request: Request) -> Response:
    """Now; with `?span=day` or `week` and `?day=`, as pages of figures have them, days that are over."""
    staff = await staff_of(request, "manage")
    today = today_of(staff.office, now_of(request))
    stretch = stretch_of(request.query_params, today)
    days = {
        "stretch": stretch,
        "yesterday": query_of("day", today - timedelta(days=1)),
        "week": query_of("week", today),
    }
    return await (_now(request, staff, days) if stretch is None else _past(request, staff, stretch, days))


async def _past(request: Request, staff: SignedIn, stretch: Stretch, days: Mapping[str, Any]) -> Response:
    def read(session: Session) -> PastDays:
        return past_days(session, managed_by(session, staff)[0], stretch, here=staff.office.id)

    found = await request.app.state.db.read(read)
    return staff_page(
        request,
        staff,
        "office/regency/days.html",
        page=found,
        columns=PAST_COLUMNS,
        definition_of=definition_of,
        **days,
    )


async def _now(request: Request, staff: SignedIn, days: Mapping[str, Any]) -> Response:
    """`?by=` is the column in whose order the offices stand, `?turned=1` the other way round; `?added=` the code of one
    that was just made.
    """
    asked = request.query_params
    now = now_of(request)
    turned = asked.get("turned") == "1"
    found = await request.app.state.db.read(all_offices, staff, asked.get("by", ""), turned=turned, now=now)
    added = next((row for row in found.rows if row.at.office.code == asked.get("added")), None)
    facts = {"page": found, "added": added, "columns": COLUMNS, "states": STATES, "now": now}
    return staff_page(request, staff, "office/regency/page.html", **facts, **days)


ROUTES: list[BaseRoute] = [Route("/office/regency", page, name="regency")]

"""All offices of a manager on one page, which looks again by itself."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.refusals import N_
from scheduler.web.office.regency.view import all_offices
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
    """`?by=` is the column in whose order the offices stand, `?turned=1` the other way round; `?added=` the code of one
    that was just made.
    """
    staff = await staff_of(request, "manage")
    asked = request.query_params
    now = now_of(request)
    turned = asked.get("turned") == "1"
    found = await request.app.state.db.read(all_offices, staff, asked.get("by", ""), turned=turned, now=now)
    added = next((row for row in found.rows if row.at.office.code == asked.get("added")), None)
    return staff_page(
        request, staff, "office/regency/page.html", page=found, added=added, columns=COLUMNS, states=STATES, now=now
    )


ROUTES: list[BaseRoute] = [Route("/office/regency", page, name="regency")]

"""The supervisor sees who asked to see what is masked, when, and of which document."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.refusals import N_, Refusal
from scheduler.flow.staff import SignedIn
from scheduler.web.office.documents.disclosures_view import Asked, disclosures_page
from scheduler.web.office.shared.disclosed_words import FIELDS
from scheduler.web.office.shared.periods import day_of
from scheduler.web.shared.refusal_responses import page_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import in_place, staff_at, staff_page

PLACES: Mapping[str, str] = {
    "door": N_("Pintu masuk"),
    "documents": N_("Dokumen"),
    "shared_phones": N_("Nomor untuk banyak KK"),
    "application": N_("Permohonan"),
    "conversation": N_("Percakapan"),
    "delivery_request": N_("Permintaan warga"),
    "place": N_("Kecamatan/kelurahan"),
}
YEARS = range(1990, 3000)
"""In which a list may begin and end."""


async def page(request: Request) -> Response:
    """`?by=` is somebody's id, `?from=` and `?to=` days, `?before=` where the last page ended."""
    staff = await staff_of(request, "office")
    query = request.query_params
    asked = Asked(
        by=_number(query.get("by", "")),
        first=day_of(query.get("from"), years=YEARS),
        last=day_of(query.get("to"), years=YEARS),
        before=_number(query.get("before", "")),
    )
    found = await request.app.state.db.read(disclosures_page, staff.office, asked)
    kept = {name: query[name] for name in ("by", "from", "to") if query.get(name)}
    return staff_page(
        request,
        staff,
        "office/documents/disclosures.html",
        page=found,
        asked=asked,
        kept=kept,
        fields=FIELDS,
        places=PLACES,
    )


@in_place(staff_at("office"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """There is no form here that could be refused: a page of its own."""
    return page_of(request, refusal)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


ROUTES: list[BaseRoute] = [Route("/office/disclosures", page, name="disclosures")]

"""Documents that nobody fetched, by kelurahan and age, and the list of one kelurahan for its RT."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.figures.ages import AGES
from scheduler.domain.refusals import N_, Refusal
from scheduler.flow.core.audit import note_deed
from scheduler.flow.figures.uncollected import Waiting, by_kelurahan, of_kelurahan
from scheduler.flow.staff import SignedIn
from scheduler.web.office.figures.handlers import PLACE
from scheduler.web.office.shared.figures_nav import links
from scheduler.web.office.shared.spreadsheets import CSV, Cell, Sheet, csv_of
from scheduler.web.shared.forms import Form, form_of
from scheduler.web.shared.nearest import to_page_above
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, Number
from scheduler.web.shared.staff.pages import actor, in_place, now_of, staff_at, staff_page
from scheduler.web.shared.wording import Wording

HEADINGS = (N_("RW"), N_("RT"), N_("Pemilik"), N_("Nomor registrasi"), N_("Jenis"), N_("Hari"), N_("Kabar"))
UNTOLD = N_("belum terjangkau pesan")


class ListForm(Form):
    """Whose list is taken along, and how. kelurahan: empty of those of whom it is not known; format: print or csv.

    page: of what is printed; a file has all of it.
    """

    kelurahan: Line = ""
    format: Line = "print"
    page: Number = 1


async def page(request: Request) -> Response:
    """What lies there now."""
    return await _rendered(request, await staff_of(request, PLACE))


async def take_along(request: Request) -> Response:
    """The list of one kelurahan, to be printed or as a file, also for who only looks; it is written down."""
    staff = await staff_of(request, PLACE, changes=False)
    form = await form_of(request, ListForm)
    is_file, now = form.format == "csv", now_of(request)
    database = request.app.state.db
    page = None if is_file else form.page
    found = await database.read_at_length(of_kelurahan, staff.office, form.kelurahan or None, now=now, page=page)
    lines = found.lines
    wish = {"kelurahan": form.kelurahan, "format": "csv" if is_file else "print", "rows": len(lines)}
    await database.write(_note, staff.office, wish, by=actor(staff), now=now)
    say = Wording.of(language_of(request), staff.office)
    if is_file:
        name = f"belum-diambil-{staff.office.code}-{now.astimezone(say.zone):%Y%m%d-%H%M}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(csv_of(_sheet(lines, say)), media_type=CSV, headers=headers)
    answer = staff_page(
        request, staff, "office/figures/uncollected_list.html", found=found, kelurahan=form.kelurahan, today=now
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@in_place(staff_at(PLACE))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above what lies there."""
    return await _rendered(request, staff, refusal)


async def _rendered(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    rows = await request.app.state.db.read_at_length(by_kelurahan, staff.office, now=now_of(request))
    totals = [sum(counts) for counts in zip(*(row.counts for row in rows), strict=True)]
    return staff_page(
        request,
        staff,
        "office/figures/uncollected.html",
        refusal,
        rows=rows,
        totals=totals,
        ages=AGES,
        links=list(links(request)),
    )


def _sheet(lines: Sequence[Waiting], say: Wording) -> Sheet:
    rows: list[list[Cell]] = [
        [
            each.rw,
            each.rt,
            each.initials,
            each.ref4,
            say.type(each.type),
            each.days,
            say.text(UNTOLD) if each.is_untold else "",
        ]
        for each in lines
    ]
    return Sheet("uncollected", say.text(N_("Belum diambil")), [say.text(each) for each in HEADINGS], rows)


def _note(session: Session, office: Office, wish: dict[str, str | int], *, by: str, now: datetime) -> None:
    note_deed(session, office.id, Deed.EXPORTED, by=by, now=now, about="uncollected", became=wish)


ROUTES: list[BaseRoute] = [
    Route("/office/figures/uncollected", page, name="uncollected"),
    Route("/office/figures/uncollected/list", take_along, methods=["POST"], name="uncollected_list"),
    Route("/office/figures/uncollected/list", to_page_above),
]

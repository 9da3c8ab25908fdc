"""Numbers on paper: a slip that the browser prints, or one from the printer that the server reaches itself."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.offices.printers import WIDTHS
from scheduler.domain.refusals import N_
from scheduler.domain.text.codes import written_short
from scheduler.flow.invitations.invitations import pass_of
from scheduler.printing import escpos
from scheduler.web.door.shared import view
from scheduler.web.shared import qr
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.pages import YEAR, render
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.pages import now_of, see_other
from scheduler.web.shared.staff.printing import FREE, HEADING, SHORT_HEADING, print_apart
from scheduler.web.shared.wording import Wording

WIDTH_COOKIE = "slip"
WHAT_TO_DO = N_("Tunjukkan QR ini di pintu dan di loket. Nomor Anda dipanggil lewat layar dan suara.")
WITHOUT_PASS = N_("Sebutkan nomor jadwal ini di pintu dan di loket. Nomor Anda dipanggil lewat layar dan suara.")
TRAINING = N_("LATIHAN. Tidak ada pesan yang terkirim.")


class PrintForm(NonceForm):
    """A number of today; `answer` is the answer on the screen, to come back to."""

    ticket: Line
    answer: Line = ""


async def slip(request: Request) -> Response:
    """A number on paper, with the same QR as on the phone; `?width=58` or `80` is the roll, and is remembered."""
    staff = await staff_of(request, "door")
    found = await request.app.state.db.read(view.slip_of, staff.office, request.path_params["number"], now_of(request))
    width, asked = _width(request)
    response = render(
        request,
        "door/slip.html",
        about=staff.office,
        slip=found,
        picture=qr.svg(pass_of(found.booking)),
        width=width,
        widths=WIDTHS,
        now=now_of(request),
    )
    if asked:
        response.set_cookie(WIDTH_COOKIE, str(width), max_age=YEAR, path="/door", samesite="lax", httponly=True)
    return response


async def create_print(request: Request) -> Response:
    """The server's printer prints a number that exists already; without one, the browser is to."""
    staff = await staff_of(request, "door")
    form = await form_of(request, PrintForm)
    number = form.ticket.upper()
    found = await request.app.state.db.read(view.slip_of, staff.office, number, now_of(request))
    if staff.office.printer is None:
        return RedirectResponse(request.url_for("door_slip", number=number).path, 303)
    await print_number(request, staff.office, found)
    return see_other(request, "door", **({"answer": form.answer} if form.answer else {}), printed=number)


async def print_number(request: Request, office: Office, found: view.Slip, *, with_pass: bool = True) -> None:
    """Print a number at the office's printer, in the language of its visit. Raises PaperOut, PrinterUnavailable."""
    on_paper = slip_on_paper(found, is_training=request.app.state.training, with_pass=with_pass)
    await print_apart(office, on_paper)


def slip_on_paper(found: view.Slip, *, is_training: bool = False, with_pass: bool = True) -> escpos.Slip:
    """What a receipt printer is given for a number; one that was made in training says so."""
    say = Wording.of(found.booking.language, found.office)
    lines = [*([TRAINING] if is_training else []), WHAT_TO_DO if with_pass else WITHOUT_PASS]
    return escpos.Slip(
        office=found.office.name,
        heading=say.text(HEADING),
        number=found.ticket.number,
        code=pass_of(found.booking) if with_pass else None,
        short_heading=say.text(SHORT_HEADING),
        short=written_short(found.booking.short),
        when=f"{say.day(found.ticket.arrived_at)}, {say.clock_zone(found.ticket.arrived_at)}",
        lines=[say.text(line) for line in lines],
        foot=say.text(FREE),
    )


def _width(request: Request) -> tuple[int, bool]:
    """The roll of this browser, and whether it was chosen just now."""
    known = {str(width): width for width in WIDTHS}
    asked = known.get(request.query_params.get("width", ""))
    return asked or known.get(request.cookies.get(WIDTH_COOKIE, ""), WIDTHS[0]), asked is not None


ROUTES: list[BaseRoute] = [
    Route("/door/prints", create_print, methods=["POST"], name="door_prints"),
    Route("/door/slips/{number}", slip, name="door_slip"),
]

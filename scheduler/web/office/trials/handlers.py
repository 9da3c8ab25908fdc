"""The page on which an office tries its devices: a TV paired, a test call, a test print, a scan."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.offices.refusals import NoPrinter
from scheduler.domain.refusals import N_, Refusal
from scheduler.domain.trials import PAPER, Device, Reading, reading_of
from scheduler.flow.screens.screens import LONGEST_NAME, Looks
from scheduler.flow.staff import SignedIn
from scheduler.flow.trials import test_calls, tried
from scheduler.web.office.shared import pairing, screen_words
from scheduler.web.office.trials import view
from scheduler.web.office.trials.back import back_of
from scheduler.web.office.trials.noting import note_print
from scheduler.web.office.trials.reach import own_address, reach_of
from scheduler.web.shared import qr
from scheduler.web.shared.forms import LARGEST_ID, clean, form_of, typed_in
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm, Scanned
from scheduler.web.shared.staff.pages import actor, in_place, now_of, staff_at, staff_page
from scheduler.web.shared.staff.printing import print_apart, printing_told, slip_for_nobody

PLACE = "trial"
"""Where those are who try devices."""
MOST_SCREENS = 100
LAYOUTS = ("hall", "door", "portrait")
"""What a new TV may show; one above a counter is set up on the page of the screens."""
DONE = {
    "paired": N_("TV dipasangkan. Papannya muncul dalam beberapa detik."),
    "called": N_("Panggilan percobaan dikirim. Lihat dan dengarkan TV-nya, lalu jawab di bawah."),
    "printed": N_("Sudah dikirim ke pencetak. Lihat apakah A-000 dan QR-nya keluar, dan kertasnya terpotong."),
    "answered": N_("Jawaban dicatat."),
}


class BackForm(NonceForm):
    """Every form of the page takes along where somebody came from."""

    back: Line = ""


class PairingForm(BackForm):
    """A television that shows a code."""

    code: Line = ""
    name: Line = ""
    layout: Literal["hall", "door", "portrait"] = "hall"


class CallForm(BackForm):
    """Which TVs are to show the test call."""

    screens: list[Annotated[int, Field(ge=1, le=LARGEST_ID)]] = Field(default_factory=list, max_length=MOST_SCREENS)


class AnswerForm(BackForm):
    """What somebody saw or heard of a device; screen: which one, where it is a TV."""

    device: Device
    screen: Annotated[int, Field(ge=1, le=LARGEST_ID)] | None = None
    outcome: Line = ""


class ScanForm(BackForm):
    """What came into the field, and what sent it: the Enter of a scanner, the button, or a camera."""

    text: Scanned = ""
    how: Literal["enter", "pressed", "camera"] = "pressed"

    @property
    def reading(self) -> Reading:
        """What came of it. A camera reads and sends by itself."""
        return reading_of(self.text, by_enter=self.how != "pressed")


async def page(request: Request) -> Response:
    """Everything that can be tried. `?back=` is where one came from, `?done=` what was just done, `?code=` of a TV."""
    staff = await staff_of(request, PLACE)
    code = clean(request.query_params.get("code", ""))[:20]
    return await _rendered(request, staff, values={"code": code} if code else {})


async def pair(request: Request) -> Response:
    """A television that shows a code becomes a screen of this office."""
    staff = await staff_of(request, PLACE)
    form = await form_of(request, PairingForm)
    await pairing.pair(request, staff, form.code, Looks(form.name, form.layout), nonce=form.nonce)
    return _again(request, form, "tv", "paired")


async def call(request: Request) -> Response:
    """Chosen TVs show and speak a call that is none."""
    staff = await staff_of(request, PLACE)
    form = await form_of(request, CallForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(test_calls.show, staff.office, form.screens, **facts)
    return _again(request, form, "call", "called")


async def answer(request: Request) -> Response:
    """Somebody says what came of a trial."""
    staff = await staff_of(request, PLACE)
    form = await form_of(request, AnswerForm)
    facts = {"screen_id": form.screen, "by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(tried.answer, staff.office, form.device, form.outcome, **facts)
    return _again(request, form, "call" if form.device is Device.SCREEN else "printing", "answered")


async def print_test(request: Request) -> Response:
    """The printer that is set prints a slip for nobody. Raises NoPrinter, PaperOut, PrinterUnavailable."""
    staff = await staff_of(request, PLACE)
    form = await form_of(request, BackForm)
    if staff.office.printer is None:
        raise NoPrinter
    await print_apart(staff.office, slip_for_nobody(staff.office, now_of(request), language=language_of(request)))
    await note_print(request, staff)
    return _again(request, form, "printing", "printed")


async def scan(request: Request) -> Response:
    """What a scanner typed is compared with the test paper; what was read stands in no address."""
    staff = await staff_of(request, PLACE)
    form = await form_of(request, ScanForm)
    device = Device.CAMERA if form.how == "camera" else Device.SCANNER
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(tried.note_reading, staff.office, device, form.reading, **facts)
    return await _rendered(request, staff, back=form.back, reading=form.reading)


@in_place(staff_at(PLACE))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the page, and what was typed stays."""
    typed = await typed_in(request) if request.method == "POST" else {}
    return await _rendered(request, staff, refusal, back=typed.get("back"), values=typed)


def _again(request: Request, form: BackForm, part: str, done: str) -> Response:
    """To the same part of the page, with what was done."""
    query = {"done": done, **({"back": form.back} if form.back else {})}
    return RedirectResponse(f"{request.url_for('settings_trial').path}?{urlencode(query)}#{part}", 303)


async def _rendered(
    request: Request,
    staff: SignedIn,
    refusal: Refusal | None = None,
    *,
    back: str | None = None,
    values: dict[str, str] | None = None,
    reading: Reading | None = None,
) -> Response:
    wish = clean(request.query_params.get("back", "")) if back is None else back
    found = await request.app.state.db.read(view.trial_page, staff.office, now_of(request))
    reach = reach_of(request.app.state.settings, own_address())
    where = back_of(request, wish)
    shown: dict[str, Any] = {
        "page": found,
        "reach": reach,
        "qr_of_address": qr.svg_of_link(reach.address),
        "qr_of_paper": qr.svg(PAPER),
        "back": where,
        "wish": wish if where else "",
        "values": values or {},
        "faults": refusal.errors if refusal else {},
        "reading": reading,
        "reading_told": view.reading_told,
        "screen_words": screen_words,
        "layouts": LAYOUTS,
        "longest_name": LONGEST_NAME,
        "may": staff.acts_at(PLACE),
        "done": DONE.get(request.query_params.get("done", "")) if refusal is None and reading is None else None,
    }
    return staff_page(request, staff, "office/trials/page.html", refusal, told=printing_told, **shown)


PATH = "/office/settings/trial"
ROUTES: list[BaseRoute] = [
    Route(PATH, page, name="settings_trial"),
    Route(f"{PATH}/pairings", pair, methods=["POST"], name="trial_pairings"),
    Route(f"{PATH}/calls", call, methods=["POST"], name="trial_calls"),
    Route(f"{PATH}/answers", answer, methods=["POST"], name="trial_answers"),
    Route(f"{PATH}/prints", print_test, methods=["POST"], name="trial_prints"),
    Route(f"{PATH}/scans", scan, methods=["POST"], name="trial_scans"),
]

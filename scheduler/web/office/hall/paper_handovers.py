"""Power or network was cut: spare numbers on paper for then, and what was handed over written down afterwards."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.booking import PassUnknown
from scheduler.domain.door import HandedOver, NotReady
from scheduler.domain.refusals import N_, Invalid, Refusal
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.replays import Answered
from scheduler.flow.counter.paper_handovers import LONGEST, Late, record_handover
from scheduler.flow.hall.lobby_lock import PAPER
from scheduler.flow.staff import SignedIn
from scheduler.web.office.hall.paper_handovers_form import PaperHandoverForm
from scheduler.web.office.hall.paper_handovers_view import paper_handovers_page
from scheduler.web.shared.forms import as_typed, form_of, typed_in
from scheduler.web.shared.pages import render
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.once import done_once
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.told import sentence, told_by_fault
from scheduler.web.shared.wording import Wording

FAULTS: Mapping[tuple[str, str], str] = {
    ("at", "future"): N_("Waktu penyerahan belum lewat. Periksa lagi hari dan jamnya."),
    ("at", "too_long_ago"): N_("Penyerahan hanya bisa dicatat sampai 7 hari ke belakang."),
    ("at", "before_arrival"): N_("Waktu itu sebelum orangnya tercatat tiba. Periksa lagi jamnya."),
    ("paper", "900-999"): N_("Nomor kertas dari 900 sampai 999. Kosongkan bila tanpa nomor kertas."),
    ("text", "two_visits"): N_("Dokumen itu dari beberapa kunjungan. Catat satu per satu."),
    ("collector_letter", "missing"): N_("Orang lain yang mengambil: tulis nomor surat kuasanya."),
}
FAULTS_TOLD = told_by_fault(FAULTS)
NOT_READY = N_("Menurut catatan, {type} ini {stage}. Tandai siap diambil dahulu di halaman Dokumen.")
UNKNOWN = N_("Nomor jadwal itu tidak ditemukan.")
SHEETS = ("a4", "58", "80")
FIRST_ON_SHEET, ON_SHEET = PAPER.start, 20


async def page(request: Request) -> Response:
    """The form; `?day=`, `?time=` and `?counter=` are kept from the last handover, `?done=` is its number."""
    staff = await staff_of(request, "documents")
    return await _rendered(request, staff, as_typed(request.query_params))


async def create(request: Request) -> Response:
    """One handover is written down, and the form is there for the next of the same day and counter."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, PaperHandoverForm)
    facts = {"by": actor(staff), "now": now_of(request), "by_supervisor": staff.leads}
    number = await request.app.state.db.write(_record, staff.office, form, **facts)
    kept = {"day": form.day.isoformat(), "counter": str(form.counter)}
    return see_other(request, "late_handovers", **kept, done=number)


async def paper_numbers(request: Request) -> Response:
    """Spare numbers to be cut out: `?paper=a4`, `58` or `80`, `?from=` and `?to=`."""
    staff = await staff_of(request, "documents")
    query = request.query_params
    first = _within(query.get("from"), PAPER.start)
    last = max(first, _within(query.get("to"), min(first + ON_SHEET - 1, PAPER.stop - 1)))
    return render(
        request,
        "office/hall/paper_numbers.html",
        about=staff.office,
        staff=staff,
        numbers=range(first, last + 1),
        all=PAPER,
        sheets=SHEETS,
        paper=query.get("paper") if query.get("paper") in SHEETS else SHEETS[0],
    )


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form, which keeps what was typed."""
    return await _rendered(request, staff, await typed_in(request), refusal)


def _record(
    session: Session, office: Office, form: PaperHandoverForm, *, by: str, now: datetime, by_supervisor: bool
) -> str:
    """Write a form down, once however often it is sent; returns its number."""
    noted: Late = form.noted(session, office, by_supervisor=by_supervisor)

    def work(session: Session) -> Answered:
        return 200, {"number": record_handover(session, office, noted, by=by, now=now).ticket}

    _, body = done_once(session, office, f"late:{form.nonce}", (noted,), work=work, now=now)
    return str(body["number"])


def _within(asked: str | None, otherwise: int) -> int:
    text = asked or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 and int(text) in PAPER else otherwise


async def _rendered(
    request: Request, staff: SignedIn, typed: Mapping[str, str], refusal: Refusal | None = None
) -> Response:
    now = now_of(request)
    today = today_of(staff.office, now)
    return staff_page(
        request,
        staff,
        "office/hall/paper_handovers.html",
        refusal,
        told=_told,
        page=await request.app.state.db.read(paper_handovers_page, staff.office, now),
        typed=defaultdict(str, typed),
        today=today,
        earliest=today - timedelta(days=LONGEST.days),
        paper=PAPER,
    )


def _told(refusal: Refusal, say: Wording) -> str:
    match refusal:
        case Invalid():
            return FAULTS_TOLD(refusal, say)
        case HandedOver():
            return sentence(refusal, say, said=refusal.staff_sentence)
        case NotReady():
            return say.text(NOT_READY).format(
                type=say.type(str(refusal.facts.get("type"))), stage=say.stage(str(refusal.facts.get("stage"))).lower()
            )
        case PassUnknown():
            return say.text(UNKNOWN)
    return sentence(refusal, say)


ROUTES: list[BaseRoute] = [
    Route("/office/late-handovers", page, name="late_handovers"),
    Route("/office/late-handovers", create, methods=["POST"], name="new_late_handover"),
    Route("/office/paper-numbers", paper_numbers, name="paper_numbers"),
]

"""Proposals of an office: what is asked of its days, how far the search is, what was found and where it is applied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import ForecastRun, Office, Service
from scheduler.domain.forecasting.proposing.asked import Asked
from scheduler.domain.forecasting.proposing.stages import UNDER_WAY, ProposalUnknown, RunStage, Why
from scheduler.domain.refusals import N_, Refusal
from scheduler.flow.forecasting import proposals
from scheduler.flow.staff import SignedIn
from scheduler.web.office.forecasting.figures import MEANINGS
from scheduler.web.office.forecasting.nav import PAGES, PLACE
from scheduler.web.office.forecasting.proposed import Told, told
from scheduler.web.office.shared.names import names_of_staff
from scheduler.web.shared.forms import clean, form_of, id_in_path
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import NonceForm
from scheduler.web.shared.staff.pages import actor, in_place, now_of, staff_at, staff_page
from scheduler.web.shared.told import ANY, told_by_fault
from scheduler.web.shared.wording import Wording

PATH = "/office/forecast/proposals"
NEWEST = 20
"""So many proposals stand in the list."""
STAGES: Mapping[str, str] = {
    RunStage.WAITING: N_("menunggu"),
    RunStage.RUNNING: N_("sedang dihitung"),
    RunStage.DONE: N_("selesai"),
    RunStage.STOPPED: N_("dihentikan"),
    RunStage.FAILED: N_("gagal"),
}
WHY: Mapping[str, str] = {
    Why.NO_WORK: N_(
        "Dalam dua pekan ke depan tidak ada hari kerja dengan slot dan loket. "
        "Periksa kalender dan loket, lalu coba lagi."
    ),
    Why.FAULT: N_("Perhitungannya gagal. Coba lagi; kalau tetap gagal, beri tahu pengelola server."),
}
FAULTS: Mapping[tuple[str, str], str] = {
    ("wait", ANY): N_("Tunggu paling lama: tulis angka 1 sampai 240 menit."),
    ("overtime", ANY): N_("Lembur paling lama: tulis angka 0 sampai 240 menit."),
    ("full", ANY): N_("Hari yang boleh penuh: tulis angka 0 sampai 100 persen."),
}
told_faults = told_by_fault(FAULTS)


class AskForm(NonceForm):
    """What is asked of days. full: a percentage."""

    wait: Annotated[int, Field(ge=1, le=240)]
    overtime: Annotated[int, Field(ge=0, le=240)]
    full: Annotated[int, Field(ge=0, le=100)]

    @property
    def asked(self) -> Asked:
        """As the search knows it."""
        return Asked(self.wait, self.overtime, self.full / 100)


@dataclass(frozen=True, slots=True)
class ListPage:
    """The form as it stands, and the newest proposals. running: the one that is under way. names: who asked."""

    values: Mapping[str, str]
    rows: Sequence[ForecastRun]
    running: ForecastRun | None
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OnePage:
    """A proposal. told: None where nothing was found so far. services: letters and names."""

    row: ForecastRun
    asked: Asked
    told: Told | None
    names: Mapping[str, str]

    @property
    def is_under_way(self) -> bool:
        """Whether something is to come of it."""
        return self.row.state in UNDER_WAY

    @property
    def why(self) -> str:
        """Why it failed."""
        return WHY.get(self.row.why or "", WHY[Why.FAULT])


async def page(request: Request) -> Response:
    """What may be asked, and what was."""
    return await _listed(request, await staff_of(request, PLACE))


async def create(request: Request) -> Response:
    """Have a proposal made; its page says how far it is. Raises Invalid, ProposalUnderWay."""
    staff = await staff_of(request, PLACE)
    form = await form_of(request, AskForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    number = await request.app.state.db.write(proposals.ask, staff.office, form.asked, **facts)
    return _to(request, number)


async def one(request: Request) -> Response:
    """How far it is, and what was found; `?part` is what the page asks for again meanwhile. Raises ProposalUnknown."""
    staff = await staff_of(request, PLACE)
    is_part = "part" in request.query_params
    return await _shown(request, staff, f"office/forecasting/{'_proposal' if is_part else 'proposal'}.html")


async def stop(request: Request) -> Response:
    """Search no more. Raises ProposalUnknown, ProposalOver."""
    staff = await staff_of(request, PLACE)
    await form_of(request, NonceForm)
    number = id_in_path(request, ProposalUnknown)
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(proposals.stop, staff.office, number, **facts)
    return _to(request, number)


@in_place(staff_at(PLACE))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the proposal that it was about, or above the form with what was typed."""
    if "number" in request.path_params and not isinstance(refusal, ProposalUnknown):
        return await _shown(request, staff, "office/forecasting/proposal.html", refusal)
    sent = await request.form() if request.method == "POST" else {}
    typed = {name: clean(str(sent.get(name, "")))[:10] for name in ("wait", "overtime", "full") if name in sent}
    return await _listed(request, staff, refusal, typed=typed)


async def _listed(
    request: Request, staff: SignedIn, refusal: Refusal | None = None, *, typed: Mapping[str, str] | None = None
) -> Response:
    found = await request.app.state.db.read(_list_page, staff.office, typed or {})
    facts: dict[str, Any] = {"page": found, "stages": STAGES, "pages": PAGES}
    return staff_page(request, staff, "office/forecasting/proposals.html", refusal, told=told_faults, **facts)


async def _shown(request: Request, staff: SignedIn, template: str, refusal: Refusal | None = None) -> Response:
    say = Wording.of(language_of(request), staff.office)
    number = id_in_path(request, ProposalUnknown)
    found = await request.app.state.db.read(_one_page, staff.office, number, say)
    facts: dict[str, Any] = {"page": found, "stages": STAGES, "pages": PAGES, "meanings": MEANINGS}
    return staff_page(request, staff, template, refusal, **facts)


def _list_page(session: Session, office: Office, typed: Mapping[str, str]) -> ListPage:
    rows = proposals.newest(session, office, most=NEWEST)
    usual = {"wait": str(office.most_wait_minutes), "overtime": str(office.most_overtime_minutes), "full": "100"}
    return ListPage(
        values={**usual, **typed},
        rows=rows,
        running=next((row for row in rows if row.state in UNDER_WAY), None),
        names=names_of_staff(session, office),
    )


def _one_page(session: Session, office: Office, number: int, say: Wording) -> OnePage:
    row = proposals.run_of(session, office, number)
    found = proposals.found_in(row)
    services: Sequence[Service] = queries.services_of(session, office.id)
    return OnePage(
        row=row,
        asked=proposals.asked_in(row),
        told=told(say, found, office, services) if found else None,
        names=names_of_staff(session, office),
    )


def _to(request: Request, number: int) -> Response:
    return RedirectResponse(request.url_for("forecast_proposal", number=number).path, 303)


ROUTES: list[BaseRoute] = [
    Route(PATH, page, name="forecast_proposals"),
    Route(PATH, create, methods=["POST"], name="new_forecast_proposal"),
    Route(f"{PATH}/{{number:int}}", one, name="forecast_proposal"),
    Route(f"{PATH}/{{number:int}}/stopping", stop, methods=["POST"], name="forecast_proposal_stopping"),
]

"""Of whom the office asks a second proof at sign-in: who lacks it is shown before it is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import N_, Refusal
from scheduler.domain.staff.second_factor import EVERYBODY, LEADERS, MOST_DAYS, NOBODY, WHO
from scheduler.flow.core.local_time import today_of
from scheduler.flow.staff import SignedIn, asking
from scheduler.flow.staff.asking import Asked, Lacking
from scheduler.web.shared.forms import form_of, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.browsers import ROLES
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.fields import Line, NonceForm, Number
from scheduler.web.shared.staff.pages import in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.told import ANY, told_by_fault

SOON = timedelta(days=7)
"""In how long it is begun usually, so that everybody sets it up in time."""
LABELS: Mapping[str, str] = {
    NOBODY: N_("Tidak diwajibkan"),
    LEADERS: N_("Pengelola dan pengawas"),
    EVERYBODY: N_("Semua petugas"),
}
DONE: Mapping[str, str] = {"saved": N_("Tersimpan.")}
told = told_by_fault(
    {
        ("who", ANY): N_("Pilih siapa yang wajib."),
        ("first_day", ANY): N_("Tulis tanggalnya seperti 30/11/2026, atau kosongkan supaya berlaku segera."),
        ("days", ANY): N_("Jumlah hari antara 0 dan {most}."),
    },
    most=MOST_DAYS,
)


class AskingForm(NonceForm):
    """seen: what was shown, as it was. sure: who lacks it was looked at."""

    who: Line = ""
    first_day: date | None = None
    days: Number = 0
    seen: Line = ""
    sure: bool = False

    @property
    def asked(self) -> Asked:
        """What is wanted."""
        return Asked(self.who, None if self.who == NOBODY else self.first_day, self.days)


@dataclass(frozen=True, slots=True)
class AskingPage:
    """What an office asks, and by word of WHO those who lack it."""

    now: Asked
    lacking: Mapping[str, Sequence[Lacking]]


async def page(request: Request) -> Response:
    """What is asked, and who lacks it. `?done=` is what was changed."""
    return await _rendered(request, await staff_of(request, "manage"))


async def save(request: Request) -> Response:
    """It is asked from now on, or from a day on; who lacks it is shown first. Raises Invalid, ChangedMeanwhile."""
    staff = await staff_of(request, "manage")
    form = await form_of(request, AskingForm)
    asking.refuse_faults(form.asked)
    if not form.sure and await request.app.state.db.read(asking.lacking, staff.office, form.who):
        return await _rendered(request, staff, wanted=form.asked, seen=form.seen)
    await changed(request, staff, Deed.SECOND_FACTOR_ASKED, asking.ask, form.asked, seen=form.seen)
    return see_other(request, "asking", done="saved")


@in_place(staff_at("manage"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form, with what was typed."""
    sent = await typed_in(request) if request.method == "POST" else {}
    typed: dict[str, object] = {name: sent[name] for name in ("who", "first_day", "days") if name in sent}
    return await _rendered(request, staff, refusal, typed=typed)


def _found(session: Session, office: Office) -> AskingPage:
    now = asking.asked_by(session, office)
    return AskingPage(now, {who: asking.lacking(session, office, who) for who in WHO})


async def _rendered(
    request: Request,
    staff: SignedIn,
    refusal: Refusal | None = None,
    *,
    typed: Mapping[str, object] | None = None,
    wanted: Asked | None = None,
    seen: str | None = None,
) -> Response:
    found: AskingPage = await request.app.state.db.read(_found, staff.office)
    if wanted is not None:
        typed = _fields(wanted)
    soon = today_of(staff.office, now_of(request)) + SOON
    usual = {"first_day": soon} if found.now.who == NOBODY and typed is None else {}
    return staff_page(
        request,
        staff,
        "office/staff/asking.html",
        refusal,
        told=told,
        page=found,
        typed={**_fields(found.now), **usual, **(typed or {})},
        wanted=wanted,
        seen=seen if seen is not None else found.now.written,
        labels=LABELS,
        roles=ROLES,
        most=MOST_DAYS,
        today=today_of(staff.office, now_of(request)),
        done=DONE.get(request.query_params.get("done", "")),
    )


def _fields(asked: Asked) -> dict[str, object]:
    return {"who": asked.who, "first_day": asked.first_day, "days": asked.days}


ROUTES: list[BaseRoute] = [
    Route("/office/settings/second-factor", page, name="asking"),
    Route("/office/settings/second-factor", save, methods=["POST"], name="asking_saved"),
]

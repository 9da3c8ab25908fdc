"""The office's counters: how many, which services each takes and when, and what nobody takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import Office, Service
from scheduler.domain.hall.takes import Stretch, Taken
from scheduler.domain.offices.refusals import ChangedMeanwhile, CounterNumberUnknown
from scheduler.domain.refusals import N_, Refusal
from scheduler.flow.offices import counters
from scheduler.flow.offices.counters import MOST_COUNTERS, ByLetter, Gap, Thought
from scheduler.flow.staff import SignedIn
from scheduler.web.office.settings import counter_forms as forms
from scheduler.web.office.settings.counter_forms import CountForm, ServiceLines
from scheduler.web.office.settings.hub import PLACE
from scheduler.web.shared.forms import form_of, id_in_path, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.told import ANY, sentence, told_by_fault
from scheduler.web.shared.wording import Wording

DONE: Mapping[str, str] = {
    "saved": N_("Tersimpan. Berlaku segera."),
    "same": N_("Tidak ada yang diubah."),
    "busy": N_("Tersimpan. Loket yang masih melayani tetap ada sampai nomornya selesai; simpan lagi sesudah itu."),
}
COUNT_WRONG = N_("Banyaknya loket dari 1 sampai {most}.")


@dataclass(frozen=True, slots=True)
class Loket:
    """A counter: what it takes, by letter. is_open: whether it is open now."""

    number: int
    state: str
    taken: ByLetter


@dataclass(frozen=True, slots=True)
class CountersPage:
    """All counters, and the hours of the next week in which nobody takes a service.

    wanted: how many counters somebody wants, where that leaves more to nobody: what it does, in `left`.
    """

    counters: Sequence[Loket]
    services: Sequence[Service]
    gaps: Mapping[str, Sequence[Gap]]
    most: int = MOST_COUNTERS
    wanted: int | None = None
    left: "Left | None" = None


@dataclass(frozen=True, slots=True)
class Left:
    """What a change would leave to nobody that somebody takes now: hours, and how many visits stand there."""

    gaps: Mapping[str, Sequence[Gap]] = field(default_factory=dict)
    visits: int = 0


@dataclass(frozen=True, slots=True)
class CounterPage:
    """One counter's form. was: what it takes, as the form carries it along. now: what somebody else made of it.

    left: what a change does, once somebody looked at it.
    """

    number: int
    services: Sequence[ServiceLines]
    was: str
    faults: Mapping[str, str] = field(default_factory=dict)
    now: ByLetter | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    left: Left = field(default_factory=Left)


async def page(request: Request) -> Response:
    """All counters. `?done=` is what was just done."""
    return await _all(request, await staff_of(request, PLACE))


async def set_count(request: Request) -> Response:
    """There are more or fewer counters; what would be left to nobody is shown first.

    Raises Invalid, ChangedMeanwhile.
    """
    staff = await staff_of(request, PLACE)
    form = await form_of(request, CountForm)
    if not form.sure:
        left = await request.app.state.db.read(_left_by_fewer, staff.office, form.counters, now=now_of(request))
        if left.gaps:
            return await _all(request, staff, wanted=form.counters, left=left)
    facts = {"seen": form.was, "by": actor(staff), "now": now_of(request)}
    busy = await request.app.state.db.write(counters.change_count, staff.office, form.counters, **facts)
    return see_other(request, "settings_counters", done="busy" if busy else "saved")


async def one(request: Request) -> Response:
    """A counter's form. Raises CounterNumberUnknown."""
    staff = await staff_of(request, PLACE)
    found = await request.app.state.db.read(_as_it_is, staff.office, _number(request))
    return _rendered(request, staff, found)


async def save(request: Request) -> Response:
    """A counter takes other services, or at other hours; what would be left to nobody is shown first.

    Raises Invalid, ChangedMeanwhile, CounterNumberUnknown.
    """
    staff = await staff_of(request, PLACE)
    form, number, database = await forms.takes_form(request), _number(request), request.app.state.db
    services = await database.read(queries.services_of, staff.office.id)
    wanted = forms.taken_of(form, [service.letter for service in services])
    if not form.sure:
        shown = await database.read(_looked_at, staff.office, number, wanted, form, now=now_of(request))
        if shown.left.gaps:
            return _rendered(request, staff, shown)
    facts = {"seen": form.seen, "by": actor(staff), "now": now_of(request)}
    changed = await database.write(counters.change_taken, staff.office, number, wanted, **facts)
    where = request.url_for("settings_counters").path
    return RedirectResponse(f"{where}?done={'saved' if changed else 'same'}", 303)


@in_place(staff_at(PLACE))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the counters, or above the one that it was about with what was typed."""
    if "number" not in request.path_params or isinstance(refusal, CounterNumberUnknown):
        return await _all(request, staff, refusal)
    found = await request.app.state.db.read(_as_it_is, staff.office, _number(request))
    typed = await typed_in(request, most=100)
    is_overtaken = isinstance(refusal, ChangedMeanwhile)
    was = found.was if is_overtaken else str((await request.form()).get("was", ""))[:20_000]
    shown = CounterPage(
        number=found.number,
        services=[forms.typed_lines(each.letter, each.name, typed) for each in found.services],
        was=was,
        faults=refusal.errors,
        now=_taken(refusal.facts["now"]) if is_overtaken else None,
    )
    return _rendered(request, staff, shown, refusal)


def by_letter(gaps: Sequence[Gap]) -> dict[str, list[Gap]]:
    """Gaps by the letter of their service, soonest first."""
    return {letter: [gap for gap in gaps if gap.letter == letter] for letter in sorted({gap.letter for gap in gaps})}


def _number(request: Request) -> int:
    return id_in_path(request, CounterNumberUnknown)


def _taken(facts: Mapping[str, Sequence[Mapping[str, object]]]) -> dict[str, Taken]:
    return {letter: tuple(map(Stretch.of, rows)) for letter, rows in facts.items()}


def _counters_page(session: Session, office: Office, now: datetime) -> CountersPage:
    known = counters.counters_in_use(session, office)
    return CountersPage(
        counters=[Loket(each.number, each.state, counters.taken_by(session, office, each)) for each in known],
        services=queries.services_of(session, office.id),
        gaps=by_letter(counters.gaps_of(session, office, now=now)),
    )


def _as_it_is(session: Session, office: Office, number: int) -> CounterPage:
    taken = counters.taken_by(session, office, counters.counter_of(session, office, number))
    services = queries.services_of(session, office.id)
    lines = [forms.lines_of(each.letter, each.name, taken.get(each.letter)) for each in services]
    return CounterPage(number, lines, forms.was_of(taken))


def _looked_at(
    session: Session, office: Office, number: int, wanted: ByLetter, form: forms.TakesForm, *, now: datetime
) -> CounterPage:
    """A counter's form with what the change would leave to nobody. Raises what the change itself would."""
    counters.refuse_taken(session, office, number, wanted, form.seen)
    return CounterPage(
        number=number,
        services=[
            forms.typed_lines(each.letter, each.name, form.typed) for each in queries.services_of(session, office.id)
        ],
        was=form.was,
        typed=form.typed,
        left=_left(session, office, {number: wanted}, now=now),
    )


def _left_by_fewer(session: Session, office: Office, count: int, *, now: datetime) -> Left:
    return _left(session, office, counters.thought_of_fewer(session, office, count), now=now)


def _left(session: Session, office: Office, thought: Thought, *, now: datetime) -> Left:
    before = counters.gaps_of(session, office, now=now)
    more = [gap for gap in counters.gaps_of(session, office, now=now, thought=thought) if gap not in before]
    letters = {gap.letter for gap in more}
    visits = counters.untaken_visits(session, office, letters, now=now, thought=thought) if letters else 0
    return Left(by_letter(more), visits)


async def _all(
    request: Request,
    staff: SignedIn,
    refusal: Refusal | None = None,
    *,
    wanted: int | None = None,
    left: Left | None = None,
) -> Response:
    found = replace(
        await request.app.state.db.read(_counters_page, staff.office, now_of(request)), wanted=wanted, left=left
    )
    done = DONE.get(request.query_params.get("done", ""))
    return staff_page(
        request, staff, "office/settings/counters.html", refusal, told=_told, page=found, words=forms, done=done
    )


def _rendered(request: Request, staff: SignedIn, found: CounterPage, refusal: Refusal | None = None) -> Response:
    return staff_page(request, staff, "office/settings/counter.html", refusal, told=_told, page=found, words=forms)


def _told(refusal: Refusal, say: Wording) -> str:
    if "counters" in refusal.errors:
        return told_by_fault({("counters", ANY): COUNT_WRONG}, most=MOST_COUNTERS)(refusal, say)
    return sentence(refusal, say)


_ONE = "/office/settings/counters/{number:int}"
ROUTES: list[BaseRoute] = [
    Route("/office/settings/counters", page, name="settings_counters"),
    Route("/office/settings/counters", set_count, methods=["POST"], name="settings_counters_count"),
    Route(_ONE, one, name="settings_counter"),
    Route(_ONE, save, methods=["POST"], name="settings_counter_saved"),
]

"""The office's settings: the hub, and a page for each topic that shows first what a change would do."""

from dataclasses import dataclass, field
from functools import partial
from zoneinfo import ZoneInfo

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.door import PrinterUnavailable
from scheduler.domain.offices.lobby import Suggestion, suggested
from scheduler.domain.offices.refusals import ChangedMeanwhile, NoPrinter
from scheduler.domain.offices.settings import Value
from scheduler.domain.refusals import N_, Refusal
from scheduler.flow.offices.settings import Effects, change_settings, effects_of, values_of
from scheduler.flow.staff import SignedIn
from scheduler.web.office.settings import forms, hub
from scheduler.web.office.settings.hub import PLACE
from scheduler.web.office.shared.kept_view import going_by, kept_page
from scheduler.web.office.shared.setting_topics import TOPICS, Topic
from scheduler.web.shared.forms import form_of, typed_in
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import NonceForm
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.staff.printing import print_apart, printing_told, slip_for_nobody
from scheduler.web.shared.wording import Wording

RETENTION = "retention"
"""The topic of the rules of keeping."""
DONE = {
    "saved": N_("Tersimpan."),
    "same": N_("Tidak ada yang diubah."),
    "printed": N_("Sudah dikirim ke pencetak. Lihat apakah A-000 dan QR-nya keluar, dan kertasnya terpotong."),
}


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A topic with what stands in its form. shown: its settings as they are. now: those that somebody else changed.

    suggestion: of a hall that was measured; its fields stand in `hall`. going: what would go by shorter rules.
    """

    topic: Topic
    values: dict[str, str]
    shown: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)
    now: dict[str, str] = field(default_factory=dict)
    effects: Effects | None = None
    hall: dict[str, str] = field(default_factory=dict)
    suggestion: Suggestion | None = None
    going: dict[str, int] = field(default_factory=dict)


async def index(request: Request) -> Response:
    """The hub."""
    staff = await staff_of(request, PLACE)
    return await _hub(request, staff)


async def page(topic: Topic, request: Request) -> Response:
    """A topic. `?done=` is what was just done; of the lobby also a hall that was measured, and what it may hold."""
    staff = await staff_of(request, PLACE)
    shown = await _shown(request, staff, topic)
    found = TopicPage(topic, dict(shown), shown)
    return await _rendered(request, staff, _worked_out(request, found) if topic.name == "lobby" else found)


async def save(topic: Topic, request: Request) -> Response:
    """Settings are changed; what those who are booked or here would notice is shown first.

    Raises Invalid, ChangedMeanwhile, ZoneInUse.
    """
    staff = await staff_of(request, PLACE)
    form = await forms.topic_form(request)
    revision, database, now = forms.revision_of(topic, form), request.app.state.db, now_of(request)
    if not form.sure:
        effects = await database.read(effects_of, staff.office, revision, now=now)
        wanted = revision.wanted if topic.name == RETENTION else {}
        going = await database.read(going_by, staff.office.id, wanted, now) if wanted else {}
        if going or not effects.are_nothing:
            found = TopicPage(topic, form.typed, form.shown, effects=effects, going=going)
            return await _rendered(request, staff, found)
    changed = await database.write(change_settings, staff.office, revision, by=actor(staff), now=now)
    return see_other(request, f"settings_{topic.name}", done="saved" if changed else "same")


async def print_test(request: Request) -> Response:
    """The printer that is set prints a slip for nobody. Raises NoPrinter, PaperOut, PrinterUnavailable."""
    staff = await staff_of(request, PLACE)
    await form_of(request, NonceForm)
    if staff.office.printer is None:
        raise NoPrinter
    await print_apart(staff.office, slip_for_nobody(staff.office, now_of(request), language=language_of(request)))
    return see_other(request, "settings_printer", done="printed")


@in_place(staff_at(PLACE))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the topic with what was typed; beside it what holds now, where somebody changed it."""
    topic = TOPICS.get(request.url.path.removeprefix(f"{request.url_for('settings').path}/").partition("/")[0])
    if topic is None:
        return await _hub(request, staff, refusal)
    shown = await _shown(request, staff, topic)
    if request.method != "POST" or isinstance(refusal, NoPrinter | PrinterUnavailable):
        found = TopicPage(topic, dict(shown), shown, faults=dict(refusal.errors), hall=dict(request.query_params))
        return await _rendered(request, staff, found, refusal)
    sent = await typed_in(request, most=forms.LONGEST)
    typed = {name: sent.get(name, value) for name, value in shown.items()}
    was = shown
    if not isinstance(refusal, ChangedMeanwhile):
        was = {name: sent.get(forms.WAS + name, value) for name, value in shown.items()}
    now = forms.written(refusal.facts["now"]) if isinstance(refusal, ChangedMeanwhile) else {}
    return await _rendered(request, staff, TopicPage(topic, typed, was, dict(refusal.errors), now), refusal)


async def _shown(request: Request, staff: SignedIn, topic: Topic) -> dict[str, str]:
    values = await request.app.state.db.read(_values, staff.office.id, topic)
    return forms.written(values)


def _values(session: Session, office_id: int, topic: Topic) -> dict[str, Value]:
    return values_of(session.get_one(Office, office_id), topic.names)


def _worked_out(request: Request, found: TopicPage) -> TopicPage:
    """The lobby with what a measured hall may hold, which stands in the field and is not kept. Raises Invalid."""
    form = forms.asked_hall(request)
    hall = form.measured()
    if hall is None:
        return found
    suggestion = suggested(hall)
    values = {**found.values, "lobby_limit": str(suggestion.limit)}
    return TopicPage(found.topic, values, found.shown, hall=dict(request.query_params), suggestion=suggestion)


async def _hub(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    say = Wording(language_of(request), ZoneInfo(staff.office.timezone))
    facts = await request.app.state.db.read(hub.facts_of, staff.office, say, now_of(request))
    return staff_page(
        request, staff, "office/settings/hub.html", refusal, sections=hub.reachable(request, staff), facts=facts
    )


async def _rendered(request: Request, staff: SignedIn, found: TopicPage, refusal: Refusal | None = None) -> Response:
    kept = None
    if found.topic.name == RETENTION:
        kept = await request.app.state.db.read(kept_page, staff.office.id, now_of(request))
    return staff_page(
        request,
        staff,
        "office/settings/topic.html",
        refusal,
        told=printing_told,
        page=found,
        kept=kept,
        words=forms,
        done=DONE.get(request.query_params.get("done", "")),
    )


ROUTES: list[BaseRoute] = [
    Route("/office/settings", index, name="settings"),
    Route("/office/settings/printer/test", print_test, methods=["POST"], name="printer_test"),
    *(
        route
        for name, topic in TOPICS.items()
        for route in (
            Route(f"/office/settings/{name}", partial(page, topic), name=f"settings_{name}"),
            Route(f"/office/settings/{name}", partial(save, topic), methods=["POST"], name=f"settings_{name}_saved"),
        )
    ),
]

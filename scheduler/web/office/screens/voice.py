"""How the screens call by voice: quiet hours, the adhan, letters that sound alike, and what the voice is."""

from datetime import date, time
from functools import partial
from typing import Annotated

from pydantic import Field, StringConstraints
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import Office, Service
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.calendar.quiet import QuietHours
from scheduler.domain.refusals import N_, Invalid, Refusal
from scheduler.flow.core.local_time import today_of
from scheduler.flow.hall.quiet import adhans, quiet_spans
from scheduler.flow.screens import voice
from scheduler.flow.staff import SignedIn
from scheduler.speech import espeak
from scheduler.speech.clips import NAMES
from scheduler.speech.words import LANGUAGES, Called
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.speaking import clips_of, spoken
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.fields import NonceForm, Number
from scheduler.web.shared.staff.pages import in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.told import told_by_field

Text = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]
EVERY_DAY = -1
EXAMPLE = 12, 2
"""The number and the counter of the example that is played."""
DONE = {
    "quiet-hours": N_("Waktu tenang tersimpan."),
    "removal": N_("Waktu tenang dihapus."),
    "adhan": N_("Pengaturan azan tersimpan."),
    "manner": N_("Cara menyebut tersimpan."),
}
BEGINS, ENDS = (
    N_("Isi jam mulai dan jam selesai."),
    N_("Waktu tenang berakhir sesudah mulai, dan paling lama empat jam."),
)
FAULTS = {
    "from": BEGINS,
    "begins": BEGINS,
    "to": ENDS,
    "ends": ENDS,
    "hours": N_("Waktu tenang paling banyak {allowed} baris."),
    "latitude": N_("Lintang dalam derajat, dari -{allowed} sampai {allowed}."),
    "longitude": N_("Bujur dalam derajat, dari -{allowed} sampai {allowed}."),
    "letters": N_("Tulis satu huruf, tanda sama dengan, lalu sebutannya, misalnya B = be besar."),
}


class QuietForm(NonceForm):
    weekday: Number = EVERY_DAY
    begins: time
    ends: time

    @property
    def hours(self) -> QuietHours:
        """What is asked for."""
        weekday = None if self.weekday == EVERY_DAY else self.weekday
        begins, ends = (each.replace(second=0, microsecond=0, tzinfo=None) for each in (self.begins, self.ends))
        return QuietHours(begins, ends, weekday)


class AdhanForm(NonceForm):
    rests: bool = False
    latitude: Annotated[float, Field(allow_inf_nan=False)] | None = None
    longitude: Annotated[float, Field(allow_inf_nan=False)] | None = None


class MannerForm(NonceForm):
    letters: Text = ""
    names_service: bool = False


async def page(request: Request) -> Response:
    """How the screens call. `?done=` is what was changed."""
    return await _rendered(request, await staff_of(request, "office"))


async def add_hours(request: Request) -> Response:
    """Hours in which calls have no voice."""
    staff = await staff_of(request, "office")
    form = await form_of(request, QuietForm)
    facts = {"now": now_of(request)}
    await changed(request, staff, Deed.VOICE_CHANGED, voice.add_quiet_hours, form.hours, **facts)
    return see_other(request, "voice", done="quiet-hours")


async def remove_hours(request: Request) -> Response:
    """Calls have a voice again in these hours."""
    staff = await staff_of(request, "office")
    form = await form_of(request, QuietForm)
    facts = {"now": now_of(request)}
    await changed(request, staff, Deed.VOICE_CHANGED, voice.remove_quiet_hours, form.hours, **facts)
    return see_other(request, "voice", done="removal")


async def set_adhan(request: Request) -> Response:
    """Whether the voice rests at the adhan, and where the office stands."""
    staff = await staff_of(request, "office")
    form = await form_of(request, AdhanForm)
    change, facts = partial(changed, request, staff, Deed.VOICE_CHANGED), {"now": now_of(request)}
    if not form.rests:
        await change(voice.speak_at_adhan, **facts)
    elif form.latitude is None or form.longitude is None:
        raise Invalid(errors={"latitude": "66", "longitude": "180"})
    else:
        await change(voice.rest_at_adhan, voice.Place(form.latitude, form.longitude), **facts)
    return see_other(request, "voice", done="adhan")


async def set_manner(request: Request) -> Response:
    """How letters are spoken, and whether the service is named."""
    staff = await staff_of(request, "office")
    form = await form_of(request, MannerForm)
    facts = {"names_service": form.names_service, "now": now_of(request)}
    await changed(request, staff, Deed.VOICE_CHANGED, voice.change_manner, _letters(form.letters), **facts)
    return see_other(request, "voice", done="manner")


async def example(request: Request) -> Response:
    """A call as the screens would say it, in one of their languages, for a letter of the office."""
    staff = await staff_of(request, "office")
    letter, language = request.path_params["letter"], request.path_params["language"]
    return await spoken(request, staff.office, Called(f"{letter}-{EXAMPLE[0]:03}", EXAMPLE[1]), language)


@in_place(staff_at("office"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the page."""
    return await _rendered(request, staff, refusal)


async def _rendered(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    office, services = await request.app.state.db.read(_office_now, staff.office.id)
    day: date = today_of(office, now_of(request))
    return staff_page(
        request,
        staff,
        "office/screens/voice.html",
        refusal,
        told=told_by_field(FAULTS),
        office=office,
        done=DONE.get(request.query_params.get("done", "")),
        hours=[QuietHours.of(row) for row in office.quiet_hours],
        today=quiet_spans(office, day),
        adhans=adhans(office, day),
        letters=_written(office),
        letter=services[0].letter if services else "A",
        languages=LANGUAGES,
        can_speak=espeak.way() is not None,
        recorded=len(clips_of(request, staff.office).names()),
        names=NAMES,
    )


def _office_now(session: Session, office_id: int) -> tuple[Office, list[Service]]:
    office = queries.office_by_id(session, office_id)
    return office, sorted(queries.services_of(session, office.id), key=lambda service: service.letter)


def _letters(text: str) -> dict[str, str]:
    """Lines such as "B = be besar"; what is none becomes a letter that is refused."""
    lines = (line.partition("=") for line in text.splitlines() if line.strip())
    return {letter.strip(): spoken.strip() for letter, _, spoken in lines}


def _written(office: Office) -> str:
    return "\n".join(f"{letter} = {spoken}" for letter, spoken in sorted(office.spoken_letters.items()))


ROUTES: list[BaseRoute] = [
    Route("/office/voice", page, name="voice"),
    Route("/office/voice/quiet-hours", add_hours, methods=["POST"], name="quiet_hours"),
    Route("/office/voice/quiet-hours/removal", remove_hours, methods=["POST"], name="quiet_hours_removal"),
    Route("/office/voice/adhan", set_adhan, methods=["POST"], name="adhan"),
    Route("/office/voice/manner", set_manner, methods=["POST"], name="manner"),
    Route("/office/voice/example/{language}/{letter}", example, name="voice_example"),
]

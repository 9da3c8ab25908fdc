"""An office records its own voice: 45 words and phrases, each taken by the browser or sent as a file."""

import asyncio

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import N_, DiskFull, Refusal, WrongMediaType
from scheduler.domain.screens import RecordingSilent, RecordingTooLong, RecordingUnreadable
from scheduler.flow.core.audit import note_deed
from scheduler.flow.staff import SignedIn
from scheduler.speech.clips import LONGEST, NAMES, Clips, Silent, TooLong
from scheduler.speech.pcm import NotPcm
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.speaking import clips_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page

PATH = "/office/voice/recordings"
MEGABYTE = 1024 * 1024
LARGE_BODIES = {PATH: MEGABYTE + 65_536}
"""Ten seconds of a browser's recording are one megabyte."""
PHRASES = {
    "nomor-antrean": "Nomor antrean",
    "silakan-ke-loket": "Silakan ke loket",
    "silakan-masuk": "Silakan masuk",
    "panggilan-kedua": "Panggilan kedua",
    "panggilan-ulang": "Panggilan ulang",
}
"""As they are read aloud: in Indonesian, whatever the language of the page."""
DONE = {"kept": N_("Rekaman tersimpan."), "removal": N_("Rekaman dihapus.")}


class NameForm(NonceForm):
    name: Line


async def page(request: Request) -> Response:
    """Every name, with what is recorded of it."""
    return _rendered(request, await staff_of(request, "office"))


async def keep(request: Request) -> Response:
    """Take one recording; it is heard from the next call on that it completes."""
    staff = await staff_of(request, "office")
    if not request.headers.get("Content-Type", "").startswith("multipart/form-data"):
        raise WrongMediaType
    async with request.form(max_files=1, max_fields=4) as form:
        name, sound = _known(str(form.get("name", ""))), form.get("sound")
        if not isinstance(sound, UploadFile):
            raise RecordingUnreadable
        await asyncio.to_thread(_keep, clips_of(request, staff.office), name, await sound.read())
    await _noted(request, staff, became={"recording": name})
    return see_other(request, "recordings", done="kept")


async def hear(request: Request) -> Response:
    """One recording, as sound."""
    staff = await staff_of(request, "office")
    sound = clips_of(request, staff.office).file(_known(request.path_params["name"]))
    if sound is None:
        raise HTTPException(404)
    return Response(sound, media_type="audio/wav")


async def remove(request: Request) -> Response:
    """One recording goes; where it is missed, the computer's voice speaks."""
    staff = await staff_of(request, "office")
    form = await form_of(request, NameForm)
    name = _known(form.name)
    clips_of(request, staff.office).drop(name)
    await _noted(request, staff, was={"recording": name})
    return see_other(request, "recordings", done="removal")


@in_place(staff_at("office"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the list."""
    return _rendered(request, staff, refusal)


async def _noted(request: Request, staff: SignedIn, **facts: dict[str, str]) -> None:
    """No row has a recording, so what became of it is written down by itself, after it did."""
    now, write = now_of(request), request.app.state.db.write
    await write(note_deed, staff.office.id, Deed.VOICE_CHANGED, by=actor(staff), now=now, **facts)


def _keep(clips: Clips, name: str, data: bytes) -> None:
    try:
        clips.keep(name, data)
    except NotPcm:
        raise RecordingUnreadable from None
    except TooLong:
        raise RecordingTooLong(seconds=round(LONGEST)) from None
    except Silent:
        raise RecordingSilent from None
    except OSError as error:
        raise DiskFull from error


def _known(name: str) -> str:
    if name not in NAMES:
        raise HTTPException(404)
    return name


def _rendered(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    return staff_page(
        request,
        staff,
        "office/screens/recordings.html",
        refusal,
        done=DONE.get(request.query_params.get("done", "")),
        names=NAMES,
        phrases=PHRASES,
        recorded=clips_of(request, staff.office).names(),
        seconds=round(LONGEST),
    )


ROUTES: list[BaseRoute] = [
    Route(PATH, page, name="recordings"),
    Route(PATH, keep, methods=["POST"], name="recording"),
    Route(f"{PATH}/removal", remove, methods=["POST"], name="recording_removal"),
    Route(f"{PATH}/{{name}}.wav", hear, name="recording_file"),
]

"""Pictures and videos between calls: supervisors upload them, name them and put them in order."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import N_, DiskFull, Invalid, Refusal, WrongMediaType
from scheduler.flow.core.replays import Answered
from scheduler.flow.screens import media
from scheduler.flow.screens.media import NewMedium
from scheduler.flow.staff import SignedIn
from scheduler.web.office.screens.media_files import Stored, discard, store, tidy
from scheduler.web.office.screens.media_kinds import MOST_BYTES
from scheduler.web.shared.forms import form_of, parsed
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.fields import Line, NonceForm, Number
from scheduler.web.shared.staff.once import done_once
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.told import ANY, told_by_fault
from scheduler.web.shared.wording import Wording

PATH = "/office/media"
LARGE_BODIES = {PATH: MOST_BYTES + 65_536}
DRAWING = ThreadPoolExecutor(1, thread_name_prefix="media")
"""One file at a time: a large picture takes seconds and memory, and nobody else waits for it."""
FAULTS: Mapping[tuple[str, str], str] = {
    ("file", "missing"): N_("Pilih dahulu berkasnya."),
    ("title", "missing"): N_("Tulis apa yang terlihat, untuk yang memakai pembaca layar."),
    ("title", "too_long"): N_("Judul paling panjang 120 huruf."),
    ("title", "string_too_long"): N_("Judul paling panjang 120 huruf."),
    ("seconds", ANY): N_("Gambar tampil 5 sampai 60 detik."),
}
told = told_by_fault(FAULTS)


class MediumForm(NonceForm):
    """Title and time of a picture as the form sends them."""

    title: Line = ""
    seconds: Number = media.USUAL_SECONDS


class PlaceForm(NonceForm):
    """Where in the order a medium is to stand, from one."""

    place: Number


async def page(request: Request) -> Response:
    """All media of the office in order; `?change=` is the one in the form."""
    staff = await staff_of(request, "office")
    return await _rendered(request, staff, wanted=request.query_params.get("change"))


async def create(request: Request) -> Response:
    """Keep a file and show it. Without room on the disk, or by any refusal, nothing of it stays."""
    staff = await staff_of(request, "office")
    if not request.headers.get("Content-Type", "").startswith("multipart/form-data"):
        raise WrongMediaType
    folder, office = request.app.state.settings.media, staff.office.code
    form, stored = await _received(request, office)
    new = NewMedium(stored.kind, stored.mark, stored.media_type, stored.size, form.title, form.seconds)
    try:
        facts = {"by": actor(staff), "now": now_of(request)}
        await changed(request, staff, Deed.MEDIA_CHANGED, _add, form.nonce, new, **facts)
    except Refusal:
        await _discard_unnamed(request, staff.office, stored.mark, stored.media_type)
        raise
    rows = await request.app.state.db.read(media.media_files, staff.office.id)
    await asyncio.to_thread(tidy, folder, office, {each.mark for each in rows})
    return see_other(request, "media", done="new")


async def change(request: Request) -> Response:
    """Call a medium otherwise, show it for a longer or shorter time."""
    staff = await staff_of(request, "office")
    form = await form_of(request, MediumForm)
    request.state.typed = {"title": form.title, "seconds": str(form.seconds)}
    await _step(request, staff, media.change, title=form.title, seconds=form.seconds, by=actor(staff))
    return see_other(request, "media", done="changed")


async def place(request: Request) -> Response:
    """Put a medium somewhere else in the order."""
    staff = await staff_of(request, "office")
    form = await form_of(request, PlaceForm)
    await _step(request, staff, media.place, form.place)
    return see_other(request, "media")


async def remove(request: Request) -> Response:
    """Show a medium no more; its file goes too."""
    staff = await staff_of(request, "office")
    row = await _step(request, staff, media.remove)
    await _discard_unnamed(request, staff.office, row.mark, row.media_type)
    return see_other(request, "media", done="removed")


@in_place(staff_at("office"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the page; what was typed stays, the file is to be chosen again."""
    typed = getattr(request.state, "typed", {})
    return await _rendered(request, staff, refusal=refusal, typed=typed, wanted=str(request.path_params.get("number")))


async def _received(request: Request, office: str) -> tuple[MediumForm, Stored]:
    """The form, and its file in the media folder. The file comes in by the temporary folder, never by memory."""
    try:
        async with request.form(max_files=1, max_fields=4) as sent:
            fields = {name: value for name, value in sent.items() if isinstance(value, str) and value}
            request.state.typed = fields
            form = parsed(MediumForm, fields)
            file = sent.get("file")
            if not isinstance(file, UploadFile) or not file.size:
                raise Invalid(errors={"file": "missing"})
            media.refuse_nonsense(form.title, form.seconds)  # before a large file is worked on in vain
            folder, loop = request.app.state.settings.media, asyncio.get_running_loop()
            return form, await loop.run_in_executor(DRAWING, store, folder, office, file.file, form.nonce)
    except OSError as error:
        raise DiskFull from error


def _add(session: Session, office: Office, nonce: str, new: NewMedium, *, by: str, now: datetime) -> None:
    """The same form sent twice shows the file once."""

    def work(session: Session) -> Answered:
        return 200, {"id": media.add(session, office, new, by=by, now=now).id}

    done_once(session, office, f"media:{nonce}", (new,), work=work, now=now)


async def _discard_unnamed(request: Request, office: Office, mark: str, media_type: str) -> None:
    state = request.app.state
    if not await state.db.read(media.is_named, office.id, mark):
        await asyncio.to_thread(discard, state.settings.media, office.code, mark, media_type)


async def _step(request: Request, staff: SignedIn, step: Callable[..., Any], *args: Any, **facts: Any) -> Any:
    return await changed(request, staff, Deed.MEDIA_CHANGED, step, request.path_params["number"], *args, **facts)


async def _rendered(
    request: Request,
    staff: SignedIn,
    *,
    wanted: str | None,
    refusal: Refusal | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    rows = await request.app.state.db.read(media.media_files, staff.office.id)
    return staff_page(
        request,
        staff,
        "office/screens/media.html",
        refusal,
        told=_elsewhere,
        rows=rows,
        done=request.query_params.get("done"),
        most=media.MOST,
        changed=next((each for each in rows if str(each.id) == wanted), None),
        typed=typed or {},
        seconds=media.SECONDS,
        usual=media.USUAL_SECONDS,
        longest=media.LONGEST_TITLE,
        most_bytes=MOST_BYTES,
        fault=lambda say: told(refusal, say) if refusal else "",
    )


def _elsewhere(_refusal: Refusal, _say: Wording) -> str:
    """Nothing: the page says what is wrong in the part that an upload replaces (`fault`)."""
    return ""


ROUTES: list[BaseRoute] = [
    Route(PATH, page, name="media"),
    Route(PATH, create, methods=["POST"], name="new_medium"),
    Route(f"{PATH}/{{number:int}}", change, methods=["POST"], name="medium"),
    Route(f"{PATH}/{{number:int}}/place", place, methods=["POST"], name="place_of_medium"),
    Route(f"{PATH}/{{number:int}}/removal", remove, methods=["POST"], name="removal_of_medium"),
]

"""The backups of this installation: how old the last one is, one more now, and those that are kept to take along."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.backup.running import Backing
from scheduler.domain.backup import FEWEST, SHORTEST, is_strong
from scheduler.domain.refusals import N_, Invalid, Refusal
from scheduler.flow.staff import SignedIn
from scheduler.flow.upkeep import backups as steps
from scheduler.web.office.backup.view import view_of
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import NonceForm, Password
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.told import ANY, told_by_fault

PLACE = "manage"
FAULTS: Mapping[tuple[str, str], str] = {
    ("passphrase", "weak"): N_(
        "Kalimat sandi terlalu mudah ditebak. Pakai paling sedikit {least} huruf, {different} di antaranya berbeda:"
        " lima kata acak sudah baik."
    ),
    ("passphrase", ANY): N_("Kalimat sandi terlalu panjang."),
    ("passphrase_again", ANY): N_("Kedua kalimat sandi tidak sama. Ketik lagi keduanya."),
}
told = told_by_fault(FAULTS, least=SHORTEST, different=FEWEST)


class BackupForm(NonceForm):
    """with_key: the secret goes within, sealed by a passphrase that is typed twice, and so is the whole file."""

    with_key: bool = False
    passphrase: Password = ""
    passphrase_again: Password = ""


async def page(request: Request) -> Response:
    """How old the last backup is, what it holds, and which are kept."""
    return await _rendered(request, await staff_of(request, PLACE))


async def create(request: Request) -> Response:
    """Begin one now, beside everything else. Raises BackupUnderWay, BackupOfMany, Invalid."""
    staff = await staff_of(request, PLACE)
    form = await form_of(request, BackupForm)
    _refuse_faulty(form)
    await request.app.state.db.read(steps.refuse_many)
    backing: Backing = request.app.state.backing
    await backing.begin(by=actor(staff), passphrase=form.passphrase if form.with_key else "")
    return see_other(request, "settings_backup")


async def download(request: Request) -> Response:
    """A backup as a file, also in parts where the way is slow; not for who only looks. Raises BackupUnknown,
    BackupOfMany.
    """
    from scheduler.backup.keeping import place_of  # noqa: PLC0415 - few processes ever look into that folder

    staff = await staff_of(request, PLACE, changes=True)
    await request.app.state.db.read(steps.refuse_many)
    name: str = request.path_params["name"]
    path: Path = await asyncio.to_thread(place_of, request.app.state.backing.folder, name)
    if request.method == "GET":
        facts = {"is_part": "Range" in request.headers, "by": actor(staff), "now": now_of(request)}
        await request.app.state.db.write(steps.note_taken, staff.office, name, **facts)
    return FileResponse(
        path, media_type="application/octet-stream", filename=name, headers={"Cache-Control": "no-store"}
    )


@in_place(staff_at(PLACE))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the page; a passphrase is typed again."""
    return await _rendered(request, staff, refusal)


def _refuse_faulty(form: BackupForm) -> None:
    if not form.with_key:
        return
    if not is_strong(form.passphrase):
        raise Invalid(errors={"passphrase": "weak"})
    if form.passphrase != form.passphrase_again:
        raise Invalid(errors={"passphrase_again": "differs"})


async def _rendered(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    state = request.app.state
    found = await state.db.read(view_of, state.settings, state.backing.folder, now_of(request))
    return staff_page(
        request,
        staff,
        "office/backup.html",
        refusal,
        told=told,
        page=found,
        now=now_of(request),
        wants_key=bool(refusal and {"passphrase", "passphrase_again"} & refusal.errors.keys()),
    )


ROUTES: list[BaseRoute] = [
    Route("/office/settings/backup", page, name="settings_backup"),
    Route("/office/settings/backup", create, methods=["POST"], name="new_backup"),
    Route("/office/settings/backup/{name}", download, name="backup_file"),
]

"""An office's export in the browser: a file is brought, tried without writing anything, then taken in by one press."""

import asyncio
import hashlib

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.applying.upload_refusals import UploadsPaused
from scheduler.domain.intake import ExportEmpty, ExportMissing, ExportTooLarge, ImportUnknown, shown_name
from scheduler.domain.refusals import DiskFull, Refusal, WrongMediaType
from scheduler.flow.intake import imports, report
from scheduler.flow.intake.imports import NewFile
from scheduler.flow.staff import SignedIn
from scheduler.intake.sheet import MOST_BYTES
from scheduler.pictures.disk import on_disk
from scheduler.translations import translations
from scheduler.web.office.intake import view, words
from scheduler.web.shared.forms import LARGEST_ID, form_of, id_in_path
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import NonceForm
from scheduler.web.shared.staff.pages import actor, in_place, now_of, staff_at, staff_page
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

PATH = "/office/imports"
LARGE_BODIES = {PATH: MOST_BYTES + 65_536}


async def page(request: Request) -> Response:
    """The form, what is amiss with the daily import, and what was imported; `?before=` shows older ones."""
    staff = await staff_of(request, "documents")
    return await _listed(request, staff)


async def create(request: Request) -> Response:
    """Keep a file sealed and have it tried; the page of that import tells the rest."""
    staff = await staff_of(request, "documents")
    if not request.headers.get("Content-Type", "").startswith("multipart/form-data"):
        raise WrongMediaType
    name, content = await _received(request)
    state = request.app.state
    if await on_disk(state.space.is_low, len(content)):
        raise UploadsPaused
    mark = await on_disk(state.vault.put, content)
    file = NewFile(name, hashlib.sha256(content).digest(), len(content), mark)
    row = None
    try:
        row = await state.db.write(imports.begin, staff.office, file, by=actor(staff), now=now_of(request))
    finally:
        if row is None or row.mark != mark:  # the same file is at it already, or nothing is
            await on_disk(state.vault.drop, mark)
    return _to(request, row.id)


async def one(request: Request) -> Response:
    """How far an import is, and its report; `?part` is what the page asks for again while it is under way."""
    staff = await staff_of(request, "documents")
    template = "office/intake/_import.html" if "part" in request.query_params else "office/intake/import.html"
    return await _shown(request, staff, template)


async def take(request: Request) -> Response:
    """Take in what was tried."""
    staff = await staff_of(request, "documents")
    await form_of(request, NonceForm)
    number = id_in_path(request, ImportUnknown)
    await request.app.state.db.write(imports.order, staff.office, number, by=actor(staff), now=now_of(request))
    return _to(request, number)


async def stop(request: Request) -> Response:
    """Take in no more; what is in stays in. A file that was only tried goes."""
    staff = await staff_of(request, "documents")
    await form_of(request, NonceForm)
    number, state = id_in_path(request, ImportUnknown), request.app.state
    mark = await state.db.write(imports.stop, staff.office, number, by=actor(staff), now=now_of(request))
    if mark:
        await on_disk(state.vault.drop, mark)
    return _to(request, number)


async def whole_report(request: Request) -> Response:
    """The report as a file for spreadsheets."""
    staff = await staff_of(request, "documents")
    number = id_in_path(request, ImportUnknown)
    row, lines = await request.app.state.db.read_at_length(imports.whole_report, staff.office, number)
    text = translations(language_of(request)).gettext
    content = await asyncio.to_thread(report.as_csv, lines, text, failed=report.why_failed(row, text))
    headers = {"Content-Disposition": f'attachment; filename="impor-{row.id}.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the import that it was about, or above the form."""
    if "number" in request.path_params and not isinstance(refusal, ImportUnknown):
        return await _shown(request, staff, "office/intake/import.html", refusal)
    return await _listed(request, staff, refusal)


async def _received(request: Request) -> tuple[str, bytes]:
    """The name and the content of the file that was sent.

    Raises ExportMissing, ExportEmpty, ExportTooLarge, DiskFull.
    """
    try:
        async with request.form(max_files=1, max_fields=4) as sent:
            file = sent.get("file")
            if not isinstance(file, UploadFile) or not file.filename:
                raise ExportMissing
            content = await file.read(MOST_BYTES + 1)
    except OSError as error:
        raise DiskFull from error
    if len(content) > MOST_BYTES:
        raise ExportTooLarge(most=MOST_BYTES // 1024**2)
    if not content.strip():
        raise ExportEmpty
    return shown_name(file.filename), content


async def _listed(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    asked = request.query_params.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and 0 < int(asked[:12]) <= LARGEST_ID else None
    found = await request.app.state.db.read(view.imports_page, staff.office, before=before, now=now_of(request))
    return staff_page(
        request,
        staff,
        "office/intake/page.html",
        refusal,
        told=_elsewhere,
        page=found,
        words=words,
        why=report.why_failed,
        most_bytes=MOST_BYTES,
        fault=lambda say: sentence(refusal, say) if refusal else "",
    )


async def _shown(request: Request, staff: SignedIn, template: str, refusal: Refusal | None = None) -> Response:
    number = id_in_path(request, ImportUnknown)
    found = await request.app.state.db.read_at_length(view.import_page, staff.office, number)
    return staff_page(
        request, staff, template, refusal, page=found, words=words, outcomes=report.OUTCOME_WORDS, why=report.why_failed
    )


def _elsewhere(_refusal: Refusal, _say: Wording) -> str:
    """Nothing: the page says what is wrong in the part that an upload replaces (`fault`)."""
    return ""


def _to(request: Request, number: int) -> Response:
    return RedirectResponse(request.url_for("intake_one", number=number).path, 303)


ROUTES: list[BaseRoute] = [
    Route(PATH, page, name="intake"),
    Route(PATH, create, methods=["POST"], name="new_intake"),
    Route(f"{PATH}/{{number:int}}", one, name="intake_one"),
    Route(f"{PATH}/{{number:int}}/taking", take, methods=["POST"], name="intake_taking"),
    Route(f"{PATH}/{{number:int}}/stopping", stop, methods=["POST"], name="intake_stopping"),
    Route(f"{PATH}/{{number:int}}/report.csv", whole_report, name="intake_report"),
]

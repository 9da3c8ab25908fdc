"""The log of what was done: looked through by period, person, kind and number, and taken along as a file."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import Refusal
from scheduler.flow.core.audit import note_deed
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.staff import SignedIn
from scheduler.web.office.audit import files, saying
from scheduler.web.office.audit.log import BEYOND, NEWEST, Asked, log_page
from scheduler.web.office.shared import audit_words as words
from scheduler.web.office.shared.periods import day_of
from scheduler.web.shared.forms import Form, clean, form_of
from scheduler.web.shared.nearest import to_page_above
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line
from scheduler.web.shared.staff.pages import actor, in_place, now_of, staff_at, staff_page
from scheduler.web.shared.wording import Wording

YEARS = range(2000, 3000)
"""In which a period may begin and end."""
WHO = re.compile(r"(?:staff|token|place):[0-9]{1,9}|citizen|command|system")
ENDS = re.compile(r"([0-9]{1,10})\.([0-9]{1,10})\.([0-9]{1,10})")
LONGEST = 60
"""Characters of what is looked for."""
AT_ONCE = 500
"""Rows of a file that are read at a time."""


class FileForm(Form):
    """What of the log is taken along; the fields are those of the page's address. format: a word of `files.FORMATS`."""

    format: Line = "csv"
    first: Line = ""
    last: Line = ""
    by: Line = ""
    kind: Line = ""
    about: Line = ""


async def page(request: Request) -> Response:
    """`?first=` and `?last=` are days, `?by=` who, `?kind=` what, `?about=` a number; `?before=` where a page ended."""
    return await _rendered(request, await staff_of(request, "manage"))


async def take_along(request: Request) -> Response:
    """All that was found, as a file, also for who only looks; that it was taken along is written down."""
    staff = await staff_of(request, "manage", changes=False)
    form = await form_of(request, FileForm)
    kind = form.format if form.format in files.FORMATS else "csv"
    asked = _asked(form.model_dump())
    wish = {"format": kind, **{name: str(value) for name in FILTERS if (value := getattr(asked, name))}}
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(_note, staff.office, wish, **facts)
    say = Wording(language_of(request), zone_of_office(staff.office))
    name = f"catatan-{staff.office.code}-{now_of(request).astimezone(say.zone):%Y%m%d-%H%M}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(
        _file(request, staff.office, asked, say, kind), media_type=files.FORMATS[kind], headers=headers
    )


FILTERS = ("first", "last", "by", "kind", "about")


def _note(session: Session, office: Office, wish: Mapping[str, str], *, by: str, now: datetime) -> None:
    note_deed(session, office.id, Deed.EXPORTED, by=by, now=now, about="audit_log", became=wish)


async def _file(request: Request, office: Office, asked: Asked, say: Wording, kind: str) -> AsyncIterator[str]:
    """The file, page by page: however long the log is, no more than a page of it is in memory."""
    yield files.head(kind, say)
    while True:
        found = await request.app.state.db.read_at_length(log_page, office, asked, most=AT_ONCE)
        yield files.written(kind, found.lines, say)
        if found.before is None:
            return
        asked = replace(asked, before=found.before)


@in_place(staff_at("manage"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the list."""
    return await _rendered(request, staff, refusal)


async def _rendered(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    query = request.query_params
    asked = _asked(query)
    found = await request.app.state.db.read_at_length(log_page, staff.office, asked)
    return staff_page(
        request,
        staff,
        "office/audit.html",
        refusal,
        page=found,
        asked=asked,
        kept={name: query[name] for name in FILTERS if query.get(name)},
        before=None if found.before is None else ".".join(map(str, found.before)),
        words=words,
        saying=saying,
        formats=files.NAMES,
    )


def _asked(query: Mapping[str, str]) -> Asked:
    """What an address or a form asks for; what cannot be read there asks for nothing."""
    by, kind = query.get("by", ""), query.get("kind", "")
    return Asked(
        first=day_of(query.get("first"), years=YEARS),
        last=day_of(query.get("last"), years=YEARS),
        by=by if WHO.fullmatch(by) else "",
        kind=kind if kind in words.KINDS else "",
        about=" ".join(clean(query.get("about", "")).split())[:LONGEST],
        before=_ends(query.get("before", "")),
    )


def _ends(text: str) -> tuple[int, int, int]:
    """Where a page ended; the beginning for what is none."""
    found = ENDS.fullmatch(text)
    if found is None:
        return NEWEST
    move, disclosure, deed = (min(int(each), BEYOND) for each in found.groups())
    return move, disclosure, deed


ROUTES: list[BaseRoute] = [
    Route("/office/audit", page, name="audit_log"),
    Route("/office/audit/files", take_along, methods=["POST"], name="audit_file"),
    Route("/office/audit/files", to_page_above),
]

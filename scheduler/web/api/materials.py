"""The blanks of an office for machines: what there is, and new lines in the ledger."""

from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse

from scheduler.db.models import Office
from scheduler.domain.blanks.refusals import NoBlank, NotCounted
from scheduler.domain.refusals import Invalid
from scheduler.flow.blanks import blanks
from scheduler.flow.blanks.queue import count_waiting, running_stop
from scheduler.flow.blanks.release import Released, following, materials_of
from scheduler.flow.blanks.stock import material_of
from scheduler.web.api.answers import EntryAnswer, MaterialFace, MaterialList, ReleasedFace
from scheduler.web.api.operations import Operations
from scheduler.web.api.replies import Caller, caller_of, machine_reply, read_reply
from scheduler.web.api.requests import EntryRequest
from scheduler.web.shared.forms import body_of
from scheduler.web.shared.staff.access import machine_of

OPERATIONS = Operations("documents")
MATERIALS = "/offices/{office}/materials"


@OPERATIONS.handled(
    "GET", MATERIALS, "The blanks an office counts: stock, what is reserved, and who waits", {200: MaterialList}
)
async def read_materials(request: Request) -> JSONResponse:
    caller = await caller_of(request, "documents")
    return await read_reply(request, _materials, caller.office)


@OPERATIONS.handled(
    "POST",
    f"{MATERIALS}/{{material}}/entries",
    "Write a line into a ledger of blanks; a count needs the scope `office` too, and the first opens the ledger",
    {201: EntryAnswer},
    NotCounted,
    NoBlank,
    body=EntryRequest,
)
async def create_entry(request: Request) -> JSONResponse:
    caller, asked = await caller_of(request, "documents"), await body_of(request, EntryRequest)
    if asked.kind == "count":
        await machine_of(request, caller.office, "office")

    def work(session: Session, now: datetime) -> tuple[int, EntryAnswer]:
        released = _entered(session, caller, asked, now)
        material = material_of(session, caller.office.id, caller.named)
        assert material is not None
        faces = [ReleasedFace(reference=each.reference, holder=each.initials, reason=each.reason) for each in released]
        return 201, EntryAnswer(
            material=caller.named,
            stock=material.stock,
            reserved=material.reserved,
            released=faces,
            following=following(session, caller.office, now=now),
        )

    return await machine_reply(request, caller, asked, work)


def _entered(session: Session, caller: Caller, asked: EntryRequest, now: datetime) -> list[Released]:
    """Write the line down; who got a blank by it. Raises what the steps raise, Invalid for a number left out."""
    number = asked.counted if asked.kind == "count" else asked.pieces
    if number is None:
        raise Invalid(errors={"counted" if asked.kind == "count" else "pieces": "missing"})
    facts: dict[str, Any] = {"note": asked.note or None, "by": caller.by, "now": now}
    if asked.kind == "spoilt":
        blanks.spoil_blanks(session, caller.office, caller.named, number, **facts)
        return []
    step = blanks.count_blanks if asked.kind == "count" else blanks.receive_blanks
    return step(session, caller.office, caller.named, number, **facts)


def _materials(session: Session, office: Office) -> MaterialList:
    faces = [
        MaterialFace(
            name=each.name,
            stock=each.stock,
            reserved=each.reserved,
            free=each.stock - each.reserved,
            waiting=count_waiting(session, each),
            per_day=each.per_day,
            printing=running_stop(session, office.id, each.name) is None,
        )
        for each in materials_of(session, office)
    ]
    return MaterialList(materials=faces)

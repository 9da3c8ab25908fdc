"""Documents between the offices of an installation: sent, taken back, received, refused, sent back, and what is on its
way. A token acts for its own office alone, whichever end of the way that is.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse

from scheduler.db.models import Document, Invitation, Office, Transfer
from scheduler.domain.delivery.refusals import BookedHere
from scheduler.domain.documents.refusals import DocumentNameless, DocumentUnknown, IllegalStep
from scheduler.domain.refusals import Invalid, ReasonRequired
from scheduler.domain.regency import (
    AskedOtherwise,
    CheckedFirst,
    NotFromOffice,
    NotOpenThere,
    NotUnderWay,
    OnBatchList,
    ReferenceThere,
    RefusedHere,
    TransferOver,
    TransferUnknown,
    TypeNotThere,
    Unwanted,
)
from scheduler.domain.stages import DocumentStage
from scheduler.flow.invitations.invitations import fetchable
from scheduler.flow.regency import returning, sending
from scheduler.flow.regency.foreseen import foresee
from scheduler.flow.regency.transfers import Way, under_way_from, under_way_to
from scheduler.web.api.answers import (
    ForeseenVisit,
    StageAnswer,
    TransferAnswer,
    TransferFace,
    TransferForeseen,
    TransferList,
    TransferTarget,
)
from scheduler.web.api.documents import DOCUMENT
from scheduler.web.api.operations import Operations, Query
from scheduler.web.api.replies import Caller, caller_of, read_reply
from scheduler.web.api.requests import ArrivedRequest, Reasoned, SendingRequest, SentBackRequest, UnwantedRequest
from scheduler.web.api.visible import invitation_face, iso, slot_face

OPERATIONS = Operations("documents")
TRANSFERS = "/offices/{office}/transfers"
TRANSFER = f"{DOCUMENT}/transfer"
AT_ONCE = 100
"""Lines of a page of the list."""
MOST_AFTER = 2**31 - 1
QUERIES: Mapping[str, Callable[..., Sequence[Way]]] = {"in": under_way_to, "out": under_way_from}
MAY_NOT_LEAVE = (
    BookedHere,
    IllegalStep,
    OnBatchList,
    CheckedFirst,
    AskedOtherwise,
    NotOpenThere,
    TypeNotThere,
    ReferenceThere,
)
"""Why a document does not go to another office."""


@OPERATIONS.handled(
    "GET",
    TRANSFER,
    "What follows if a document is to be fetched at another office, and at which it can be",
    {200: TransferForeseen},
)
async def read_foreseen(request: Request) -> JSONResponse:
    return await read_reply(request, _foreseen, await caller_of(request, "documents"))


@OPERATIONS.step(
    "POST",
    TRANSFER,
    "Send a document to another office, to be fetched there; its visit is cancelled, its people are told",
    *MAY_NOT_LEAVE,
    status=201,
)
def create_transfer(session: Session, caller: Caller, asked: SendingRequest, now: datetime) -> TransferAnswer:
    transfer = sending.send(session, caller.office, caller.named, asked.to, by=caller.by, now=now)
    return _answer(session, caller, transfer)


@OPERATIONS.step(
    "DELETE",
    TRANSFER,
    "Take a document back that no other office has: it stands where it stood",
    NotUnderWay,
    TransferOver,
)
def end_transfer(session: Session, caller: Caller, asked: Reasoned, now: datetime) -> StageAnswer:
    return _stands(session, caller, returning.keep(session, caller.office, caller.named, by=caller.by, now=now))


@OPERATIONS.handled(
    "GET",
    TRANSFERS,
    "What is on its way to an office (in), or from it and not received yet (out); in the order in which it was sent",
    {200: TransferList},
    Invalid,
    query=[
        Query("way", "Which way", {"type": "string", "enum": sorted(QUERIES)}, required=True),
        Query("after", "Where the page before ended", {"type": "integer", "minimum": 0, "maximum": MOST_AFTER}),
    ],
)
async def read_transfers(request: Request) -> JSONResponse:
    caller = await caller_of(request, "documents")
    way, after = _asked(request)
    return await read_reply(request, _listed, caller.office, way, after)


@OPERATIONS.step(
    "POST",
    f"{TRANSFERS}/arrivals",
    "Receive what another office sent, or what comes back unreceived, by its registration number",
    TransferUnknown,
    RefusedHere,
    NotUnderWay,
    DocumentNameless,
    TypeNotThere,
    ReferenceThere,
    status=201,
)
def create_arrival(session: Session, caller: Caller, asked: ArrivedRequest, now: datetime) -> StageAnswer:
    document = returning.take_in(session, caller.office, asked.reference, by=caller.by, now=now)
    return _stands(session, caller, document)


@OPERATIONS.step(
    "POST",
    f"{TRANSFERS}/refusals",
    "Refuse what is on its way here; the reason other needs a note",
    ReasonRequired,
    TransferUnknown,
    RefusedHere,
    status=201,
)
def create_refusal(session: Session, caller: Caller, asked: UnwantedRequest, now: datetime) -> TransferAnswer:
    return _unwanted(session, caller, asked, returning.refuse, now)


@OPERATIONS.step(
    "POST",
    f"{TRANSFERS}/returns",
    "Send what was received back to the office that sent it; the reason other needs a note",
    ReasonRequired,
    DocumentUnknown,
    NotFromOffice,
    *MAY_NOT_LEAVE,
    status=201,
)
def create_return(session: Session, caller: Caller, asked: SentBackRequest, now: datetime) -> TransferAnswer:
    return _unwanted(session, caller, asked, returning.send_back, now)


def _unwanted(
    session: Session, caller: Caller, asked: UnwantedRequest, step: Callable[..., Transfer], now: datetime
) -> TransferAnswer:
    why, note = Unwanted(asked.reason), asked.note or ""
    return _answer(session, caller, step(session, caller.office, asked.reference, why, note, by=caller.by, now=now))


def _foreseen(session: Session, caller: Caller) -> TransferForeseen:
    found = foresee(session, caller.office, caller.named)
    if found is None:
        raise DocumentUnknown(reference=caller.named)
    slot = slot_face(found.slot, caller.office) if found.slot else None
    return TransferForeseen(
        reference=found.document.reference,
        stage=found.document.stage,
        visit=ForeseenVisit(slot=slot, ends=not found.others) if slot else None,
        frees_blank=found.frees_blank,
        tells=found.can_tell,
        tells_after=int(sending.TOLD_AFTER.total_seconds() // 60),
        offices=[
            TransferTarget(
                code=each.code,
                name=each.name,
                refused=found.refused[each.id].code if each.id in found.refused else None,
            )
            for each in found.offices
        ],
    )


def _asked(request: Request) -> tuple[str, int]:
    """Which way, and after which. Raises Invalid."""
    way, after = request.query_params.get("way", ""), request.query_params.get("after", "0")
    wrong = {"way": "enum"} if way not in QUERIES else {}
    if not (after.isascii() and after.isdigit() and len(after) <= 10 and int(after) <= MOST_AFTER):
        wrong["after"] = "int_parsing"
    if wrong:
        raise Invalid(errors=wrong)
    return way, int(after)


def _listed(session: Session, office: Office, way: str, after: int) -> TransferList:
    lines = QUERIES[way](session, office, after=after, most=AT_ONCE)
    faces = [_face(line.transfer, line.document, line.office, office) for line in lines]
    return TransferList(transfers=faces, cursor=lines[-1].transfer.id if len(lines) == AT_ONCE else None)


def _answer(session: Session, caller: Caller, transfer: Transfer) -> TransferAnswer:
    """A transfer as it stands now, at either end."""
    document = session.get_one(Document, transfer.document_id)
    other = transfer.office_id if transfer.to_office_id == caller.office.id else transfer.to_office_id
    face = _face(transfer, document, session.get_one(Office, other), caller.office)
    return TransferAnswer(**face.model_dump())


def _face(transfer: Transfer, document: Document, other: Office, own: Office) -> TransferFace:
    goes = transfer.office_id == own.id
    return TransferFace(
        reference=document.reference,
        from_office=own.code if goes else other.code,
        to_office=other.code if goes else own.code,
        state=transfer.state,
        carries="card" if transfer.stage == DocumentStage.READY else "papers",
        sent_at=iso(transfer.sent_at, own),
        ended_at=iso(transfer.ended_at, own) if transfer.ended_at else None,
        reason=transfer.why,
    )


def _stands(session: Session, caller: Caller, document: Document) -> StageAnswer:
    """Where a document stands that is this office's, with its invitation where it has one."""
    invited = document.invitation_id is not None and bool(fetchable([document]))
    invitation = session.get(Invitation, document.invitation_id) if invited else None
    face = invitation_face(invitation, caller.office, caller.base_url) if invitation else None
    return StageAnswer(reference=document.reference, stage=document.stage, invitation=face)

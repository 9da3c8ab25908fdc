"""Documents are found by what a machine knows of them, and put on their shelf."""

from datetime import date, datetime, time, timedelta

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse

from scheduler.db import queries
from scheduler.db.models import Document, Office
from scheduler.db.search.searching import Filters, search
from scheduler.domain.documents.refusals import IllegalStep, NotOnAShelf
from scheduler.domain.offices.refusals import TypeUnknown
from scheduler.domain.refusals import HiddenSigns, Invalid
from scheduler.domain.text import finding, names
from scheduler.domain.text.finding import Sought, read_sought
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.documents.documents import known_type
from scheduler.flow.documents.finding import is_whole
from scheduler.flow.documents.shelving import put_on_shelf
from scheduler.web.api.answers import FoundAnswer, FoundDocument, ShelfAnswer
from scheduler.web.api.documents import DOCUMENT, DOCUMENTS
from scheduler.web.api.operations import Operations
from scheduler.web.api.replies import Caller, caller_of, read_reply
from scheduler.web.api.requests import SearchRequest, ShelfRequest
from scheduler.web.api.visible import iso
from scheduler.web.shared.forms import body_of

OPERATIONS = Operations("documents")


@OPERATIONS.handled(
    "POST",
    f"{DOCUMENTS}/search",
    "Find documents by a name, a number or a phone, and by filters; newest first, page by page",
    {200: FoundAnswer},
    TypeUnknown,
    body=SearchRequest,
)
async def search_documents(request: Request) -> JSONResponse:
    caller, asked = await caller_of(request, "documents"), await body_of(request, SearchRequest)
    return await read_reply(request, _found, caller.office, asked)


@OPERATIONS.step(
    "PUT", f"{DOCUMENT}/shelf", "Write down on which shelf a document lies", NotOnAShelf, IllegalStep, HiddenSigns
)
def put_shelf(session: Session, caller: Caller, asked: ShelfRequest, now: datetime) -> ShelfAnswer:
    document = put_on_shelf(session, caller.office, caller.named, asked.shelf, by=caller.by, now=now)
    return ShelfAnswer(reference=document.reference, shelf=document.shelf)


def sought_of(asked: SearchRequest) -> Sought:
    """What is asked for, read as what it is said to be. Raises Invalid where nothing can be found by it."""
    if asked.name is not None:
        return _some("name", Sought(names=finding.sought_names(asked.name)))
    if asked.nik is not None:
        return _some("nik", Sought(sixteen=read_sought(asked.nik).sixteen))
    if asked.phone is not None:
        return _some("phone", Sought(phone=read_sought(asked.phone).phone))
    if asked.reference is not None:
        known = read_sought(asked.reference)
        return Sought(numbers=known.numbers, tail=known.tail)
    return Sought()


def _some(field: str, sought: Sought) -> Sought:
    if sought == Sought():
        raise Invalid(errors={field: "nothing to find by"})
    return sought


def _found(session: Session, office: Office, asked: SearchRequest) -> FoundAnswer:
    zone = zone_of_office(office)

    def midnight(day: date | None, later: int = 0) -> datetime | None:
        return datetime.combine(day + timedelta(days=later), time(), zone) if day else None

    filters = Filters(
        stage=asked.stage,
        type_id=known_type(session, office, asked.type).id if asked.type else None,
        channel=asked.channel,
        place=asked.place,
        since=midnight(asked.since),
        until=midnight(asked.until, 1),
        shelved=asked.shelved,
    )
    found = search(session, office.id, sought_of(asked), filters, before=asked.cursor)
    codes = {kind.id: kind.code for kind in queries.types_of(session, office.id)}
    documents = [_face(office, document, codes[document.type_id]) for document in found.documents]
    return FoundAnswer(documents=documents, cursor=found.before, complete=is_whole(session, office.id))


def _face(office: Office, document: Document, code: str) -> FoundDocument:
    return FoundDocument(
        reference=document.reference,
        type=code,
        stage=document.stage,
        channel=document.channel,
        reason=document.reason,
        shelf=document.shelf,
        holder=names.initials(document.holder),
        created_at=iso(document.created_at, office),
    )

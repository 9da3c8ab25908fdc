"""Documents change hands at a counter, and come back from the wrong hands."""

from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse

from scheduler.domain.counter import TicketUnknown
from scheduler.domain.custody.refusals import OldCardMissing, ProxyLimit
from scheduler.domain.documents.refusals import DocumentUnknown, IllegalStep
from scheduler.domain.door import HandedOver, NotReady
from scheduler.domain.offices.refusals import OfficeUnknown
from scheduler.domain.refusals import ReasonRequired
from scheduler.domain.text import signatures
from scheduler.flow.counter.counter_problems import report_wrong_person
from scheduler.flow.counter.handovers import Proof, hand_over
from scheduler.web.api.answers import HandoverAnswer, ReturnAnswer
from scheduler.web.api.operations import Operation
from scheduler.web.api.replies import caller_of, machine_reply, part_of
from scheduler.web.api.requests import HandoverRequest, ReturnRequest
from scheduler.web.api.tickets import TICKET, ticket_number
from scheduler.web.shared.forms import body_of


async def create_handover(request: Request) -> JSONResponse:
    caller, number = await caller_of(request, "desk"), ticket_number(request)
    asked = await body_of(request, HandoverRequest)
    references = list(dict.fromkeys(asked.documents)) if asked.documents else None

    def work(session: Session, now: datetime) -> tuple[int, HandoverAnswer]:
        outcome = hand_over(session, caller.office, number, references, proof_of(asked), by=caller.by, now=now)
        return 201, HandoverAnswer(
            ticket=outcome.ticket, stage=outcome.stage, handed_over=outcome.handed_over, left_open=outcome.left_open
        )

    return await machine_reply(request, caller, asked, work)


def proof_of(asked: HandoverRequest) -> Proof:
    """Who takes the documents, as the step writes it down."""
    return Proof(
        collector_kind=asked.collector.kind,
        collector_name=asked.collector.name,
        collector_letter=asked.collector.letter,
        identity=asked.identity,
        old_card=asked.old_card.outcome if asked.old_card else None,
        old_card_letter=asked.old_card.letter if asked.old_card else None,
        signature=signatures.written(asked.signature) if asked.signature else None,
    )


async def create_return(request: Request) -> JSONResponse:
    caller = await caller_of(request, "office")
    reference = part_of(request, "reference", DocumentUnknown)
    asked = await body_of(request, ReturnRequest)

    def work(session: Session, now: datetime) -> tuple[int, ReturnAnswer]:
        document = report_wrong_person(session, caller.office, reference, note=asked.note, by=caller.by, now=now)
        return 201, ReturnAnswer(reference=document.reference, stage=document.stage)

    return await machine_reply(request, caller, asked, work)


OPERATIONS = [
    Operation(
        "POST", f"{TICKET}/handovers", create_handover,
        "Hand over documents of the visit, all of them if none is named",
        {201: HandoverAnswer}, body=HandoverRequest, scope="desk",
        refusals=[
            OfficeUnknown, TicketUnknown, DocumentUnknown, IllegalStep, NotReady,
            OldCardMissing, HandedOver, ProxyLimit,
        ],
    ),
    Operation(
        "POST", "/offices/{office}/documents/{reference:path}/returns", create_return,
        "A document went to the wrong person and is the office's again",
        {201: ReturnAnswer}, body=ReturnRequest, scope="office",
        refusals=[OfficeUnknown, DocumentUnknown, IllegalStep, ReasonRequired],
    ),
]  # fmt: skip

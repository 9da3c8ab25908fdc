"""Documents change hands at a counter, and come back from the wrong hands."""

from datetime import datetime

from sqlmodel import Session

from scheduler.domain.custody.refusals import OldCardMissing, PoliceLetterMissing, ProxyLimit
from scheduler.domain.documents.refusals import DocumentUnknown, IllegalStep
from scheduler.domain.door import HandedOver, NotReady
from scheduler.domain.refusals import ReasonRequired
from scheduler.domain.text import signatures
from scheduler.flow.counter.counter_problems import report_wrong_person
from scheduler.flow.counter.handovers import Proof, hand_over
from scheduler.web.api.answers import HandoverAnswer, ReturnAnswer
from scheduler.web.api.documents import DOCUMENT
from scheduler.web.api.operations import Operations
from scheduler.web.api.replies import Caller
from scheduler.web.api.requests import HandoverRequest, ReturnRequest
from scheduler.web.api.tickets import TICKET

OPERATIONS = Operations("desk")


@OPERATIONS.step(
    "POST",
    f"{TICKET}/handovers",
    "Hand over documents of the visit, all of them if none is named",
    DocumentUnknown,
    IllegalStep,
    NotReady,
    OldCardMissing,
    PoliceLetterMissing,
    HandedOver,
    ProxyLimit,
    status=201,
)
def create_handover(session: Session, caller: Caller, asked: HandoverRequest, now: datetime) -> HandoverAnswer:
    references = list(dict.fromkeys(asked.documents)) if asked.documents else None
    outcome = hand_over(session, caller.office, caller.named, references, proof_of(asked), by=caller.by, now=now)
    return HandoverAnswer(
        ticket=outcome.ticket, stage=outcome.stage, handed_over=outcome.handed_over, left_open=outcome.left_open
    )


@OPERATIONS.step(
    "POST",
    f"{DOCUMENT}/returns",
    "A document went to the wrong person and is the office's again",
    IllegalStep,
    ReasonRequired,
    status=201,
    scope="office",
)
def create_return(session: Session, caller: Caller, asked: ReturnRequest, now: datetime) -> ReturnAnswer:
    document = report_wrong_person(session, caller.office, caller.named, note=asked.note, by=caller.by, now=now)
    return ReturnAnswer(reference=document.reference, stage=document.stage)


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

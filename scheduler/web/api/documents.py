"""Applications come in, move on, and are marked ready, which gives their people an invitation."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse

from scheduler.db import queries
from scheduler.db.models import Document, DocumentType, Invitation
from scheduler.domain.blanks.refusals import NeedsNoBlank, NoBlank
from scheduler.domain.delivery.refusals import (
    BookedHere,
    DeliveryFixed,
    NotPrintable,
    OutWithBatch,
    PlaceClosed,
    PlaceNeeded,
    PlaceUnknown,
)
from scheduler.domain.documents.refusals import DocumentDiffers, DocumentNameless, IllegalStep
from scheduler.domain.offices.refusals import TypeRetired, TypeUnknown
from scheduler.domain.offices.type_book import TypeBook
from scheduler.domain.refusals import HiddenSigns, Invalid, ReasonRequired
from scheduler.domain.stages import LIVE_BOOKING, BookingStage, DocumentStage
from scheduler.domain.text import names
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.domain.text.residence import Residence, read_residence
from scheduler.flow.applying.withdrawing import withdraw
from scheduler.flow.delivery.delivery_method import set_method
from scheduler.flow.destinations.requests import last_request
from scheduler.flow.documents.documents import NewDocument, apply_for, known_document, set_stage
from scheduler.flow.documents.residence import say_residence
from scheduler.flow.invitations.invitations import fetchable
from scheduler.flow.offices.known_types import type_book
from scheduler.intake.people import email_of, kk_of, nik_of, phone_of
from scheduler.intake.row_faults import Doubt
from scheduler.intake.vocabulary import title_of
from scheduler.web.api.answers import (
    ChannelAnswer,
    DeliveryFace,
    DocumentAnswer,
    DocumentState,
    ResidenceAnswer,
    StageAnswer,
)
from scheduler.web.api.operations import Operations
from scheduler.web.api.replies import Caller, caller_of, machine_reply, read_reply
from scheduler.web.api.requests import (
    Applicant,
    ChannelRequest,
    DocumentRequest,
    Home,
    ResidenceRequest,
    StageRequest,
)
from scheduler.web.api.visible import booking_face, invitation_face
from scheduler.web.shared.forms import body_of

OPERATIONS = Operations("documents")
DOCUMENTS = "/offices/{office}/documents"
DOCUMENT = f"{DOCUMENTS}/{{reference:path}}"
SHOWN = LIVE_BOOKING | {BookingStage.FULFILLED}


@OPERATIONS.handled(
    "POST",
    DOCUMENTS,
    "Register an application; the same again changes nothing",
    {201: DocumentAnswer, 200: DocumentAnswer},
    DocumentDiffers,
    HiddenSigns,
    TypeUnknown,
    TypeRetired,
    PlaceUnknown,
    PlaceNeeded,
    PlaceClosed,
    NotPrintable,
    DeliveryFixed,
    body=DocumentRequest,
)
async def create_document(request: Request) -> JSONResponse:
    caller, asked = await caller_of(request, "documents"), await body_of(request, DocumentRequest)

    def work(session: Session, now: datetime) -> tuple[int, DocumentAnswer]:
        new, doubtful = new_document(asked, type_book(session, caller.office))
        document, is_new = apply_for(session, caller.office, new, by=caller.by, now=now)
        return 201 if is_new else 200, _taken(session, document, doubtful)

    return await machine_reply(request, caller, asked, work)


@OPERATIONS.step(
    "POST",
    f"{DOCUMENT}/stage",
    "Move a document on; ready gives it an invitation",
    IllegalStep,
    DocumentNameless,
    OutWithBatch,
    NoBlank,
    NeedsNoBlank,
    ReasonRequired,
    BookedHere,
)
def create_stage(session: Session, caller: Caller, asked: StageRequest, now: datetime) -> StageAnswer:
    if asked.stage == DocumentStage.WITHDRAWN:
        gone = withdraw(session, caller.office, caller.named, reason=asked.note or "", by=caller.by, now=now)
        return StageAnswer(reference=gone.reference, stage=gone.stage, invitation=None)
    document, invitation = set_stage(
        session, caller.office, caller.named, asked.stage, by=caller.by, now=now, note=asked.note or None, printed=True
    )
    face = invitation_face(invitation, caller.office, caller.base_url) if invitation else None
    return StageAnswer(reference=document.reference, stage=document.stage, invitation=face)


@OPERATIONS.step(
    "POST",
    f"{DOCUMENT}/channel",
    "Hand a document over at the office, at a place of its list, by post, or to be printed at home",
    PlaceUnknown,
    PlaceNeeded,
    PlaceClosed,
    NotPrintable,
    BookedHere,
    DeliveryFixed,
)
def create_delivery_method(session: Session, caller: Caller, asked: ChannelRequest, now: datetime) -> ChannelAnswer:
    place = asked.place if asked.channel in ("branch", "post") else None
    document = set_method(session, caller.office, caller.named, asked.channel, place, by=caller.by, now=now)
    invitation = session.get(Invitation, document.invitation_id) if document.invitation_id else None
    is_here = invitation is not None and bool(fetchable([document]))
    face = invitation_face(invitation, caller.office, caller.base_url) if invitation and is_here else None
    return ChannelAnswer(reference=document.reference, channel=document.channel, place=document.place, invitation=face)


@OPERATIONS.step("PUT", f"{DOCUMENT}/residence", "Say where the holder of a document lives", HiddenSigns, IllegalStep)
def put_residence(session: Session, caller: Caller, asked: ResidenceRequest, now: datetime) -> ResidenceAnswer:
    lives, faults = residence_in(asked)
    if faults:
        raise Invalid(errors=dict(faults))
    document = say_residence(session, caller.office, caller.named, lives, by=caller.by, now=now)
    return ResidenceAnswer(reference=document.reference, kelurahan=document.kelurahan)


@OPERATIONS.handled("GET", DOCUMENT, "Where a document stands, its invitation and its booking", {200: DocumentState})
async def read_document(request: Request) -> JSONResponse:
    return await read_reply(request, _state, await caller_of(request, "documents"))


def new_document(asked: DocumentRequest, types: TypeBook) -> tuple[NewDocument, list[str]]:
    """The application as the steps take it, and the fields left out since they could not be right, as in an import."""
    doubtful: list[str] = []

    def taken(field: str, reader: Callable[[str], str | None], text: str | None) -> str | None:
        if text is None:
            return None
        try:
            return reader(text)
        except Doubt:
            doubtful.append(field)
            return None

    applicant, code = asked.applicant or Applicant(), types.code_of(asked.type)
    lives, faults = residence_in(asked.holder)
    doubtful += [f"holder.{name}" for name in faults]
    new = NewDocument(
        reference=asked.reference,
        type=asked.type,
        title=title_of(asked.type, code) if code else None,
        holder=asked.holder.name,
        nik=taken("holder.nik", nik_of, asked.holder.nik),
        applicant=applicant.name,
        phone=taken("applicant.phone", phone_of, applicant.phone),
        email=taken("applicant.email", email_of, applicant.email),
        kk=taken("kk", kk_of, asked.kk),
        reason=asked.reason,
        channel=asked.channel,
        place=asked.place,
        shelf=asked.shelf.upper() if asked.shelf else None,
        language=asked.language or "id",
        kelurahan=None if "kelurahan" in faults else lives.kelurahan,
        rt=lives.rt,
        rw=lives.rw,
    )
    return new, doubtful


def residence_in(asked: Home) -> tuple[Residence, Mapping[str, str]]:
    """Where somebody lives, and what of it cannot be right, by field. Raises HiddenSigns."""
    refuse_hidden(asked.kelurahan)
    return read_residence(asked.kelurahan or "", asked.rt or "", asked.rw or "")


def _taken(session: Session, document: Document, doubtful: list[str]) -> DocumentAnswer:
    answer = DocumentAnswer(
        reference=document.reference,
        type=_type(session, document).code,
        stage=document.stage,
        channel=document.channel,
    )
    more = {"place": document.place, "warnings": doubtful}
    return answer.model_copy(update={name: value for name, value in more.items() if value})


def _state(session: Session, caller: Caller) -> DocumentState:
    office, base_url = caller.office, caller.base_url
    document = known_document(session, office, caller.named)
    invitation = session.get(Invitation, document.invitation_id) if document.invitation_id else None
    booking = queries.latest_booking_of_document(session, document.id)
    stands = booking is not None and booking.stage in SHOWN
    return DocumentState(
        reference=document.reference,
        type=_type(session, document).code,
        stage=document.stage,
        channel=document.channel,
        place=document.place,
        reason=document.reason,
        shelf=document.shelf,
        holder=names.initials(document.holder),
        invitation=invitation_face(invitation, office, base_url) if invitation else None,
        booking=booking_face(session, booking, office, base_url) if booking and stands else None,
        delivery=_delivery(session, document),
    )


def _delivery(session: Session, document: Document) -> DeliveryFace | None:
    """What its people asked for last, where it is about this document."""
    asked = last_request(session, document.invitation_id) if document.invitation_id else None
    if asked is None or document.id not in asked.documents:
        return None
    return DeliveryFace(way=asked.way, state=asked.state, courier=asked.courier, number=asked.number)


def _type(session: Session, document: Document) -> DocumentType:
    kind = session.get(DocumentType, document.type_id)
    assert kind is not None
    return kind

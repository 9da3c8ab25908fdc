"""A document is registered, moves on, and is marked ready, which invites its people."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db import queries
from scheduler.db.models import Booking, BookingDocument, Document, DocumentType, Invitation, Office
from scheduler.domain import stages
from scheduler.domain.blanks.refusals import NeedsNoBlank
from scheduler.domain.delivery.refusals import BookedHere
from scheduler.domain.documents.refusals import DocumentDiffers, DocumentUnknown, IllegalStep
from scheduler.domain.offices.refusals import TypeRetired, TypeUnknown
from scheduler.domain.stages import BookingStage, DocumentStage
from scheduler.domain.text import names
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.flow.blanks.allocation import begin_production, on_leaving
from scheduler.flow.core.history import move, record, shift
from scheduler.flow.destinations.batch_lines import refuse_while_out
from scheduler.flow.destinations.destinations import destination
from scheduler.flow.destinations.progress import tell_progress
from scheduler.flow.documents.finding import index_new
from scheduler.flow.invitations.waves import hold_line, invite_in_turn
from scheduler.flow.offices.kelurahan import spelt
from scheduler.flow.offices.known_types import type_book
from scheduler.flow.offices.reopening import reopen

_AWAY = frozenset({DocumentStage.MISPLACED, DocumentStage.AT_PARTNER})
"""Where a document may be for a while between ready and ready."""
_SAID_LATER = frozenset({"place", "kelurahan", "rt", "rw"})
_WITH_MORE = frozenset({DocumentStage.AT_PARTNER, DocumentStage.WITHDRAWN, DocumentStage.TRANSFERRED})
"""Reached only by a step that does more than move the document."""


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What an application says. `kk` is kept as a keyed hash only; without an applicant the holder is told."""

    reference: str
    type: str
    holder: str
    nik: str | None = None
    applicant: str | None = None
    phone: str | None = None
    email: str | None = None
    kk: str | None = None
    reason: str | None = None
    channel: str | None = None
    place: str | None = None
    shelf: str | None = None
    language: str = "id"
    title: str | None = None
    note: str | None = None
    printed_on: date | None = None
    kelurahan: str | None = None
    rt: str | None = None
    rw: str | None = None


def register(session: Session, office: Office, new: NewDocument, *, by: str, now: datetime) -> tuple[Document, bool]:
    """Take in an application; returns the document and whether it is new. The same again changes nothing.

    Raises HiddenSigns, TypeUnknown, TypeRetired, or DocumentDiffers where the registration number is known with other
    content.
    """
    refuse_hidden(
        new.reference,
        new.holder,
        new.applicant,
        new.place,
        new.shelf,
        new.title,
        new.note,
        new.email,
        new.kelurahan,
    )
    new = replace(new, reference=new.reference.strip(), holder=names.tidy_name(new.holder))
    kind = known_type(session, office, new.type)
    fingerprint = _fingerprint(new)
    known = queries.document_by_reference(session, office.id, new.reference)
    if known is not None:
        if known.content_hash not in fingerprint:
            raise DocumentDiffers(reference=new.reference)
        return known, False
    if kind.retired_at is not None:
        raise TypeRetired(type=kind.code)
    document = _row(office, kind, new, fingerprint[0], now)
    session.add(document)
    session.flush()
    index_new(session, document)
    record(session, document, by=by, now=now)
    return document, True


def apply_for(
    session: Session, office: Office, new: NewDocument, *, by: str, now: datetime, expected: date | None = None
) -> tuple[Document, bool]:
    """Take in an application of today, and tell its people that it came; else as `register`.

    expected: the day by which it is usually done. Raises also what `destination` raises, of a new one: where it is to
    be handed over, it must be able to get there.
    """
    document, is_new = register(session, office, new, by=by, now=now)
    if is_new:
        kind = session.get_one(DocumentType, document.type_id)
        channel, place = destination(session, office.id, kind, new.channel, new.place)
        shift(session, document, document.stage, {"channel": channel, "place": place})
        tell_progress(session, document, None, now=now, expected=expected)
    return document, is_new


def set_stage(
    session: Session,
    office: Office,
    reference: str,
    to: DocumentStage,
    *,
    by: str,
    now: datetime,
    note: str | None = None,
    printed: bool = False,
) -> tuple[Document, Invitation | None]:
    """Move a document on; returns the invitation that ready brings, or None while it waits for its turn.

    printed: as in `move_on`. Raises DocumentUnknown, IllegalStep, NoBlank, NeedsNoBlank. To a partner goes only a batch
    that somebody signed for, and from there only that batch leads (`flow.delivery.batches`): OutWithBatch. It is given
    up with a reason and what hangs on it (`flow.applying.withdrawing`), not here. While its people are at the office
    for it, only the counter hands it over: BookedHere.
    """
    document = known_document(session, office, reference)
    if to in _WITH_MORE:
        raise IllegalStep(stage=document.stage, to=to)
    refuse_while_out(session, document)
    if to == DocumentStage.COLLECTED and are_people_here(session, document):
        raise BookedHere
    return document, advance_document(session, office, document, to, by=by, now=now, note=note, printed=printed)


def are_people_here(session: Session, document: Document) -> bool:
    """Whether somebody has arrived to fetch a document; whoever is about to is waited for."""
    fetches = select(col(BookingDocument.booking_id)).where(
        col(BookingDocument.document_id) == document.id, col(BookingDocument.live)
    )
    held = select(col(Booking.stage)).where(col(Booking.id).in_(fetches)).with_for_update(key_share=True)
    return session.scalar(held) == BookingStage.ARRIVED


def advance_document(
    session: Session,
    office: Office,
    document: Document,
    to: str,
    *,
    by: str,
    now: datetime,
    note: str | None = None,
    printed: bool = False,
) -> Invitation | None:
    """One move of a document, with the invitation that ready brings if its turn has come.

    Its people are told what else the new stage means to them. Raises as `move_on`.
    """
    before = document.stage
    if to == DocumentStage.READY:
        hold_line(session, office)
    move_on(session, document, to, by=by, now=now, note=note, printed=printed)
    tell_progress(session, document, before, now=now)
    return invite_in_turn(session, document, office, now=now)


def move_on(
    session: Session,
    document: Document,
    to: str,
    *,
    by: str,
    now: datetime,
    note: str | None = None,
    printed: bool = False,
    passing: bool = False,
    why: str | None = None,
) -> None:
    """One move of a document by the table of its type; one that becomes ready stands in line from now.

    One that was looked for, or was with a partner, keeps the place it had; made anew since nobody found it, it comes
    before others. What goes into production waits for a blank where there is none. printed: the card is there, whatever
    the ledger of blanks says. passing: the document does not stay, so that no blank is kept for it. What goes back to
    incomplete lies before the clerks again, where its application was accepted. Raises IllegalStep; NoBlank for what is
    to be ready and has none; NeedsNoBlank for what waits for one and is printed on none.
    """
    table = table_of(session, document)
    if to == DocumentStage.IN_PRODUCTION and not passing:
        first = {"priority": True} if document.stage == DocumentStage.MISPLACED else {}
        begin_production(session, document, by=by, now=now, table=table, why=why, note=note, **first)
        return
    stages.advance(table, document.stage, to)
    if to == DocumentStage.WAITING_FOR_BLANK:
        _refuse_unprinted(session, document)
    reopen(session, document, to, now=now)
    since = on_leaving(session, document, to, printed=printed, by=by, now=now)
    if to == DocumentStage.READY and not (document.ready_at and document.stage in _AWAY):
        since["ready_at"] = now
    move(session, document, to, by=by, now=now, why=why, note=note, table=table, **since)


def table_of(session: Session, document: Document) -> Mapping[str, frozenset[str]]:
    """Which moves a document may make: where nothing is handed over, received goes straight to ready."""
    kind = session.get(DocumentType, document.type_id)
    return stages.DOCUMENT if kind is None or kind.hands_over else stages.VISIT_ONLY


def _refuse_unprinted(session: Session, document: Document) -> None:
    kind = session.get_one(DocumentType, document.type_id)
    if kind.material is None:
        raise NeedsNoBlank(type=kind.code)


def known_document(session: Session, office: Office, reference: str) -> Document:
    """The office's document by its registration number. Raises DocumentUnknown."""
    document = queries.document_by_reference(session, office.id, reference)
    if document is None:
        raise DocumentUnknown(reference=reference)
    return document


def known_type(session: Session, office: Office, text: str) -> DocumentType:
    """The office's document type for any spelling of it, also one that it has retired. Raises TypeUnknown."""
    code = type_book(session, office).code_of(text)
    found = next((kind for kind in queries.types_of(session, office.id) if kind.code == code), None)
    if found is None:
        raise TypeUnknown(type=text)
    return found


def _row(office: Office, kind: DocumentType, new: NewDocument, fingerprint: bytes, now: datetime) -> Document:
    look_up = keys.ring().look_up
    return Document(
        office_id=office.id,
        reference=new.reference,
        type_id=kind.id,
        title=new.title or kind.short or kind.name or kind.code,
        stage=DocumentStage.RECEIVED,
        holder=new.holder,
        nik=new.nik,
        nik_hash=look_up("nik", new.nik) if new.nik else None,
        applicant=names.tidy_name(new.applicant) if new.applicant else None,
        phone=new.phone,
        email=new.email,
        phone_hash=look_up("phone", new.phone) if new.phone else None,
        household=look_up("kk", new.kk) if new.kk else None,
        reason=new.reason,
        channel=new.channel or kind.channel,
        place=new.place,
        shelf=new.shelf,
        note=new.note,
        language=new.language,
        printed_on=new.printed_on,
        kelurahan=spelt(office, new.kelurahan),
        rt=new.rt,
        rw=new.rw,
        content_hash=fingerprint,
        created_at=now,
    )


def _fingerprint(new: NewDocument) -> list[bytes]:
    """Keyed hashes of what was registered, under every secret, newest first.

    A place counts where there is one, as does where somebody lives: documents from before that could be said stay the
    same.
    """
    said = {name: value for name, value in asdict(new).items() if name not in _SAID_LATER or value}
    content = json.dumps(said, default=str, sort_keys=True)
    return keys.ring().look_ups("document", content)

"""A document type begins to be handed over, is called otherwise, goes to another service, is retired and taken up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Application, Booking, BookingDocument, Document, DocumentType, Office, Procedure
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.custody.collecting import HOLDER, units_of, usual_bring
from scheduler.domain.offices import presets
from scheduler.domain.offices.called import TypeName
from scheduler.domain.offices.offer import NewType, TypeFacts, tidy
from scheduler.domain.offices.presets import REASONS
from scheduler.domain.offices.refusals import ChangedMeanwhile, MaterialInUse, ServiceUnknown, TypeNeeded, TypeUnknown
from scheduler.domain.refusals import Invalid
from scheduler.domain.stages import OVER, BookingStage
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.flow.core.audit import note_deed
from scheduler.flow.offices.known_types import keep_names, name_of, type_book

LIVE = (BookingStage.BOOKED, BookingStage.ARRIVED)


def add_type(session: Session, office: Office, new: NewType, *, by: str, now: datetime) -> DocumentType:
    """Hand over a type from now on: one of the catalogue, with what that asks for, or one of the office's own.

    Raises HiddenSigns; Invalid, naming each value that makes no sense.
    """
    facts, services = _tidied(new.facts), queries.services_of(session, office.id)
    letter, new = {each.letter: each.id for each in services}, replace(new, facts=facts)
    known = queries.types_of(session, office.id)
    faults = new.faults(codes=[each.code for each in known], letters=letter, materials=materials_of(session, office))
    _refuse(faults | _taken_spellings(session, office, facts, new.own_code))
    preset = presets.CATALOGUE.get(new.own_code)
    needs = preset.needs if preset else {}
    collectors = list(preset.collectors if preset and preset.whose == facts.whose else new.collectors)
    kind = DocumentType(
        office_id=office.id,
        service_id=letter[new.letter],
        code=new.own_code,
        minutes=new.minutes,
        units=units_of(new.minutes),
        hands_over=new.hands_over,
        bring={reason: list(needs[reason].bring) if needs else [] for reason in REASONS},
        take_back=[reason for reason, need in needs.items() if need.takes_back],
        police_letter=[reason for reason, need in needs.items() if need.asks_letter],
        collectors=collectors,
        collector_bring={each: list(usual_bring(each, holder_may_come=HOLDER in collectors)) for each in collectors},
        file_by_message=facts.channel == "self_print",
    )
    _put(kind, facts)
    session.add(kind)
    session.flush()
    keep_names(session, office)
    _note(session, office, kind, None, by=by, now=now)
    return kind


def describe_type(
    session: Session, office: Office, code: str, facts: TypeFacts, *, by: str, now: datetime, seen: str = ""
) -> DocumentType:
    """Change what a type is called, by which spellings lists name it, and how it is usually handed over.

    Documents that are there keep how they are handed over. seen: the stamp of what whoever asks was shown; "" where
    nobody was shown anything. Raises TypeUnknown, HiddenSigns, MaterialInUse, ChangedMeanwhile; Invalid, naming each
    value that makes no sense.
    """
    kind, facts = type_by_code(session, office, code), _tidied(facts)
    _refuse(facts.faults(materials_of(session, office)) | _taken_spellings(session, office, facts, code))
    if seen and facts_of(kind).stamp not in (seen, facts.stamp):
        raise ChangedMeanwhile(now=_said(session, kind))
    if facts.material != kind.material and (documents := _open_documents(session, kind)):
        raise MaterialInUse(type=code, documents=documents)
    was = _said(session, kind)
    _put(kind, facts)
    session.add(kind)
    session.flush()
    keep_names(session, office)
    _note(session, office, kind, was, by=by, now=now)
    return kind


def move_type(session: Session, office: Office, code: str, letter: str, *, by: str, now: datetime) -> DocumentType:
    """Hand a type over at another service. Visits that are booked stay where they are.

    Raises TypeUnknown, ServiceUnknown.
    """
    kind = type_by_code(session, office, code)
    service = next((each for each in queries.services_of(session, office.id) if each.letter == letter), None)
    if service is None:
        raise ServiceUnknown
    was = _said(session, kind)
    kind.service_id = service.id
    session.add(kind)
    session.flush()
    _note(session, office, kind, was, by=by, now=now)
    return kind


def retire_type(session: Session, office: Office, code: str, *, by: str, now: datetime) -> None:
    """Take no more documents of a type; what is known of it stays. Nothing to do where it is retired.

    Raises TypeUnknown; TypeNeeded while documents of it are on their way or applications for it are written.
    """
    kind = type_by_code(session, office, code)
    if kind.retired_at is not None:
        return
    documents, drafts = _open_documents(session, kind), _drafts(session, kind)
    if documents or drafts:
        raise TypeNeeded(type=code, documents=documents, drafts=drafts)
    was = _said(session, kind)
    kind.retired_at = now
    session.add(kind)
    session.flush()
    _note(session, office, kind, was, by=by, now=now)


def resume_type(session: Session, office: Office, code: str, *, by: str, now: datetime) -> None:
    """Hand a type over again. Raises TypeUnknown; Invalid where its service is retired, or another has its spelling."""
    kind = type_by_code(session, office, code)
    if kind.retired_at is None:
        return
    if queries.service_by_id(session, kind.service_id).retired_at is not None:
        raise Invalid(errors={"letter": "retired"})
    taken = type_book(session, office).taken_spellings(kind.spellings, by_others_than=code)
    _refuse({"spellings": ", ".join(taken)} if taken else {})
    was = _said(session, kind)
    kind.retired_at = None
    session.add(kind)
    session.flush()
    _note(session, office, kind, was, by=by, now=now)


def visits_of_type(session: Session, kind: DocumentType) -> int:
    """How many visits are booked that fetch a document of a type."""
    visits = (
        select(func.count(func.distinct(col(Booking.id))))
        .join(BookingDocument, col(BookingDocument.booking_id) == col(Booking.id))
        .join(Document, col(Document.id) == col(BookingDocument.document_id))
        .where(col(Document.type_id) == kind.id, col(Booking.stage).in_(LIVE))
    )
    return int(session.scalar(visits) or 0)


def type_by_code(session: Session, office: Office, code: str) -> DocumentType:
    """A type of the office, also a retired one. Raises TypeUnknown."""
    kind = next((each for each in queries.types_of(session, office.id) if each.code == code), None)
    if kind is None:
        raise TypeUnknown(type=code)
    return kind


def materials_of(session: Session, office: Office) -> list[str]:
    """The blanks that a type may be printed on: those of the office's types, and those that every office knows."""
    own = [kind.material for kind in queries.types_of(session, office.id)]
    usual = [kind.material for kind in presets.TYPES]
    return list(dict.fromkeys(name for name in (*own, *usual) if name))


def facts_of(kind: DocumentType) -> TypeFacts:
    """What a type is now."""
    return TypeFacts(name_of(kind), kind.spellings, kind.channel, kind.material, kind.whose)


def _open_documents(session: Session, kind: DocumentType) -> int:
    query = select(func.count()).select_from(Document)
    return int(session.scalar(query.where(col(Document.type_id) == kind.id, col(Document.stage).not_in(OVER))) or 0)


def _drafts(session: Session, kind: DocumentType) -> int:
    """Applications for a type that somebody has begun and not sent."""
    begun = (
        select(func.count())
        .select_from(Application)
        .join(Procedure, col(Procedure.id) == col(Application.procedure_id))
        .where(
            col(Procedure.type_id) == kind.id,
            col(Application.document_id).is_(None),
            col(Application.withdrawn_at).is_(None),
        )
    )
    return int(session.scalar(begun) or 0)


def _taken_spellings(session: Session, office: Office, facts: TypeFacts, code: str) -> dict[str, str]:
    """The spellings by which another type of the office is known already."""
    taken = type_book(session, office).taken_spellings(facts.spellings, by_others_than=code)
    return {"spellings": ", ".join(taken)} if taken else {}


def _tidied(facts: TypeFacts) -> TypeFacts:
    """With single spaces, each spelling once. Raises HiddenSigns."""
    name, spellings = facts.name, _once(facts.spellings)
    refuse_hidden(*name.kept().values(), *spellings, facts.material)
    return replace(facts, name=TypeName(*(tidy(text) for text in name.kept().values())), spellings=spellings)


def _once(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, map(tidy, texts))))


def _put(kind: DocumentType, facts: TypeFacts) -> None:
    name = facts.name
    kind.name, kind.short, kind.name_en, kind.short_en = name.name, name.short, name.name_en, name.short_en
    kind.spellings, kind.channel, kind.material = list(facts.spellings), facts.channel, facts.material
    kind.whose = facts.whose


def _said(session: Session, kind: DocumentType) -> dict[str, Any]:
    """What a type is, as it is written down when it changes."""
    return {
        **name_of(kind).kept(),
        "spellings": list(kind.spellings),
        "service": queries.service_by_id(session, kind.service_id).letter,
        "minutes": kind.minutes,
        "hands_over": kind.hands_over,
        "channel": kind.channel,
        "material": kind.material,
        "whose": kind.whose,
        "retired": kind.retired_at is not None,
    }


def _note(
    session: Session, office: Office, kind: DocumentType, was: dict[str, Any] | None, *, by: str, now: datetime
) -> None:
    became = _said(session, kind)
    note_deed(session, office.id, Deed.TYPE_CHANGED, by=by, now=now, about=kind.code, was=was, became=became)


def _refuse(faults: dict[str, str]) -> None:
    if faults:
        raise Invalid(errors=faults)

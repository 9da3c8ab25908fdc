"""What an office calls its types and services: kept beside its row, and as a book for lists that name them."""

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import DocumentType, Office
from scheduler.domain.offices.called import TypeName, preset_name
from scheduler.domain.offices.type_book import Kind, TypeBook
from scheduler.flow.destinations.destinations import prints_itself


def type_book(session: Session, office: Office) -> TypeBook:
    """The office's document types by how they are written, with those that it has retired."""
    return TypeBook.of(_kind(each) for each in queries.types_of(session, office.id))


def name_of(kind: DocumentType) -> TypeName:
    """What citizens read for a type."""
    return TypeName(kind.name, kind.short, kind.name_en, kind.short_en) if kind.name else preset_name(kind.code)


def keep_names(session: Session, office: Office) -> None:
    """Write beside the office what its types and services are called, as their rows say it."""
    row = session.get_one(Office, office.id)
    row.type_names = {kind.code: name_of(kind).kept() for kind in queries.types_of(session, office.id)}
    services = queries.all_services_of(session, office.id)
    by_age = sorted(services, key=lambda service: service.retired_at is None)
    row.service_names = {service.name: service.name_en for service in by_age if service.name_en}
    session.add(row)
    session.flush()


def _kind(kind: DocumentType) -> Kind:
    name = name_of(kind)
    return Kind(
        code=kind.code,
        hands_over=kind.hands_over,
        prints_itself=prints_itself(kind),
        has_blank=kind.material is not None,
        names=(name.name, name.short, name.name_en, name.short_en),
        spellings=tuple(kind.spellings),
        retired=kind.retired_at is not None,
    )

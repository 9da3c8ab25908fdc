"""Who asked to see what is masked: the newest first, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Conversation, Disclosure, Document, Office, Staff
from scheduler.domain.text.phones import masked
from scheduler.flow.core.local_time import zone_of_office

PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose disclosures, from day to day; None is all. before: the row that the last page ended with."""

    by: int | None = None
    first: date | None = None
    last: date | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One disclosure. reference: of the document, if of one; talk: the conversation and its masked phone, if of one;
    fields: words of `disclosing.FIELDS`.
    """

    id: int
    at: datetime
    who: str
    reference: str | None
    talk: tuple[int, str] | None
    fields: Sequence[str]
    place: str


@dataclass(frozen=True, slots=True)
class DisclosuresPage:
    """A page of disclosures. before: where it ended, None on the last; people: all who work or worked here, by id."""

    rows: Sequence[Row]
    before: int | None
    people: dict[int, str]


def disclosures_page(session: Session, office: Office, asked: Asked) -> DisclosuresPage:
    """A page of what was shown to whom, the newest first."""
    zone = zone_of_office(office)
    staff = select(Staff).where(col(Staff.office_id) == office.id).order_by(col(Staff.name))
    people = {each.id: each.name for each in session.scalars(staff)}
    query = (
        select(Disclosure, col(Document.reference), Conversation)
        .outerjoin(Document, col(Document.id) == col(Disclosure.document_id))
        .outerjoin(Conversation, col(Conversation.id) == col(Disclosure.conversation_id))
        .where(col(Disclosure.office_id) == office.id)
    )
    if asked.by is not None:
        query = query.where(col(Disclosure.by) == f"staff:{asked.by}")
    if asked.first is not None:
        query = query.where(col(Disclosure.at) >= datetime.combine(asked.first, time(), zone))
    if asked.last is not None:
        query = query.where(col(Disclosure.at) < datetime.combine(asked.last + timedelta(days=1), time(), zone))
    if asked.before is not None:
        query = query.where(col(Disclosure.id) < asked.before)
    found = session.execute(query.order_by(col(Disclosure.id).desc()).limit(PAGE + 1)).all()
    rows = [_row(people, *each) for each in found[:PAGE]]
    return DisclosuresPage(rows, rows[-1].id if len(found) > PAGE else None, people)


def _row(people: dict[int, str], shown: Disclosure, reference: str | None, talk: Conversation | None) -> Row:
    kind, _, number = shown.by.partition(":")
    who = people.get(int(number), shown.by) if kind == "staff" and number.isdigit() else shown.by
    of_talk = (talk.id, masked(talk.phone)) if talk else None
    return Row(shown.id, shown.at, who, reference, of_talk, shown.fields.split(","), shown.place)

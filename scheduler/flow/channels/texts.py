"""An office's own words for what it tells citizens, by the name of the text and the language."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlmodel import Session, col

from scheduler.db.models import MessageText, Office
from scheduler.domain.channels.refusals import TextFaulty
from scheduler.domain.text.patterns import faults_of


@dataclass(frozen=True, slots=True)
class Places:
    """What a text may name to be filled in, and what it must name."""

    may: Collection[str]
    must: Collection[str]


def own_texts(session: Session, office_id: int) -> dict[tuple[str, str], MessageText]:
    """(name, language) -> an office's own words."""
    rows = session.scalars(select(MessageText).where(col(MessageText.office_id) == office_id))
    return {(row.name, row.language): row for row in rows}


def own_text(session: Session, office_id: int, name: str, language: str) -> str | None:
    """An office's own words for one text in one language; None where it has none."""
    return session.scalar(select(col(MessageText.text)).where(*_one(office_id, name, language)))


def set_text(
    session: Session, office: Office, name: str, language: str, text: str, *, places: Places, by: str, now: datetime
) -> MessageText:
    """Say a text in the office's own words from now on. Raises TextFaulty, whose `errors` are those of `faults_of`."""
    words = text.replace("\r\n", "\n").strip()
    errors = faults_of(words, may=places.may, must=places.must)
    if errors:
        raise TextFaulty(name=name, language=language, errors=errors)
    row = session.scalar(select(MessageText).where(*_one(office.id, name, language)))
    if row is None:
        row = MessageText(office_id=office.id, name=name, language=language, text=words, changed_at=now, by=by)
    elif row.text != words:
        row.text, row.changed_at, row.by = words, now, by
    session.add(row)
    session.flush()
    return row


def reset_text(session: Session, office: Office, name: str, language: str) -> None:
    """Take a text back to the words that every office starts with."""
    session.execute(delete(MessageText).where(*_one(office.id, name, language)))


def _one(office_id: int, name: str, language: str) -> tuple[ColumnElement[bool], ...]:
    same = (col(MessageText.name) == name, col(MessageText.language) == language)
    return (col(MessageText.office_id) == office_id, *same)

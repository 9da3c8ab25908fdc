"""Links that were closed since somebody said that they were not for them. Known by the hash of their code alone."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import ClosedLink, Office
from scheduler.domain.text import codes


def note_closed(session: Session, office_id: int, code_hash: bytes, *, now: datetime) -> None:
    """Write down that the code of a link opens nothing any more, before it is exchanged for another."""
    session.add(ClosedLink(code_hash=code_hash, office_id=office_id, at=now))
    session.flush()


def office_of_closed(session: Session, code: str) -> Office | None:
    """The office of a link that was closed, by its code in any spelling; None for one that never opened anything."""
    plain = codes.read(code)
    if plain is None:
        return None
    of_it = select(Office).join(ClosedLink, col(ClosedLink.office_id) == col(Office.id))
    return session.scalar(of_it.where(col(ClosedLink.code_hash) == codes.hash_of(plain)))

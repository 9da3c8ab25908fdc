"""Notices of an office: which are in force at a moment, as the board carries them."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Announcement, Office

IN_FORCE = Prepared(
    select(col(Announcement.text), col(Announcement.text_en))
    .where(
        col(Announcement.office_id) == bindparam("office"),
        col(Announcement.starts_at) <= bindparam("now"),
        col(Announcement.ends_at) > bindparam("now"),
    )
    .order_by(col(Announcement.starts_at), col(Announcement.id))
)

TO_END = Prepared(
    select(col(Announcement.starts_at), col(Announcement.ends_at)).where(
        col(Announcement.office_id) == bindparam("office"), col(Announcement.ends_at) > bindparam("now")
    )
)


def announcement_turns(session: Session, office: Office, now: datetime) -> list[datetime]:
    """The moments at which a notice that has not ended begins or ends."""
    return [turn for span in TO_END.all(session, office=office.id, now=now) for turn in span]


def announcements_of(session: Session, office: Office, now: datetime) -> tuple[dict[str, str], ...]:
    """The texts in force at `now` by language, in the order in which they began.

    One without an English text has the Indonesian one in its place.
    """
    session.flush()
    return tuple(
        {"id": text, "en": english or text} for text, english in IN_FORCE.all(session, office=office.id, now=now)
    )

"""Notices of an office: which are in force at a moment, as the board carries them."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Announcement, Office


def announcements_of(session: Session, office: Office, now: datetime) -> tuple[dict[str, str], ...]:
    """The texts in force at `now` by language, in the order in which they began.

    One without an English text has the Indonesian one in its place.
    """
    in_force = session.scalars(
        select(Announcement)
        .where(
            col(Announcement.office_id) == office.id,
            col(Announcement.starts_at) <= now,
            col(Announcement.ends_at) > now,
        )
        .order_by(col(Announcement.starts_at), col(Announcement.id))
    )
    return tuple({"id": each.text, "en": each.text_en or each.text} for each in in_force)

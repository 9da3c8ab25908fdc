"""What the page of notices shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Announcement, Office

REMEMBERED = timedelta(days=90)
MOST_OVER = 20
"""Notices that are over, to be put up again."""


@dataclass(frozen=True, slots=True)
class AnnouncementsPage:
    """Notices in force and to come in the order in which they begin; those that are over, the latest first."""

    in_force: Sequence[Announcement]
    coming: Sequence[Announcement]
    over: Sequence[Announcement]

    @property
    def all(self) -> list[Announcement]:
        return [*self.in_force, *self.coming, *self.over]


def announcements_page(session: Session, office: Office, now: datetime) -> AnnouncementsPage:
    """An office's notices at a moment."""
    of_office = select(Announcement).where(col(Announcement.office_id) == office.id)
    live = session.scalars(
        of_office.where(col(Announcement.ends_at) > now).order_by(col(Announcement.starts_at), col(Announcement.id))
    ).all()
    over = session.scalars(
        of_office.where(col(Announcement.ends_at) <= now, col(Announcement.ends_at) > now - REMEMBERED)
        .order_by(col(Announcement.ends_at).desc(), col(Announcement.id).desc())
        .limit(MOST_OVER)
    ).all()
    return AnnouncementsPage(
        in_force=[each for each in live if each.starts_at <= now],
        coming=[each for each in live if each.starts_at > now],
        over=over,
    )

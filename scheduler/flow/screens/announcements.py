"""Notices of the office on screens and phones: put up, changed, taken down."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db.models import Announcement, Office
from scheduler.domain.refusals import Invalid
from scheduler.domain.screens import AnnouncementUnknown, TooManyAnnouncements
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.lobby_lock import hold

LONGEST = 140
"""Characters of a notice: what the foot of a screen has room for in letters that are read from eight metres."""
MOST = 10
"""Notices of one office that are not over. Each waits for its turn at the foot of a screen."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said from one moment to another (UTC). Without `text_en` screens in English show `text`."""

    text: str
    starts_at: datetime
    ends_at: datetime
    text_en: str = ""


def announce(session: Session, office: Office, notice: Notice, *, by: str, now: datetime) -> Announcement:
    """Put up a notice. Raises Invalid, which names the fields, and TooManyAnnouncements."""
    _check(notice, now)
    day = hold(session, office, now)
    _refuse_one_more(session, office, now)
    row = Announcement(
        office_id=office.id,
        text=_tidy(notice.text),
        text_en=_tidy(notice.text_en),
        starts_at=notice.starts_at,
        ends_at=notice.ends_at,
        created_at=now,
        by=by,
    )
    session.add(row)
    session.flush()
    admit_and_publish(session, office, day, now)
    return row


def change(
    session: Session, office: Office, announcement_id: int, notice: Notice, *, by: str, now: datetime
) -> Announcement:
    """Say a notice otherwise or at another time; one that is over is put up again by a later end.

    Raises AnnouncementUnknown, Invalid, TooManyAnnouncements.
    """
    _check(notice, now)
    day = hold(session, office, now)
    row = _announcement(session, office, announcement_id)
    if row.ends_at <= now:
        _refuse_one_more(session, office, now)
    row.text, row.text_en = _tidy(notice.text), _tidy(notice.text_en)
    row.starts_at, row.ends_at, row.by = notice.starts_at, notice.ends_at, by
    session.add(row)
    session.flush()
    admit_and_publish(session, office, day, now)
    return row


def end(session: Session, office: Office, announcement_id: int, *, by: str, now: datetime) -> None:
    """Take a notice down now. One that nobody has seen yet leaves nothing behind, one that is over stays as it is.

    Raises AnnouncementUnknown.
    """
    day = hold(session, office, now)
    row = _announcement(session, office, announcement_id)
    if row.starts_at >= now:
        session.delete(row)
    elif row.ends_at > now:
        row.ends_at, row.by = now, by
        session.add(row)
    session.flush()
    admit_and_publish(session, office, day, now)


def _announcement(session: Session, office: Office, announcement_id: int) -> Announcement:
    row = session.get(Announcement, announcement_id, populate_existing=True)
    if row is None or row.office_id != office.id:
        raise AnnouncementUnknown
    return row


def _check(notice: Notice, now: datetime) -> None:
    errors: dict[str, str] = {}
    if not notice.text.strip():
        errors["text"] = "missing"
    for name, text in (("text", notice.text), ("text_en", notice.text_en)):
        if len(_tidy(text)) > LONGEST:
            errors[name] = "too_long"
    if notice.ends_at <= notice.starts_at:
        errors["ends_at"] = "before_start"
    elif notice.ends_at <= now:
        errors["ends_at"] = "past"
    if errors:
        raise Invalid(errors=errors)


def _refuse_one_more(session: Session, office: Office, now: datetime) -> None:
    live = select(func.count()).select_from(Announcement)
    live = live.where(col(Announcement.office_id) == office.id, col(Announcement.ends_at) > now)
    if (session.scalar(live) or 0) >= MOST:
        raise TooManyAnnouncements(most=MOST)


def _tidy(text: str) -> str:
    return " ".join(text.split())

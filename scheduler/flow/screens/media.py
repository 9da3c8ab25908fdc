"""Pictures and videos that screens show between calls: which there are, and the steps that change that.

The files themselves are kept by the caller of these steps, under the name that `file_name` gives.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.board.screen import Medium
from scheduler.db.engine.locks import hold_name
from scheduler.db.models import MediaFile, Office
from scheduler.domain.refusals import Invalid
from scheduler.domain.screens import MediumUnknown, TooManyMedia

MOST = 20
LONGEST_TITLE = 120
SECONDS = range(5, 61)
"""How long a picture may stay."""
USUAL_SECONDS = 12
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "video/mp4": "mp4",
    "video/webm": "webm",
}


@dataclass(frozen=True, slots=True)
class NewMedium:
    """A file that has been stored. mark: names it, of its content; size: bytes; seconds: for a picture."""

    kind: Literal["picture", "video"]
    mark: str
    media_type: str
    size: int
    title: str
    seconds: int = USUAL_SECONDS


def media_of(session: Session, office_id: int) -> tuple[Medium, ...]:
    """An office's pictures and videos in the order in which screens show them."""
    rows = media_files(session, office_id)
    return tuple(Medium(each.id, each.kind, each.mark, each.title, each.seconds) for each in rows)  # type: ignore[arg-type]


def media_files(session: Session, office_id: int) -> Sequence[MediaFile]:
    """An office's pictures and videos as rows, with what its own page shows beside."""
    of_office = select(MediaFile).where(col(MediaFile.office_id) == office_id)
    return session.scalars(of_office.order_by(col(MediaFile.position), col(MediaFile.id))).all()


def file_name(office_code: str, mark: str, media_type: str) -> str:
    """Where a file lies within the media folder: "tanjungpinang/4f2a.jpg"."""
    return f"{office_code}/{mark}.{EXTENSIONS[media_type]}"


def add(session: Session, office: Office, new: NewMedium, *, by: str, now: datetime) -> MediaFile:
    """Show one more picture or video, after all others. Raises Invalid, which names the fields, and TooManyMedia."""
    refuse_nonsense(new.title, new.seconds)
    rows = _held(session, office)
    if len(rows) >= MOST:
        raise TooManyMedia(most=MOST)
    row = MediaFile(
        office_id=office.id,
        kind=new.kind,
        mark=new.mark,
        media_type=new.media_type,
        title=_tidy(new.title),
        seconds=new.seconds,
        size=new.size,
        position=max((each.position for each in rows), default=0) + 1,
        created_at=now,
        by=by,
    )
    session.add(row)
    _changed(session, office)
    return row


def change(session: Session, office: Office, medium_id: int, *, title: str, seconds: int, by: str) -> MediaFile:
    """Call a picture or video otherwise, show it for a longer or shorter time. Raises MediumUnknown, Invalid."""
    refuse_nonsense(title, seconds)
    row = _one_of(_held(session, office), medium_id)
    row.title, row.seconds, row.by = _tidy(title), seconds, by
    session.add(row)
    _changed(session, office)
    return row


def place(session: Session, office: Office, medium_id: int, number: int) -> None:
    """Show a picture or video as the `number`th, from one; beyond the last is the last. Raises MediumUnknown."""
    rows = _held(session, office)
    row = _one_of(rows, medium_id)
    rows.remove(row)
    rows.insert(max(number, 1) - 1, row)
    for position, each in enumerate(rows, start=1):
        each.position = position
        session.add(each)
    _changed(session, office)


def remove(session: Session, office: Office, medium_id: int) -> MediaFile:
    """Show a picture or video no more; its file may go after the commit unless `is_named`. Raises MediumUnknown."""
    row = _one_of(_held(session, office), medium_id)
    session.delete(row)
    _changed(session, office)
    return row


def is_named(session: Session, office_id: int, mark: str) -> bool:
    """Whether any picture or video of the office needs the file of this mark."""
    return any(each.mark == mark for each in media_files(session, office_id))


def _held(session: Session, office: Office) -> list[MediaFile]:
    """All of the office, one step after the other from here on: their number and their order depend on all."""
    hold_name(session, hashlib.sha256(f"media:{office.id}".encode()).digest())
    return list(media_files(session, office.id))


def _one_of(rows: Sequence[MediaFile], medium_id: int) -> MediaFile:
    row = next((each for each in rows if each.id == medium_id), None)
    if row is None:
        raise MediumUnknown
    return row


def _changed(session: Session, office: Office) -> None:
    """Every screen of the office is told after the commit."""
    session.flush()
    session.info.setdefault("screens", set()).add(office.code)


def refuse_nonsense(title: str, seconds: int) -> None:
    """Refuse a title or seconds that make no sense. Raises Invalid, which names the fields."""
    errors: dict[str, str] = {}
    if not title.strip():
        errors["title"] = "missing"
    elif len(_tidy(title)) > LONGEST_TITLE:
        errors["title"] = "too_long"
    if seconds not in SECONDS:
        errors["seconds"] = f"{SECONDS.start}-{SECONDS.stop - 1}"
    if errors:
        raise Invalid(errors=errors)


def _tidy(text: str) -> str:
    return " ".join(text.split())

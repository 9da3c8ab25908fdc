"""The pages that were sent for an application, in the order of its checklist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import ApplicationItem, ApplicationPage


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that was sent, by its row's id.

    number: where it stands among all pages of the application; is_old: another took its place.
    """

    id: int
    number: int
    mark: str
    position: int
    name: str
    page: int
    of: int
    width: int
    height: int
    hint: str | None
    sent_at: datetime
    is_old: bool
    is_gone: bool


def sheets_of(session: Session, items: Sequence[ApplicationItem]) -> list[Sheet]:
    """The pages item by item: what stands for it now, then what was replaced or deleted."""
    rows = session.scalars(
        select(ApplicationPage)
        .where(col(ApplicationPage.item_id).in_([item.id for item in items]))
        .order_by(col(ApplicationPage.sent_at), col(ApplicationPage.position), col(ApplicationPage.id))
    ).all()
    found: list[Sheet] = []
    for item in items:
        mine = [row for row in rows if row.item_id == item.id]
        live = sorted((row for row in mine if row.replaced_at is None), key=lambda row: (row.position, row.id))
        old = [row for row in mine if row.replaced_at is not None]
        for place, row in enumerate([*live, *old]):
            is_old = place >= len(live)
            page, of = (place - len(live) + 1, len(old)) if is_old else (place + 1, len(live))
            found.append(_sheet(row, item, len(found) + 1, page=page, of=of))
    return found


def _sheet(row: ApplicationPage, item: ApplicationItem, number: int, *, page: int, of: int) -> Sheet:
    return Sheet(
        id=row.id,
        number=number,
        mark=row.mark,
        position=item.position,
        name=item.name,
        page=page,
        of=of,
        width=row.width,
        height=row.height,
        hint=row.hint,
        sent_at=row.sent_at,
        is_old=row.replaced_at is not None,
        is_gone=row.gone_at is not None,
    )

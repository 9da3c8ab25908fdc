"""What a clerk decides of one item, and takes back before the citizen was answered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Application, ApplicationItem, Office
from scheduler.domain.applying.checking import ACCEPTED, ASKED, BROUGHT, EMPTY, SENT, UNREADABLE, reason_of
from scheduler.domain.applying.checking_refusals import DecidedMeanwhile, PageMissing, ReasonUnknown, WithCitizen
from scheduler.domain.applying.upload_refusals import ItemUnknown
from scheduler.domain.refusals import Invalid
from scheduler.flow.applying.applications import pages_of
from scheduler.flow.applying.checking.held import hold_open

LONGEST = 300
"""Characters of a clerk's own words about an item."""
UNSEEN = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Decision:
    """state: accepted, missing or unreadable. why: a ready-made reason of what is asked for again, or "brought".

    words: the clerk's own, for the citizen.
    """

    state: str
    why: str | None = None
    words: str = ""


def decide(
    session: Session,
    office: Office,
    application_id: int,
    position: int,
    decision: Decision,
    *,
    seen: str,
    by: str,
    now: datetime,
) -> ApplicationItem:
    """Decide on an item. The application is the clerk's from now on if it was nobody's.

    seen: the item's mark on the page (`mark_of`). The same decision again changes nothing. Raises ApplicationAbsent,
    ApplicationAnswered, ItemUnknown, ReasonUnknown, Invalid, PageMissing, WithCitizen, DecidedMeanwhile.
    """
    wanted = _whole(decision)
    application, _ = hold_open(session, office, application_id)
    item = item_at(session, application, position)
    if (item.state, item.why, item.words or "", item.decided_by) == (wanted.state, wanted.why, wanted.words, by):
        return item
    if wanted.why != BROUGHT and wanted.state in (ACCEPTED, UNREADABLE) and not pages_of(session, [item])[item.id]:
        raise PageMissing(item=item.name)
    if wanted.state in ASKED and application.waiting_since is None:
        raise WithCitizen
    _change(session, item, seen, state=wanted.state, why=wanted.why, words=wanted.words or None, by=by, now=now)
    _take(session, application, by)
    return item


def undecide(
    session: Session,
    office: Office,
    application_id: int,
    position: int,
    *,
    seen: str,
    by: str,  # noqa: ARG001 - as every step
    now: datetime,  # noqa: ARG001
) -> ApplicationItem:
    """Take a decision back that the citizen was not told of yet. Not decided at all: nothing changes.

    Raises ApplicationAbsent, ApplicationAnswered, ItemUnknown, WithCitizen, DecidedMeanwhile.
    """
    application, _ = hold_open(session, office, application_id)
    item = item_at(session, application, position)
    if item.state in (EMPTY, SENT):
        return item
    if item.state in ASKED and application.waiting_since is None:
        raise WithCitizen
    state = SENT if pages_of(session, [item])[item.id] else EMPTY
    _change(session, item, seen, state=state, why=None, words=None, by=None, now=None)
    return item


def mark_of(item: ApplicationItem, pages: Sequence[int]) -> str:
    """A mark that changes with all that is decided on an item, sent for it or taken back. pages: ids of live ones."""
    decided = f"{item.decided_at.timestamp():.6f}" if item.decided_at else "-"
    return f"{item.state}.{decided}.{len(pages)}.{max(pages, default=0)}"


def current_mark(session: Session, item: ApplicationItem) -> str:
    """The mark of an item as it is now."""
    return mark_of(item, [page.id for page in pages_of(session, [item]).get(item.id, [])])


def item_at(session: Session, application: Application, position: int) -> ApplicationItem:
    """A line of an application's checklist, as it is now. Raises ItemUnknown."""
    found = session.scalars(
        select(ApplicationItem)
        .where(col(ApplicationItem.application_id) == application.id, col(ApplicationItem.position) == position)
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise ItemUnknown
    return found


def _whole(decision: Decision) -> Decision:
    """A decision without what nobody sees; reasons that do not belong to its state are refused."""
    if decision.state not in (ACCEPTED, *ASKED):
        raise Invalid(errors={"state": "unknown"})
    words = " ".join(UNSEEN.sub(" ", decision.words).split())
    if len(words) > LONGEST:
        raise Invalid(errors={"words": "too_long"})
    if decision.state == ACCEPTED:
        return Decision(ACCEPTED, BROUGHT if decision.why == BROUGHT else None)
    if reason_of(decision.state, decision.why) is None:
        raise ReasonUnknown
    return Decision(decision.state, decision.why, words)


def _change(
    session: Session, item: ApplicationItem, seen: str, *, by: str | None, now: datetime | None, **values: Any
) -> None:
    """The guard: the item is as the clerk saw it, or DecidedMeanwhile."""
    if current_mark(session, item) != seen:
        raise DecidedMeanwhile(item=item.name)
    as_read = update(ApplicationItem).where(
        col(ApplicationItem.id) == item.id,
        col(ApplicationItem.state) == item.state,
        col(ApplicationItem.decided_at).is_not_distinct_from(item.decided_at),
    )
    if not change_rows(session, as_read.values(decided_by=by, decided_at=now, **values)):
        raise DecidedMeanwhile(item=item.name)
    session.refresh(item)


def _take(session: Session, application: Application, by: str) -> None:
    application.taken_by = application.taken_by or by
    session.add(application)
    session.flush()

"""A document that a place cannot find: its batch has an end, and the office looks for it or makes it anew."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Document, Office
from scheduler.domain.delivery.refusals import LossUnexplained
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.flow.core.history import move
from scheduler.flow.delivery.batches.confirming import LOST, refuse_settled, settle
from scheduler.flow.delivery.batches.holding import close_if_settled, hold_out, row_of
from scheduler.flow.destinations.progress import tell_progress

WHY = "lost_there"


def report_lost(
    session: Session,
    office: Office,
    batch_id: int,
    reference: str,
    *,
    told_by: str,
    reason: str,
    by: str,
    now: datetime,
) -> Document:
    """A document of a batch is neither at its place nor here: it is looked for, as one that is not on its shelf.

    told_by: who of the place said so; reason: how it came about; both stay sealed in its history. From here it is
    marked ready once found, or goes into production again. Its people are told not to go there. The same again does
    nothing.

    Raises BatchUnknown, BatchUnsigned, NotInBatch, LossUnexplained, HiddenSigns, ConfirmedAlready, BroughtBack.
    """
    refuse_hidden(told_by, reason)
    told_by, reason = (" ".join(each.split()) for each in (told_by, reason))
    if not (told_by and reason):
        raise LossUnexplained
    batch = hold_out(session, office.id, batch_id)
    row, document = row_of(session, batch, reference)
    if row.outcome == LOST:
        return document
    refuse_settled(row, document)
    settle(session, row, {"outcome": LOST, "at": now, "by": by})
    before = document.stage
    move(
        session,
        document,
        DocumentStage.MISPLACED,
        by=by,
        now=now,
        why=WHY,
        note=f"{told_by}: {reason}",
        shelf=None,
    )
    tell_progress(session, document, before, now=now)
    close_if_settled(session, batch, now=now)
    return document

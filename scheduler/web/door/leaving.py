"""Somebody goes home from the door, with what is said to it: safe to send twice, as a scan is."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.domain.booking import PassUnknown
from scheduler.domain.refusals import Refusal
from scheduler.domain.stages import TicketStage
from scheduler.flow.core.replays import Answered
from scheduler.flow.door import leaving
from scheduler.web.door.shared import answers, scans
from scheduler.web.door.shared.answers import DoorAnswer
from scheduler.web.door.shared.scans import Asked
from scheduler.web.shared.staff.once import done_once


def depart(
    session: Session, office: Office, asked: Asked, nonce: str, *, sure: bool, by: str, now: datetime
) -> DoorAnswer:
    """End the visit of whoever goes; unless that is sure, ask first. A refusal is an answer too.

    Raises TicketUnknown, KeyReused.
    """
    shown = scans.shown_of(session, office, asked, now)

    def work(session: Session) -> Answered:
        gone = leaving.depart(session, office, shown, sure=sure, by=by, now=now)
        facts = {} if gone.counter is None else {"counter": gone.counter}
        return answers.said(gone.answer, now, facts=facts, ticket=gone.ticket, booking=gone.booking_id)

    def refused(refusal: Refusal) -> Answered:
        return answers.of_refusal(refusal, now)

    _, body = done_once(session, office, scans.PREFIX + nonce, (asked, sure), work=work, refused=refused, now=now)
    return answers.read(body, nonce)


def undo_departure(session: Session, office: Office, of: str, nonce: str, *, by: str, now: datetime) -> DoorAnswer:
    """Somebody has not gone after all. of: the nonce of the answer that said so.

    A refusal (MovedSince, UndoTooLate) is an answer too. Raises PassUnknown.
    """
    kept = scans.answer_kept(session, office, of)
    if kept is None or kept.kind != "left" or kept.ticket is None:
        raise PassUnknown
    number = kept.ticket

    def work(session: Session) -> Answered:
        back = leaving.undo_departure(session, office, number, by=by, now=now)
        outside = back.stage == TicketStage.WAITING
        return answers.said("undone", now, facts={"outside": outside}, ticket=number, booking=kept.booking)

    def refused(refusal: Refusal) -> Answered:
        return answers.of_refusal(refusal, now, ticket=number)

    _, body = done_once(session, office, scans.PREFIX + nonce, (of,), work=work, refused=refused, now=now)
    return answers.read(body, nonce)

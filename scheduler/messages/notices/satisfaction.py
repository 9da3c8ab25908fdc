"""The notice that asks somebody who was served how it was: what it says, and while it holds."""

from datetime import datetime

from sqlalchemy import and_
from sqlmodel import col, select

from scheduler.db.models import Booking, Message, Office, SurveyMark, Ticket
from scheduler.domain.refusals import N_
from scheduler.domain.satisfaction.index import OPEN_FOR
from scheduler.domain.stages import BookingStage
from scheduler.domain.text.codes import written_short
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.conditions import Condition, visit
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.links import ticket_path
from scheduler.messages.notices.notice import Notice
from scheduler.messages.notices.said import Said, Tongue
from scheduler.messages.notices.template import Template


def asked(known: Known, message: Message, tongue: Tongue) -> Said:
    """The link to the number's last page, on which the survey is. Nothing else: it is the same for everybody."""
    del tongue
    booking = known.booking_of(message)
    facts = {"short": written_short(booking.short)}
    return Said("survey", facts, known.documents_of(message), ticket_path(booking))


def may_answer(now: datetime) -> Condition:
    """The office asks by message, and the visit was served, not too long ago, and has not answered."""
    asks = select(Office.id).where(
        col(Office.id) == col(Message.office_id),
        col(Office.asks_satisfaction).is_(True),
        col(Office.satisfaction_by_message).is_(True),
    )
    lately = select(Ticket.id).where(
        col(Ticket.booking_id) == col(Message.booking_id), col(Ticket.ended_at) >= now - OPEN_FOR
    )
    answered = select(SurveyMark.booking_id).where(col(SurveyMark.booking_id) == col(Message.booking_id))
    return and_(visit(col(Booking.stage) == BookingStage.FULFILLED), asks.exists(), lately.exists(), ~answered.exists())


SURVEY = Notice(
    Cause.SURVEY,
    "visit",
    asked,
    may_answer,
    called=N_("Survei kepuasan"),
    urgency="later",
    texts=(
        Template(
            "survey",
            "turn",
            N_("Bagaimana pelayanan kami?"),
            N_(
                "Terima kasih sudah datang (nomor jadwal {short}). Bagaimana pelayanan kami? Sembilan pertanyaan, "
                "tanpa nama: {url}"
            ),
            must=("url",),
            opens="t",
        ),
    ),
)

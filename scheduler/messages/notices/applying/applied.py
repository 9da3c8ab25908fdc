"""Messages about an application from home: the code for its phone, and the link to its page asked for again."""

from sqlmodel import col, select

from scheduler.db.models import Application, Message, PhoneCode
from scheduler.flow.applying.applications import application_path
from scheduler.flow.applying.phone_codes import digits_of
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.booking import visits
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.said import UNKNOWN, Said, Tongue


def phone_code(known: Known, message: Message, tongue: Tongue) -> Said:
    """The six digits that the message's key names."""
    del tongue
    made = message.key.removeprefix(f"{Cause.PHONE_CODE}:")
    row = known.session.scalars(
        select(PhoneCode).where(
            col(PhoneCode.application_id) == message.application_id,
            col(PhoneCode.id) == (int(made) if made.isdigit() else 0),
        )
    ).first()
    digits = digits_of(row) if row is not None else ""
    return Said("phone_code", {"code": f"{digits[:3]} {digits[3:]}" if digits else UNKNOWN})


def link(known: Known, message: Message, tongue: Tongue) -> Said:
    """The link to a visit, or to the page of an application that has none yet."""
    if message.application_id is None:
        return visits.asked_again(known, message, tongue)
    application = known.session.get_one(Application, message.application_id)
    (document,) = known.documents_of(message)
    kind = known.kinds[document.type_id]
    facts = {"type": tongue.type(kind.code)}
    return Said("application_link", facts, [document], application_path(application))

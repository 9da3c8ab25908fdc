"""The text of any message: who says what of each cause, and how that is put into words."""

from collections.abc import Mapping

from sqlmodel import Session

from scheduler.db.models import ConversationLine, Message, Office
from scheduler.domain.text.patterns import fill
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.applying import applied, unanswered
from scheduler.messages.notices.booking import visits
from scheduler.messages.notices.booking.ended import ended
from scheduler.messages.notices.booking.moved import moved
from scheduler.messages.notices.booking.offered import offered
from scheduler.messages.notices.documents import papers
from scheduler.messages.notices.frame import framed
from scheduler.messages.notices.hall import of_the_day
from scheduler.messages.notices.links import Ready, invited, ready_said, uncollected
from scheduler.messages.notices.own import words_of
from scheduler.messages.notices.said import Said, Tongue, Writer, filled
from scheduler.messages.notices.templates import TEMPLATES
from scheduler.messages.notices.words import Translate

WRITERS: Mapping[str, Writer] = {
    Cause.READY: invited,
    Cause.BOOKED: visits.planned,
    Cause.CHANGED: visits.planned,
    Cause.REMINDER: visits.reminded,
    Cause.REMINDER_SOON: visits.reminded,
    Cause.LINK: applied.link,
    Cause.MOVED: moved,
    Cause.MOVED_AGAIN: moved,
    Cause.MOVED_BACK: moved,
    Cause.CLOSED: moved,
    Cause.NOT_SERVED: moved,
    Cause.MISSED: ended,
    Cause.CANCELLED: ended,
    Cause.OFFERED: offered,
    Cause.COME_SOON: of_the_day.come_soon,
    Cause.COME_IN: of_the_day.come_in,
    Cause.HANDED_OVER: of_the_day.handed_over,
    Cause.SCREEN_SILENT: of_the_day.screen_silent,
    Cause.RECEIVED: papers.received,
    Cause.INCOMPLETE: papers.incomplete,
    Cause.PICTURE_REFUSED: papers.picture_refused,
    Cause.UNANSWERED: unanswered.unanswered,
    Cause.LAPSED: unanswered.lapsed,
    Cause.ACCEPTED: papers.accepted,
    Cause.BLANK: papers.blank,
    Cause.PRINTING: papers.printing,
    Cause.ELSEWHERE: papers.elsewhere,
    Cause.SOUGHT: papers.sought,
    Cause.WITHDRAWN: papers.withdrawn,
    Cause.REPRINT: papers.reprinted,
    Cause.UNCOLLECTED: uncollected,
    Cause.PHONE_CODE: applied.phone_code,
}
"""Who says what of a message; of an answer in a conversation its line says it."""


def said_of(session: Session, message: Message, tongue: Tongue) -> Said:
    """What there is to say of a message. Raises KeyError for an answer in a conversation, which is free words."""
    return WRITERS[message.cause](session, message, tongue)


def text_of(session: Session, message: Message, *, base_url: str, translate: Translate, language: str) -> str:
    """What a message says in one language."""
    if message.cause == Cause.REPLY:
        return line_of(session, message)
    office = session.get_one(Office, message.office_id)
    tongue = Tongue(office, base_url, language, translate)
    return worded(session, said_of(session, message, tongue), tongue)


def line_of(session: Session, message: Message) -> str:
    """What an answer in a conversation says."""
    return session.get_one(ConversationLine, message.line_id).text


def worded(session: Session | None, said: Said, tongue: Tongue) -> str:
    """What is said, in the office's words or the catalogue's, with its frame, filled in."""
    template = TEMPLATES[said.name]
    words = words_of(session, tongue.office.id, template, tongue.language, tongue.translate)
    pattern = framed(
        words.text, template, tongue.translate,
        has_phone=bool(tongue.office.phone), has_proof=bool(said.documents),
    )  # fmt: skip
    return fill(pattern, filled(said, tongue))


def ready_text(
    ready: Ready, *, base_url: str, translate: Translate = str, language: str = "id", session: Session | None = None
) -> str:  # fmt: skip
    """The message about an invitation, in one language; in the office's own words where a session reads them."""
    tongue = Tongue(ready.office, base_url, language, translate)
    return worded(session, ready_said(ready, tongue), tongue)

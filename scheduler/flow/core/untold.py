"""Messages that nobody has been told yet, and need not be any more."""

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Message
from scheduler.domain.messages import UNTOLD, Why


def make_moot(session: Session, *which: ColumnElement[bool], why: Why) -> int:
    """Let those that are still untold rest for good; how many. which: conditions on the message, all of them."""
    untold = update(Message).where(*which, col(Message.state).in_(UNTOLD))
    return change_rows(session, untold.values(state="moot", why=str(why)))

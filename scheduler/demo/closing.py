"""A service of the demonstration is closed for a day ahead, and who was booked then has been moved."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.demo.accounts import crew_of
from scheduler.demo.play import Play
from scheduler.domain.refusals import N_
from scheduler.flow import postponement

LETTER, REASON = "C", N_("alat perekaman sedang diservis")


def close_one_day(play: Play, ahead: Sequence[date], *, now: datetime) -> None:
    """Postpone recording on the last of the days ahead, as the supervisor did it by `now`."""
    service_id = play.read(_service_id, play.office, LETTER)
    wish = postponement.closing(ahead[-1], ahead[-1], REASON, service_id=service_id)
    order = play.do(postponement.start, wish, by=crew_of(play).supervisor, now=now)
    while play.do_by_code(postponement.advance, order.id, now=now):
        pass


def _service_id(session: Session, office: Office, letter: str) -> int:
    return next(service.id for service in queries.services_of(session, office.id) if service.letter == letter)

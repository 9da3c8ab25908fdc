"""An application from home that a citizen has begun and not sent, as it lies on a morning."""

from datetime import date, timedelta

from scheduler.demo.people import Families
from scheduler.demo.play import Play
from scheduler.domain.applying.applicants import People
from scheduler.flow.applying import applying, phone_codes

SEED = 4_711
PROCEDURE = "kia.first"


def fill_application(play: Play, day: date) -> None:
    """A parent's application for a child, typed on the day before and without its pictures."""
    began, family = play.at(day, "08.15") - timedelta(days=1), Families(SEED).next(2)
    child, parent = family.members
    code = play.do(applying.begin, PROCEDURE, language="id", now=began)
    people = People("parent", child, family.niks[0], family.kk, parent)
    play.do_by_code(applying.fill_in, code, people, now=began + timedelta(minutes=4))
    play.do_by_code(phone_codes.keep_phone, code, family.phone, sends=False, now=began + timedelta(minutes=5))

"""Fills the demonstration's office, or a fresh day of it, in one transaction: all of it is there or nothing."""

from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Deployment, Office
from scheduler.demo import stock
from scheduler.demo.accounts import crew_of, hire
from scheduler.demo.applying import fill_application
from scheduler.demo.blanks import fill_blanks, refill_blanks
from scheduler.demo.checking import fill_checking
from scheduler.demo.closing import close_one_day
from scheduler.demo.days import starts_on, working_day_from, working_days_after
from scheduler.demo.foreseeing import foresee_days, judge_days
from scheduler.demo.habits import fill_habits
from scheduler.demo.messages import fill_messages, remind, set_up
from scheduler.demo.morning import Morning, families_of
from scheduler.demo.partners import fill_partners, fill_place_visits, fill_requests
from scheduler.demo.past import fill_past
from scheduler.demo.play import Play
from scheduler.demo.roster import fill_roster
from scheduler.demo.satisfaction import answer_this_morning, fill_answers
from scheduler.demo.stock import Registry
from scheduler.demo.visitors import LOBBY_LIMIT
from scheduler.domain.calendar import calendar
from scheduler.domain.calendar.calendar import local_day
from scheduler.domain.offices.revision import Settings
from scheduler.flow.calendar import hours as hours_of_office
from scheduler.flow.calendar.public_holidays import public_holidays
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan
from scheduler.flow.seats import slots
from scheduler.pictures.vault import Vault

CODE = "tanjungpinang"
PLAN = Plan(
    name="Disdukcapil Kota Tanjungpinang (contoh)",
    timezone="WIB",
    lobby_limit=LOBBY_LIMIT,
    counters=5,
    address="Jalan Contoh No. 1, Tanjungpinang",
    phone="0771-000000",
    slot_minutes=30,
    slot_capacity=12,
    guarded=True,
)
ZONE = calendar.zone_of("WIB")
MADE_BEFORE = timedelta(days=30)
BOOKED_BEFORE = timedelta(days=3)
DAYS_AHEAD = 4
SETTINGS = Settings({"absent_after": 2, "asks_signature": 1}, minutes={}, units={}, walk_ins={"A": 15, "B": 10, "C": 6})
"""Nobody counts as not come before the second call, who takes a document signs, and walk-ins have their own numbers."""


def fill_office(session: Session, *, today: date, base_url: str, files: Vault | None = None) -> datetime:
    """Make the office with everything in it, as it is at 09.40 of the first working day from `today` on.

    base_url: where the links lead in what citizens were answered. files: where the specimens are kept that they sent.
    Returns the moment at which the office's clock begins, which the database remembers.
    """
    holidays = public_holidays((today.year - 1, today.year, today.year + 1))
    made = starts_on(today, ZONE) - MADE_BEFORE
    office = offices.create_office(session, CODE, PLAN, holidays, now=made)
    session.flush()
    play = Play(session, office)
    play.do_by_code(_remember, now=made)  # before the first board, which says that it is for training
    hours, closed = _calendar(play)
    day = working_day_from(today, hours, closed)
    registry = Registry(play, families_of(day))
    hire(play, now=made)
    set_up(play, crew_of(play), now=made)
    play.do(slots.lay_out, now=made, through=day)  # invitations go out for seats that are there
    stock.fill(registry, day)
    fill_partners(play, registry, day, crew_of(play))
    booked = starts_on(day, ZONE) - BOOKED_BEFORE
    play.do(slots.lay_out, now=booked)
    ahead = [day, *working_days_after(day, DAYS_AHEAD, hours, closed)]
    stock.fill_days_ahead(registry, ahead, now=booked)
    fill_place_visits(play, registry, ahead[1:], crew_of(play), now=booked)
    play.do(hours_of_office.apply, SETTINGS, by=crew_of(play).supervisor, now=play.at(day, "07.10"))
    fill_roster(play, by=crew_of(play).supervisor, now=play.at(day, "07.15"))
    session.refresh(office)
    fill_application(play, day)
    close_one_day(play, ahead, now=play.at(day, "07.30"))
    if files is not None:
        fill_checking(play, day, crew_of(play), files)
    begins = _play_day(play, registry, day, booked, base_url, files)
    fill_past(play, day, limit=LOBBY_LIMIT, now=play.at(day, "00.05"))
    fill_blanks(play, day, crew_of(play))
    fill_requests(play, day, crew_of(play))
    fill_answers(play, day, crew_of(play), now=play.at(day, "09.30"))
    answer_this_morning(play, now=begins)
    fill_habits(play, day, now=begins)
    judge_days(play, day)
    play.do(foresee_days, now=begins)
    return begins


def fill_day(
    session: Session, *, now: datetime, not_before: date, base_url: str, files: Vault | None = None
) -> datetime:
    """Play the morning of the next working day after `now` in the office that is there; what is there stays.

    not_before: the real date; a demonstration that was left for weeks goes on from today. The rest, and what is
    returned, as of `fill_office`.
    """
    office = queries.office_by_code(session, CODE)
    assert office is not None
    play = Play(session, office)
    hours, closed = _calendar(play)
    day = working_day_from(max(local_day(now, ZONE) + timedelta(days=1), not_before), hours, closed)
    registry = Registry(play, families_of(day))
    play.do(slots.lay_out, now=now)
    refill_blanks(play, crew_of(play), now=now)
    stock.fill_days_ahead(registry, working_days_after(day, 1, hours, closed), now=now)
    begins = _play_day(play, registry, day, now, base_url, files)
    play.do(foresee_days, now=begins)
    return begins


def calendar_of(session: Session, office: Office) -> tuple[list[calendar.Hours], list[calendar.Closed]]:
    """The hours and the closures of an office."""
    return queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)


def _play_day(
    play: Play, registry: Registry, day: date, booked: datetime, base_url: str, files: Vault | None
) -> datetime:
    morning = Morning(play, registry, day, crew_of(play))
    morning.book(ready_at=booked, booked_at=booked)
    remind(play, day)
    morning.run()
    fill_messages(play, day, crew_of(play), base_url=base_url, files=files)
    begins = starts_on(day, ZONE)
    play.do_by_code(_remember, now=begins)
    return begins


def _calendar(play: Play) -> tuple[list[calendar.Hours], list[calendar.Closed]]:
    return play.read(calendar_of, play.office)


def _remember(session: Session, *, now: datetime) -> None:
    change_rows(session, update(Deployment).values(training=True, clock_at=now))

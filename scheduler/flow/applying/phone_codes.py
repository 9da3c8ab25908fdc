"""A phone is confirmed by a code that is sent to it: six digits, ten minutes, five tries, few codes.

How many leave is counted by who asks, by the phone and by the office. Whoever asks too often waits; beyond what a phone
or an office gets in a day no more leave, and phones stay unconfirmed for a clerk to look at: so nobody is flooded, and
nobody who types the number of somebody else bars its owner.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, update
from sqlmodel import Session, col, select

from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.locks import hold_name
from scheduler.db.models import Application, Message, Office, PhoneCode
from scheduler.domain.applying.refusals import PhoneCodeGone, PhoneFaulty, PhoneTakesNoCode, TooManyPhoneCodes
from scheduler.domain.refusals import TooManyTries
from scheduler.domain.text import codes
from scheduler.domain.text.phones import from_digits
from scheduler.flow.applying.applications import hold_draft
from scheduler.flow.core import counting
from scheduler.flow.core.consents import PAGE, consent
from scheduler.flow.core.limits import CITIZEN
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.opt_outs import stopped_among
from scheduler.flow.core.outbox import key_of_code, note_phone_code

PURPOSE = "phone"
LASTS = timedelta(minutes=10)
MOST_TRIES = 5
AN_HOUR, MOST_AN_HOUR = timedelta(hours=1), 3
"""To one phone for one address."""
A_DAY, MOST_A_DAY = timedelta(days=1), 8
"""To one phone, whoever asks."""
A_WHILE, MOST_A_WHILE = timedelta(minutes=15), 60
"""For one address, which may be that of a whole office or village."""
BY_ADDRESS, TO_PHONE, OF_OFFICE = "phone_code", "phone_code_to", "phone_code_day"


@dataclass(frozen=True, slots=True)
class Rules:
    """What this server allows. to: beginnings of the numbers that get a code. a_day: how many leave for one office."""

    to: tuple[str, ...] = ("+628",)
    a_day: int = 300


USUAL = Rules()


def keep_phone(
    session: Session,
    code: str,
    written: str,
    *,
    sends: bool,
    now: datetime,
    asker: str = "-",
    rules: Rules = USUAL,
) -> bool:
    """Keep the phone of an application and send a code to it; another phone is confirmed anew. Whether a code was sent.

    written: empty for the phone it has, which gets another code. asker: the address that asks.
    sends: whether anything can be sent from here; else the phone stays unconfirmed and a clerk looks. So it does where
    its owner wants no messages, and where it or the office had as many codes today as there may be. A new code ends
    the ones before it. Raises what `hold_draft` does; PhoneFaulty, PhoneTakesNoCode, TooManyPhoneCodes, TooManyTries.
    """
    application = hold_draft(session, code, now=now)
    phone = _phone(written) if written.strip() else application.phone
    if phone is None:
        raise PhoneFaulty
    if phone != application.phone:
        application.phone, application.phone_hash = phone, keys.ring().look_up("phone", phone)
        application.phone_confirmed_at = None
        session.add(application)
        session.flush()
    if application.phone_confirmed_at is not None or not _reaches(session, application, sends=sends):
        return False
    if not phone.startswith(rules.to):
        raise PhoneTakesNoCode(beginnings=", ".join(_as_typed(each) for each in rules.to))
    hold_name(session, keys.ring().look_up("phone", phone))
    if not (_has_left(session, application, rules, now) and _counted(session, application, asker, rules, now)):
        return False
    _send_code(session, application, phone, now)
    return True


def asks_code(session: Session, application: Application, *, sends: bool, now: datetime, rules: Rules = USUAL) -> bool:
    """Whether the phone of an application can be confirmed by a code.

    Not where the last one reached nobody, nor where no more leave today, unless one that was sent may be typed.
    """
    if not _reaches(session, application, sends=sends):
        return False
    return live_code(session, application, now) is not None or _has_left(session, application, rules, now)


def full_since(session: Session, office: Office, now: datetime, *, rules: Rules = USUAL) -> datetime | None:
    """Since when an office has had as many codes today as there may be; None while there are more."""
    row = counting.found(session, OF_OFFICE, _day_of(office, now), now)
    return row.latest if row is not None and row.count >= rules.a_day else None


def confirm(session: Session, code: str, digits: str, *, now: datetime) -> int | None:
    """Try a code: None where it is right, and the phone confirmed; else how many tries are left.

    A wrong try is written down, so it is not raised. Raises what `hold_draft` does; PhoneCodeGone. Nothing to do where
    the phone is confirmed already.
    """
    application = hold_draft(session, code, now=now)
    if application.phone_confirmed_at is not None:
        return None
    row = live_code(session, application, now)
    if row is None:
        raise PhoneCodeGone
    if not _fits(row, "".join(digits.split())):
        row.tries += 1
        session.add(row)
        session.flush()
        return MOST_TRIES - row.tries
    row.used_at = application.phone_confirmed_at = now
    session.add_all([row, application])
    session.flush()
    if application.phone:
        consent(session, application.office_id, application.phone, given=True, source=PAGE, by=CITIZEN, now=now)
    return None


def _reaches(session: Session, application: Application, *, sends: bool) -> bool:
    is_stopped = bool(stopped_among(session, application.office_id, [application.phone]))
    return sends and not is_stopped and not _is_lost(session, application)


def _has_left(session: Session, application: Application, rules: Rules, now: datetime) -> bool:
    """Whether the phone and the office get another code today."""
    office = queries.office_by_id(session, application.office_id)
    if full_since(session, office, now, rules=rules) is not None or not rules.a_day:
        return False
    return _sent_since(session, application.phone or "", now - A_DAY) < MOST_A_DAY


def _counted(session: Session, application: Application, asker: str, rules: Rules, now: datetime) -> bool:
    """Count a code that is about to leave, or raise; False where the office has no more today.

    Each count is looked at and raised in one: of many at once no more leave than may.
    """
    if not counting.take(session, BY_ADDRESS, asker, most=MOST_A_WHILE, within=A_WHILE, now=now):
        raise TooManyTries
    to = f"{asker} {application.phone}"
    if not counting.take(session, TO_PHONE, to, most=MOST_AN_HOUR, within=AN_HOUR, now=now):
        raise TooManyPhoneCodes
    day = _day_of(queries.office_by_id(session, application.office_id), now)
    return bool(counting.take(session, OF_OFFICE, day, most=rules.a_day, within=A_DAY, now=now))


def _day_of(office: Office, now: datetime) -> str:
    return f"{office.id} {today_of(office, now)}"


def _as_typed(beginning: str) -> str:
    """08 of +628, as people write it."""
    return f"0{beginning.removeprefix('+62')}" if beginning.startswith("+62") else beginning


def _is_lost(session: Session, application: Application) -> bool:
    """No channel brought the last code to this phone: none could, or it expired while one was tried, but not while
    nothing was sent at all. What a console showed is not lost: in training the page does.
    """
    last = (
        select(col(PhoneCode.id))
        .where(col(PhoneCode.application_id) == application.id, col(PhoneCode.phone_hash) == application.phone_hash)
        .order_by(col(PhoneCode.id).desc())
        .limit(1)
    )
    query = select(col(Message.id)).where(
        col(Message.application_id) == application.id,
        col(Message.key) == key_of_code(session.scalar(last) or 0),
        or_(col(Message.state) == "unreached", and_(col(Message.state) == "moot", col(Message.channel).is_not(None))),
        col(Message.sent_at).is_(None),
        func.coalesce(col(Message.channel), "") != "console",
    )
    return session.scalar(query.limit(1)) is not None


def live_code(session: Session, application: Application, now: datetime) -> PhoneCode | None:
    """The code that was sent last, while it may be typed: in its time, and with tries left."""
    return session.scalars(
        select(PhoneCode)
        .where(
            col(PhoneCode.application_id) == application.id,
            col(PhoneCode.phone_hash) == application.phone_hash,
            col(PhoneCode.used_at).is_(None),
            col(PhoneCode.expires_at) > now,
            col(PhoneCode.tries) < MOST_TRIES,
        )
        .order_by(col(PhoneCode.id).desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()


def digits_of(row: PhoneCode) -> str:
    """The six digits that are sent; they are never kept."""
    return codes.derive_digits(keys.ring().codes[0], PURPOSE, row.salt)


def _phone(written: str) -> str | None:
    return from_digits(written) if len(written) < 30 else None


def _fits(row: PhoneCode, digits: str) -> bool:
    every = (codes.derive_digits(key, PURPOSE, row.salt) for key in keys.ring().codes)
    return any(hmac.compare_digest(each.encode(), digits.encode()) for each in every)


def _send_code(session: Session, application: Application, phone: str, now: datetime) -> None:
    good = update(PhoneCode).where(col(PhoneCode.application_id) == application.id, col(PhoneCode.expires_at) > now)
    change_rows(session, good.values(expires_at=now))
    row = PhoneCode(
        office_id=application.office_id,
        application_id=application.id,
        salt=codes.new_salt(),
        phone_hash=keys.ring().look_up("phone", phone),
        made_at=now,
        expires_at=now + LASTS,
    )
    session.add(row)
    session.flush()
    note_phone_code(session, row, now=now)


def _sent_since(session: Session, phone: str, since: datetime) -> int:
    """How many codes a phone was sent since then, from all applications of all offices."""
    query = (
        select(func.count())
        .select_from(PhoneCode)
        .where(col(PhoneCode.phone_hash).in_(keys.ring().look_ups("phone", phone)), col(PhoneCode.made_at) > since)
    )
    return session.scalar(query) or 0

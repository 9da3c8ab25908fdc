"""A phone is confirmed by a code that is sent to it: six digits, ten minutes, five tries, few codes."""

import hmac
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, update
from sqlmodel import Session, col, select

from scheduler import keys
from scheduler.db.locks import hold_name
from scheduler.db.models import Application, Message, PhoneCode
from scheduler.domain import codes
from scheduler.domain.applying_errors import PhoneCodeGone, PhoneFaulty, TooManyPhoneCodes, TooManyPhoneCodesToday
from scheduler.domain.phones import from_digits
from scheduler.flow.applications import hold_draft
from scheduler.flow.consents import PAGE, consent
from scheduler.flow.limits import CITIZEN
from scheduler.flow.outbox import key_of_code, note_phone_code
from scheduler.flow.stopped import stopped_among

PURPOSE = "phone"
LASTS = timedelta(minutes=10)
MOST_TRIES = 5
AN_HOUR, MOST_AN_HOUR = timedelta(hours=1), 3
A_DAY, MOST_A_DAY = timedelta(days=1), 8


def keep_phone(session: Session, code: str, written: str, *, sends: bool, now: datetime) -> bool:
    """Keep the phone of an application and send a code to it; another phone is confirmed anew. Whether one was sent.

    written: empty for the phone it has, which gets another code.
    sends: whether anything can be sent from here; else the phone stays unconfirmed and a clerk looks. So it does where
    its owner wants no messages. A new code ends the ones before it. Raises what `hold_draft` does; PhoneFaulty,
    TooManyPhoneCodes, TooManyPhoneCodesToday.
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
    if application.phone_confirmed_at is not None or not asks_code(session, application, sends=sends):
        return False
    _send_code(session, application, phone, now)
    return True


def asks_code(session: Session, application: Application, *, sends: bool) -> bool:
    """Whether the phone of an application can be confirmed by a code; not where the last one reached nobody."""
    is_stopped = bool(stopped_among(session, application.office_id, [application.phone]))
    return sends and not is_stopped and not _is_lost(session, application)


def confirm(session: Session, code: str, digits: str, *, now: datetime) -> int | None:
    """Try a code: None where it is right, and the phone confirmed; else how many tries are left.

    A wrong try is written down, so it is not raised. Raises what `hold_draft` does; PhoneCodeGone. Nothing to do where
    the phone is confirmed already.
    """
    application = hold_draft(session, code, now=now)
    if application.phone_confirmed_at is not None:
        return None
    row = live_code(session, application, now)
    if row is None or row.tries >= MOST_TRIES:
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


def _is_lost(session: Session, application: Application) -> bool:
    """No channel brought the last code to this phone: none could, or it expired while one was tried, but not while
    nothing was sent at all. What a console showed is not lost: in training the page does.
    """
    last = (
        select(col(PhoneCode.id))
        .where(
            col(PhoneCode.application_id) == application.id, col(PhoneCode.phone_hash) == application.phone_hash
        )
        .order_by(col(PhoneCode.id).desc())
        .limit(1)
    )  # fmt: skip
    query = select(col(Message.id)).where(
        col(Message.application_id) == application.id,
        col(Message.key) == key_of_code(session.scalar(last) or 0),
        or_(col(Message.state) == "unreached", and_(col(Message.state) == "moot", col(Message.channel).is_not(None))),
        col(Message.sent_at).is_(None),
        func.coalesce(col(Message.channel), "") != "console",
    )
    return session.scalar(query.limit(1)) is not None


def live_code(session: Session, application: Application, now: datetime) -> PhoneCode | None:
    """The code that was sent last, while it may be typed."""
    return session.scalars(
        select(PhoneCode)
        .where(
            col(PhoneCode.application_id) == application.id,
            col(PhoneCode.phone_hash) == application.phone_hash,
            col(PhoneCode.used_at).is_(None),
            col(PhoneCode.expires_at) > now,
        )
        .order_by(col(PhoneCode.id).desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()


def digits_of(row: PhoneCode) -> str:
    """What is sent; it is never kept."""
    return codes.derive_digits(keys.ring().codes[0], PURPOSE, row.salt)


def _phone(written: str) -> str | None:
    return from_digits(written) if len(written) < 30 else None


def _fits(row: PhoneCode, digits: str) -> bool:
    every = (codes.derive_digits(key, PURPOSE, row.salt) for key in keys.ring().codes)
    return any(hmac.compare_digest(each.encode(), digits.encode()) for each in every)


def _send_code(session: Session, application: Application, phone: str, now: datetime) -> None:
    hashed = keys.ring().look_up("phone", phone)
    hold_name(session, hashed)
    if _sent_since(session, phone, now - A_DAY) >= MOST_A_DAY:
        raise TooManyPhoneCodesToday
    if _sent_since(session, phone, now - AN_HOUR) >= MOST_AN_HOUR:
        raise TooManyPhoneCodes
    session.execute(
        update(PhoneCode)
        .where(col(PhoneCode.application_id) == application.id, col(PhoneCode.expires_at) > now)
        .values(expires_at=now)
        .execution_options(synchronize_session=False)
    )
    row = PhoneCode(
        office_id=application.office_id, application_id=application.id, phone_hash=hashed, salt=codes.new_salt(),
        made_at=now, expires_at=now + LASTS,
    )  # fmt: skip
    session.add(row)
    session.flush()
    note_phone_code(session, row, now=now)


def _sent_since(session: Session, phone: str, since: datetime) -> int:
    """From all applications, of all offices."""
    query = select(func.count()).select_from(PhoneCode).where(
        col(PhoneCode.phone_hash).in_(keys.ring().look_ups("phone", phone)), col(PhoneCode.made_at) > since
    )  # fmt: skip
    return session.scalar(query) or 0

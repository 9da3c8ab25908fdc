"""The one-time address by which a database comes by its first office.

It leads whoever stands at the server, and nobody else, to the first steps: whoever opens it gets a cookie for the rest
of them. It is given out only while no office has anybody who looks after it, and with the first manager it goes for
good. The row has only hashes.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session

from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.locks import hold_name
from scheduler.db.models import Office, StartAddress
from scheduler.domain.start import StartAddressUnknown, StartElsewhere
from scheduler.domain.text import codes
from scheduler.flow.staff.people import managers_of

LASTS = timedelta(hours=24)
"""For so long a browser goes on with an address that it opened."""
MOST = 8
"""Addresses that hold beside each other: each process that starts gives one out."""


def is_wanted(session: Session) -> bool:
    """Whether nobody looks after an office yet: there is none, or the one that is being set up has no manager.

    An office that a command made is nobody's to be set up here.
    """
    offices = queries.offices(session)
    return not offices or (len(offices) == 1 and _lacks_manager(session, offices[0]))


def give_out(session: Session) -> str | None:
    """Make one more address; returns its code, which is not kept. None where nobody wants one any more."""
    _hold(session)
    if not is_wanted(session):
        return None
    row = _row(session) or StartAddress()
    code = codes.derive(secrets.token_bytes(32), "start", codes.new_salt())
    row.codes = [*row.codes, codes.hash_of(code).hex()][-MOST:]
    session.add(row)
    session.flush()
    return code


def look_at(session: Session, code: str) -> None:
    """Look whether an address holds. Raises StartAddressUnknown."""
    row, plain = _row(session), codes.read(code)
    if row is None or plain is None or codes.hash_of(plain).hex() not in row.codes or not is_wanted(session):
        raise StartAddressUnknown


def open_address(session: Session, code: str, *, now: datetime) -> str:
    """Let one browser go on by an address; returns its cookie. From here on no address that was given out holds.

    A browser that went on before does so no more. Raises StartAddressUnknown.
    """
    _hold(session)
    look_at(session, code)
    row = session.get_one(StartAddress, 1)
    value = secrets.token_urlsafe(32)
    row.codes, row.browser, row.opened_at = [], _hash(value), now
    session.add(row)
    session.flush()
    return value


def set_up_by(session: Session, value: str | None, now: datetime) -> Office | None:
    """The office that a browser is setting up, None before there is one. value: its cookie. Raises StartElsewhere."""
    row = _row(session)
    if row is None or row.browser is None or row.opened_at is None or not value:
        raise StartElsewhere
    if not secrets.compare_digest(row.browser, _hash(value)) or row.opened_at + LASTS <= now:
        raise StartElsewhere
    if not is_wanted(session):
        raise StartElsewhere
    return next(iter(queries.offices(session)), None)


def held_by(session: Session, value: str | None, now: datetime) -> Office | None:
    """The same, and nobody changes it until the transaction ends. Raises StartElsewhere."""
    _hold(session)
    return set_up_by(session, value, now)


def close(session: Session) -> None:
    """No address leads here any more, and no browser goes on with one."""
    row = _row(session)
    if row is not None:
        session.delete(row)
        session.flush()


def _lacks_manager(session: Session, office: Office) -> bool:
    return office.starting is not None and not managers_of(session, office)


def _row(session: Session) -> StartAddress | None:
    return session.get(StartAddress, 1, populate_existing=True)


def _hold(session: Session) -> None:
    hold_name(session, keys.ring().look_up("start", "address"))


def _hash(value: str) -> bytes:
    return hashlib.sha256(value.encode()).digest()

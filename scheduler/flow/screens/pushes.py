"""Phones that asked to be told of their turn, and what each of them is told, once."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.hazmat.primitives.serialization import load_pem_private_key as load_key
from sqlalchemy import func, select, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Booking, Deployment, Office, OfficeDay, Push, PushSubscription, Ticket
from scheduler.domain import stages
from scheduler.domain.booking import PassUnknown
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.refusals import TooManyTries
from scheduler.flow.hall.occasions import Owed

MOST = 5
"""Browsers of one booking that are told; the one that asked first makes room for a sixth."""
MOST_EVER = 50
"""Browsers of one booking that are written down, those that are told nothing more among them."""


@dataclass(frozen=True, slots=True)
class Browser:
    """How a browser is reached: the address at its maker's service, and its keys in base64url."""

    endpoint: str
    p256dh: str
    auth: str
    language: str


@dataclass(frozen=True, slots=True)
class Due:
    """One notice to be sent. visit: by which the phone finds its ticket; not a code, and no way to one."""

    id: int
    owed: Owed
    browser: Browser
    visit: str


@dataclass(frozen=True, slots=True)
class Listener:
    """A browser that is told of a visit. id: of its subscription; visit: as in `Due`."""

    id: int
    browser: Browser
    visit: str


def make_key(session: Session) -> str:
    """The private key (PEM) of this server, made when it is first needed; it stays the same for good."""
    made = ec.generate_private_key(ec.SECP256R1())
    pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    change_rows(session, update(Deployment).where(col(Deployment.push_key).is_(None)).values(push_key=pem))
    kept: str | None = session.scalar(select(col(Deployment.push_key)))
    assert kept is not None
    return kept


def public_part(pem: str) -> str:
    """What browsers are told of a private key: its point in base64url."""
    point = load_key(pem.encode(), None).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def subscribe(session: Session, code: str, browser: Browser, *, now: datetime) -> None:
    """Tell this browser of the turn of a booking that is in its queue or still to come.

    Raises PassUnknown, IllegalStep where the visit is over, TooManyTries once too many have asked.
    """
    booking = _booking(session, code)
    if booking.stage not in stages.LIVE_BOOKING:
        raise IllegalStep(stage=booking.stage)
    session.execute(select(col(Booking.id)).where(col(Booking.id) == booking.id).with_for_update())
    known = _subscription(session, booking, browser.endpoint)
    if known is None:
        _refuse_one_more(session, booking)
        _make_room(session, booking, now)
        known = PushSubscription(
            office_id=booking.office_id,
            booking_id=booking.id,
            endpoint=browser.endpoint,
            endpoint_hash=_hash(browser.endpoint),
            p256dh="",
            auth="",
            created_at=now,
        )
    elif known.ended_at is not None:
        _make_room(session, booking, now)
    known.endpoint, known.p256dh, known.auth = browser.endpoint, browser.p256dh, browser.auth
    known.language, known.ended_at = browser.language, None
    session.add(known)
    session.flush()


def unsubscribe(session: Session, code: str, endpoint: str, *, now: datetime) -> None:
    """Tell this browser nothing more of a booking; also if it never asked. Raises PassUnknown."""
    known = _subscription(session, _booking(session, code), endpoint)
    if known is not None and known.ended_at is None:
        _end(session, known, now)


def listening(session: Session, office: str, day: date, numbers: Sequence[str]) -> list[tuple[str, int]]:
    """Of some tickets of a day: the number and the subscription of every browser that asked."""
    query = (
        select(col(Ticket.number), col(PushSubscription.id))
        .join(OfficeDay, col(OfficeDay.id) == col(Ticket.office_day_id))
        .join(Office, col(Office.id) == col(OfficeDay.office_id))
        .join(PushSubscription, col(PushSubscription.booking_id) == col(Ticket.booking_id))
        .where(col(Office.code) == office, col(OfficeDay.day) == day, col(Ticket.number).in_(numbers))
        .where(col(PushSubscription.ended_at).is_(None))
        .order_by(col(PushSubscription.id))
    )
    return [(number, subscription) for number, subscription in session.execute(query)]


def listeners_of(session: Session, booking_id: int) -> list[Listener]:
    """The browsers that are told of one booking."""
    query = (
        select(PushSubscription, col(Booking.code_hash))
        .join(Booking, col(Booking.id) == col(PushSubscription.booking_id))
        .where(col(Booking.id) == booking_id, col(PushSubscription.ended_at).is_(None))
        .order_by(col(PushSubscription.id))
    )
    return [Listener(found.id, _browser(found), _visit(code_hash)) for found, code_hash in session.execute(query)]


def forget(session: Session, subscription_id: int, *, now: datetime) -> None:
    """The push service knows a browser no more: nothing is sent there again."""
    known = session.get(PushSubscription, subscription_id)
    if known is not None and known.ended_at is None:
        _end(session, known, now)


def note(session: Session, office: str, day: date, owed: Sequence[Owed], *, now: datetime) -> list[Due]:
    """Write down what is told to whom, before it is sent: what stands there already is nobody's to send again.

    The unique key of Push decides between processes that see the same board; the writer lets the loser look again.
    """
    due: list[Due] = []
    by_number = listening(session, office, day, [each.ticket for each in owed])
    for each in owed:
        asked = [found for number, found in by_number if number == each.ticket]
        due += [_noted(session, found, each, now) for found in asked if not _is_noted(session, found, each.key)]
    return due


def settle(session: Session, push_id: int, *, sent: bool, gone: bool = False, now: datetime) -> None:
    """Write down how a push went. gone: the service knows this browser no more, and it is not tried again."""
    push = session.get_one(Push, push_id)
    push.state, push.sent_at = ("sent", now) if sent else ("failed", None)
    session.add(push)
    if gone:
        _end(session, session.get_one(PushSubscription, push.subscription_id), now)


def _booking(session: Session, code: str) -> Booking:
    booking = queries.booking_by_code(session, code)
    if booking is None:
        raise PassUnknown
    return booking


def _subscription(session: Session, booking: Booking, endpoint: str) -> PushSubscription | None:
    return session.scalar(
        select(PushSubscription).where(
            col(PushSubscription.booking_id) == booking.id, col(PushSubscription.endpoint_hash) == _hash(endpoint)
        )
    )


def _refuse_one_more(session: Session, booking: Booking) -> None:
    asked = select(func.count()).select_from(PushSubscription).where(col(PushSubscription.booking_id) == booking.id)
    if (session.scalar(asked) or 0) >= MOST_EVER:
        raise TooManyTries


def _make_room(session: Session, booking: Booking, now: datetime) -> None:
    live = session.scalars(
        select(PushSubscription)
        .where(col(PushSubscription.booking_id) == booking.id, col(PushSubscription.ended_at).is_(None))
        .order_by(col(PushSubscription.id).desc())
    ).all()
    for eldest in live[MOST - 1 :]:
        _end(session, eldest, now)


def _end(session: Session, subscription: PushSubscription, now: datetime) -> None:
    """Nothing more is sent to a browser, and its address and keys are forgotten; the hash knows it again."""
    subscription.ended_at = now
    subscription.endpoint = subscription.p256dh = subscription.auth = ""
    session.add(subscription)


def _is_noted(session: Session, subscription_id: int, key: str) -> bool:
    query = select(col(Push.id)).where(col(Push.subscription_id) == subscription_id, col(Push.key) == key)
    return session.scalar(query) is not None


def _noted(session: Session, subscription_id: int, owed: Owed, now: datetime) -> Due:
    subscription = session.get_one(PushSubscription, subscription_id)
    push = Push(
        office_id=subscription.office_id,
        subscription_id=subscription_id,
        key=owed.key,
        cause=owed.occasion,
        created_at=now,
    )
    session.add(push)
    session.flush()
    booking = session.get_one(Booking, subscription.booking_id)
    return Due(push.id, owed, _browser(subscription), _visit(booking.code_hash))


def _browser(subscription: PushSubscription) -> Browser:
    return Browser(subscription.endpoint, subscription.p256dh, subscription.auth, subscription.language)


def _visit(code_hash: bytes) -> str:
    return code_hash.hex()[:16]


def _hash(endpoint: str) -> bytes:
    return hashlib.sha256(endpoint.encode()).digest()

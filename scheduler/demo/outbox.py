"""What became of the demonstration's messages: as if its channels had answered, in every way they do.

The rows are written as a worker leaves them; nobody was asked, and nothing has left the machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from scheduler.db.models import Attempt, Message
from scheduler.demo.play import Play
from scheduler.domain.messages import Why
from scheduler.flow.channels import accounts, ladder
from scheduler.flow.channels.ladder import Rung
from scheduler.flow.contact.manual_notices import BY_HAND
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.due import BY_HAND as WORTH_A_CLERK
from scheduler.messages.notices.due import still_true
from scheduler.messages.sending.reasons import Fault

ACCOUNTS: dict[str, dict[str, str]] = {
    "whatsapp": {
        "phone_number_id": "100000000000000",
        "token": "contoh",
        "app_secret": "contoh",
        "verify_token": "contoh",
    },
    "fonnte": {"token": "contoh", "hook_secret": "contoh-contoh-contoh"},
    "sms": {"url": "https://sms.example/kirim", "body": "to={to}&message={text}&ref={key}", "header_value": "contoh"},
    "smtp": {"host": "smtp.example", "sender": "antrean@example.go.id", "user": "antrean", "password": "contoh"},
}
"""Invented: in training no channel is opened."""
LADDER = (Rung("webpush", 5), Rung("whatsapp", 60), Rung("sms", 30), Rung("smtp", 0))
FIRST, LATER = timedelta(seconds=6), timedelta(minutes=4)
LIVELY = timedelta(minutes=2)
"""So long one message still waits for its far side."""
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt: by which channel, what came of it, and the far side's code."""

    channel: str
    state: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """What a message has become, by which attempts."""

    state: str
    tries: Sequence[Try] = ()
    channel: str | None = None
    why: str | None = None
    more: dict[str, Any] = field(default_factory=dict)


NOT_THERE, WRONG = "131026", "invalid_number"
"""Codes of far sides: no WhatsApp at this number; no such number."""
READ = Fate("read", [Try("whatsapp", "read")])
DELIVERED = Fate("delivered", [Try("whatsapp", "delivered")])
SENT = Fate("sent", [Try("whatsapp", "accepted")])
BEFORE = Fate("read", [Try("fonnte", "read")])
"""The office changed from Fonnte to WhatsApp two weeks ago."""
FATES: dict[int, Fate] = {
    13: Fate("sent", [Try("webpush", "accepted")]),
    17: Fate(
        "delivered",
        [Try("whatsapp", "failed", "429"), Try("whatsapp", "failed", Fault.TIMEOUT), Try("whatsapp", "delivered")],
    ),
    19: Fate("delivered", [Try("whatsapp", "refused", NOT_THERE), Try("sms", "delivered")]),
    23: Fate("sent", [Try("whatsapp", "refused", NOT_THERE), Try("sms", "failed", "503"), Try("smtp", "accepted")]),
    29: Fate("sent", channel=BY_HAND),
}
"""Fates by a message's place in each forty: the rest went by WhatsApp at once."""
UNREACHED = (
    Fate("unreached", [Try("whatsapp", "refused", NOT_THERE), Try("sms", "refused", WRONG)], why=Why.EXHAUSTED),
    Fate("unreached", [Try("sms", "started"), Try("sms", "started")], why=Why.PERHAPS_SENT),
    Fate("unreached", why=Why.NO_ADDRESS),
    Fate("unreached", [Try("console", "shown")], why=Why.FOR_CLERK),
)
EACH = 7
"""One in so many messages that still hold and are worth a clerk's while reached nobody."""
ROUND = 40


def open_accounts(play: Play, *, by: str, now: datetime) -> None:
    """The office's accounts and the order in which it tries them."""
    for channel, account in ACCOUNTS.items():
        play.do(accounts.set_account, channel, account, by=by, now=now)
    play.do(_set_ladder, now=now)


def send_out(play: Play, *, now: datetime) -> None:
    """Let everything in the outbox have gone as far as it would have by `now`."""
    session = play.session
    new = (col(Message.office_id) == play.office.id, col(Message.state) == "new")
    true = set(session.scalars(select(col(Message.id)).where(*new, still_true(now))).all())
    rows = session.scalars(select(Message).where(*new).order_by(col(Message.id))).all()
    going = [each for each in rows if each.id in true and (each.due_at is None or each.due_at <= now)]
    last = [each.id for each in going if each.cause != Cause.REPLY][-8:]
    messages, attempts = [], []
    for place, message in enumerate(rows):
        fate = _fate(message, place, true, last, now)
        if fate is None:
            continue
        tried = list(_attempts(message, fate, now))
        attempts += tried
        messages.append(_changed(message, fate, tried))
    if messages:
        session.execute(update(Message), messages)
    if attempts:
        session.execute(insert(Attempt), attempts)
    session.expire_all()


def _set_ladder(session: Session, office: Any, *, now: datetime) -> None:  # noqa: ARG001 - as every step
    ladder.set_ladder(session, office, LADDER)


def _fate(message: Message, place: int, true: set[int], last: Sequence[int], now: datetime) -> Fate | None:
    """What has become of a message; None: it waits."""
    if message.id in last:
        return _lively(last.index(message.id), now)
    if message.due_at is not None and message.due_at > now:
        return None
    if message.id not in true and place % 9 == 4:
        return Fate("moot", why=Why.UNTRUE if place % 2 else Why.REPEATED)
    if now - message.created_at > timedelta(days=14):
        return BEFORE
    if message.id in true and message.cause in WORTH_A_CLERK and message.id % EACH == 0:
        return UNREACHED[message.id // EACH % len(UNREACHED)]
    if special := FATES.get(place % ROUND):
        return special
    return READ if place % 3 == 0 else SENT if place % 10 == 7 else DELIVERED


def _lively(place: int, now: datetime) -> Fate | None:
    """Of the last messages that still hold: some wait, some are on their way, and one waits for its far side."""
    if place in (3, 4):
        leased = {"lease_until": now + LEASE, "lease_by": "contoh:1", "sent_at": None}
        return Fate("sending", [Try("whatsapp", "started")], more=leased)
    if place == 5:
        waits = {"due_at": now + LIVELY, "channel": "whatsapp", "rung": 1, "sent_at": None}
        return Fate("new", [Try("whatsapp", "failed", Fault.PAUSED)], why=Why.PAUSED, more=waits)
    return None if place > 5 else READ


def _attempts(message: Message, fate: Fate, now: datetime) -> Iterator[dict[str, Any]]:
    """A row for each try, some minutes after each other, none later than now."""
    for place, tried in enumerate(fate.tries):
        number = message.attempts + place + 1
        began = min(message.created_at + FIRST + LATER * place, now - FIRST * 2)
        accepted = tried.state in ("accepted", "delivered", "read")
        delivered = min(began + FIRST, now) if tried.state in ("delivered", "read") else None
        yield {
            "office_id": message.office_id,
            "message_id": message.id,
            "number": number,
            "channel": tried.channel,
            "state": tried.state,
            "code": tried.code,
            "started_at": began,
            "external_id": f"contoh-{message.id}-{number}" if accepted else None,
            "settled_at": None if tried.state == "started" else began + timedelta(seconds=1),
            "delivered_at": delivered,
            "read_at": min(began + LATER * 2, now) if tried.state == "read" else None,
        }


def _changed(message: Message, fate: Fate, attempts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The columns of a message that its fate changes."""
    channel = fate.channel or (attempts[-1]["channel"] if attempts else None)
    went = fate.state in ("sent", "delivered", "read")
    rungs = [rung.channel for rung in LADDER]
    ended = fate.state == "unreached"
    at = attempts[-1]["settled_at"] if attempts else message.created_at + LATER
    return {
        "id": message.id,
        "state": fate.state,
        "channel": channel,
        "why": fate.why,
        "attempts": message.attempts + len(attempts),
        "rung": len(rungs) if ended else rungs.index(channel) if channel in rungs else 0,
        "sent_at": at if went else None,
        "due_at": None,
        "lease_until": None,
        "lease_by": None,
        **fate.more,
    }

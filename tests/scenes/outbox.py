"""An office that sends, and a worker's steps one by one: what it took, and what its channels said."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlmodel import Session

from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.models import Attempt, ChannelAccount, Document, Invitation, Message, Office
from scheduler.domain.text import codes
from scheduler.flow.core.outbox import ring
from scheduler.flow.invitations import invitations
from scheduler.messages.channels import KINDS
from scheduler.messages.channels.base import Receipt
from scheduler.messages.sending.claiming import Batch, Taken, take
from scheduler.messages.sending.decisions import Trade
from scheduler.messages.sending.lanes import Lane, Looking, lanes
from scheduler.messages.sending.settling import Answered, settle
from scheduler.translations import all_translations
from tests.scenes.factories import EARLY, NINE, World

PHONE, OTHER_PHONE, EMAIL = "+6281234567890", "+6281298765432", "siti@example.id"
ACCOUNTS: dict[str, dict[str, str]] = {
    "whatsapp": {"phone_number_id": "1", "token": "t", "app_secret": "s"},
    "sms": {"url": "http://gateway.invalid", "body": "to={to}&text={text}&key={key}"},
    "smtp": {"host": "mail.invalid", "sender": "office@example.id"},
    "fonnte": {"token": "t"},
}


def sends_by(office: World, *channels: str, wait_minutes: int = 60, per_minute: int = 100_000, **accounts: Any) -> None:
    """Give an office this ladder, with an account at each channel that needs one. accounts: entries, by channel."""
    ladder = [{"channel": channel, "wait_minutes": wait_minutes} for channel in channels]
    office.change(Office, office.office.id, ladder=ladder)

    def give(session: Any) -> None:
        for channel in channels:
            if channel in ACCOUNTS:
                account = json.dumps({**ACCOUNTS[channel], **accounts.get(channel, {})})
                session.add(
                    ChannelAccount(
                        office_id=office.office.id,
                        channel=channel,
                        account=account,
                        per_minute=per_minute,
                        changed_at=EARLY,
                        by="command",
                    )
                )

    office.database.run(give)


def trade(kinds: Any = KINDS) -> Trade:
    return Trade(kinds, "https://antre.example.id", all_translations())


@dataclass
class Steps:
    """The steps of a worker of this name, as it would run them. batches: what each step found."""

    database: Database
    name: str = "one"
    kinds: Any = field(default_factory=lambda: KINDS)
    takes_over: bool = True
    batches: list[Batch] = field(default_factory=list)

    def lanes(self, now: datetime = NINE) -> list[Lane]:
        with self.database.reading() as session:
            return lanes(session, self.looking(now), self.kinds)

    def take(self, now: datetime = NINE, **facts: Any) -> list[Taken]:
        """All that can be taken now, lane after lane, until there is none."""
        return [taken for batch in self.drain(now, **facts) for taken in batch.taken]

    def drain(self, now: datetime = NINE, **facts: Any) -> Iterator[Batch]:
        for _ in range(10):
            found = self.lanes(now)
            before = len(self.batches)
            for lane in found:
                self.batches.append(self.database.run(take, self.looking(now), lane, trade(self.kinds), **facts))
            yield from self.batches[before:]
            if not any(batch.seen for batch in self.batches[before:]):
                return

    def settle(self, taken: Taken, receipt: Receipt | str = "accepted", *, now: datetime = NINE, **facts: Any) -> None:
        said = receipt if isinstance(receipt, Receipt) else Receipt(receipt, **facts)  # type: ignore[arg-type]
        self.database.run(settle, [Answered(taken, said)], now=now)

    def looking(self, now: datetime) -> Looking:
        return Looking(self.name, now, takes_over=self.takes_over)


def message(office: World, cause: str = "booked") -> Message:
    """The newest message of a cause."""
    return [each for each in office.rows(Message) if each.cause == cause][-1]


def attempts(office: World, cause: str = "booked") -> list[Attempt]:
    """The tries of the newest message of a cause."""
    wanted = message(office, cause).id
    return sorted((each for each in office.rows(Attempt) if each.message_id == wanted), key=lambda each: each.number)


def states(office: World, cause: str = "booked") -> Sequence[tuple[str, str]]:
    """By which channels the newest message of a cause was tried, and what came of each."""
    return [(each.channel, each.state) for each in attempts(office, cause)]


def many(office: World, count: int, *, now: datetime = EARLY) -> list[str]:
    """So many households whose document is ready and who are to be told; their phones."""
    phones = [f"+62811{number:07}" for number in range(count)]
    office.database.run(_many, office.office, phones, now)
    return phones


def _many(session: Session, office: Office, phones: Sequence[str], now: datetime) -> None:
    kind = queries.types_of(session, office.id)[0]
    shared = {"office_id": office.id, "created_at": now}
    last = session.scalar(select(func.max(Invitation.id))) or 0
    numbers = range(last + 1, last + 1 + len(phones))
    salts = [codes.new_salt() for _ in phones]
    rows: dict[type[Any], list[dict[str, Any]]] = {
        Invitation: [
            {"id": n, "salt": salt, "code_hash": _hash(salt), "expires_at": now + timedelta(days=30), **shared}
            for n, salt in zip(numbers, salts, strict=True)
        ],
        Document: [
            {"type_id": kind.id, "reference": f"M/{n:06}", "title": "KTP-el", "stage": "ready", "holder": "Siti"}
            | {"phone": phone, "phone_hash": keys.ring().look_up("phone", phone), "invitation_id": n, **shared}
            for n, phone in zip(numbers, phones, strict=True)
        ],
        Message: [
            {"key": f"ready:{n}:0", "cause": "ready", "invitation_id": n, "facts": {}, **shared} for n in numbers
        ],
    }
    for table, values in rows.items():
        session.execute(insert(table), values)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT setval('invitation_id_seq', :last)"), {"last": numbers[-1]})
    ring(session)


def _hash(salt: bytes) -> bytes:
    return codes.hash_of(codes.derive(keys.ring().codes[0], invitations.PURPOSE, salt))

"""Years of visits that are over, put beside an office by cloning one that the product's own steps have made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select, text
from sqlmodel import col

from scheduler.db.models import Booking, BookingDocument, Document, Invitation, Message, Move, Slot

PER_SLOT = 25
"""Visits in one slot of the past."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database counts, makes up bytes, and goes back half an hour times `n`."""

    series: str
    bytes: str
    back: str


DIALECTS = {
    "sqlite": Dialect(
        "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {count})",
        "randomblob({size})",
        "strftime('%Y-%m-%d %H:%M:%f000', {column}, '-' || ((n + 20) * 30) || ' minutes')",
    ),
    "postgresql": Dialect(
        "WITH series AS (SELECT generate_series(1, {count}) AS n)",
        "substring(sha256(convert_to(n || '{table}{column}', 'UTF8')) for {size})",
        "{column} - (n + 20) * interval '30 minutes'",
    ),
}


def clone(connection: Connection, booking: int, count: int) -> None:
    """Write `count` visits like one that is over, each with its document, invitation, history and messages."""
    one = connection.execute(select(Booking.__table__).where(col(Booking.id) == booking)).mappings().one()  # type: ignore[attr-defined]
    document = connection.scalar(
        select(col(BookingDocument.document_id)).where(col(BookingDocument.booking_id) == booking)
    )
    base, slots = 1_000_000, -(-count // PER_SLOT)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # no look at foreign keys row by row
    many = _Clones(connection, connection.dialect.name)
    fresh = {"salt": many.random("salt", 16), "code_hash": many.random("code_hash", 32)}
    own = f"{base} + n"
    many.add(
        Slot,
        slots,
        f"id = {one['slot_id']}",
        {
            "id": own,
            "starts_at": many.back("starts_at"),
            "ends_at": many.back("ends_at"),
            "taken": "0",
        },
    )
    many.add(Invitation, count, f"id = {one['invitation_id']}", {"id": own, **fresh})
    many.add(
        Document,
        count,
        f"id = {document}",
        {
            "id": own,
            "reference": "'P/' || n",
            "invitation_id": own,
            "phone_hash": many.random("phone_hash", 32),
        },
    )
    many.add(
        Booking,
        count,
        f"id = {booking}",
        {
            "id": own,
            "invitation_id": own,
            "slot_id": f"{base} + 1 + n % {slots}",
            "short": "10000 + n % 90000",
            **fresh,
        },
    )
    many.add(BookingDocument, count, f"booking_id = {booking}", {"booking_id": own, "document_id": own})
    many.add(Move, count, f"booking_id = {booking}", {"id": None, "booking_id": own, "step": "after || n"})
    many.add(Move, count, f"document_id = {document}", {"id": None, "document_id": own, "step": "after || n"})
    many.add(
        Message,
        count,
        f"booking_id = {booking}",
        {
            "id": None,
            "key": "cause || '-past-' || n",
            "booking_id": own,
            "invitation_id": own,
        },
    )
    many.go_on_counting()


class _Clones:
    def __init__(self, connection: Connection, dialect: str) -> None:
        self._connection, self._name, self._dialect = connection, dialect, DIALECTS[dialect]

    def random(self, column: str, size: int) -> str:
        return self._dialect.bytes.format(size=size, table="{table}", column=column)

    def back(self, column: str) -> str:
        return self._dialect.back.format(column=column)

    def add(self, model: Any, count: int, where: str, changes: Mapping[str, str | None]) -> None:
        """Clone rows of a table, each `count` times. changes: a column's expression; None leaves it to the table."""
        table: Table = model.__table__
        names = [column.name for column in table.columns if changes.get(column.name, "") is not None]
        values = [(changes.get(name) or name).replace("{table}", table.name) for name in names]
        quoted = ", ".join(f'"{name}"' for name in names)
        chosen = ", ".join(value if value != name else f'"{name}"' for name, value in zip(names, values, strict=True))
        self._connection.execute(
            text(
                f"INSERT INTO {table.name} ({quoted}) {self._dialect.series.format(count=count)} "  # noqa: S608 - our own
                f"SELECT {chosen} FROM {table.name} CROSS JOIN series WHERE {where}"
            )
        )

    def go_on_counting(self) -> None:
        """PostgreSQL counts ids apart from the rows; SQLite goes on from the highest."""
        if self._name == "postgresql":
            for table in ("slot", "invitation", "document", "booking"):
                self._connection.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
                    )
                )

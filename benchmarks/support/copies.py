"""A day of an office copied over earlier working days in bulk: new ids and hashes, every moment as many days earlier.

A row is part of the day that comes by itself (ROOTS, DAILY), or that names a row which is. What the day has once, such
as its slots, is copied once a day; what each visit has, as often as the day is to have visits.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Column, Connection, Date, DateTime, LargeBinary, Table, text

from scheduler.db.models import metadata

STEP = 100_000
"""Between the ids of two copies; a row that was played has a smaller one."""
OF_DAY = "t.starts_at >= :begins AND t.starts_at < :ends"
_COME = (
    "t.id IN (SELECT b.invitation_id FROM booking b WHERE b.id IN (SELECT booking_id FROM ticket)"
    " OR b.slot_id IN (SELECT id FROM copied WHERE name = 'slot'))"
)
_APPLIED = (
    "SELECT document_id FROM application WHERE answered_at IS NOT NULL UNION SELECT document_id FROM batch_document"
)
DAILY = {
    "slot": OF_DAY,
    "office_day": "1 = 1",
    "invitation": f"t.id IN (SELECT invitation_id FROM document WHERE id IN ({_APPLIED}))",  # noqa: S608 - our own
    "document": f"t.id IN ({_APPLIED})",
    "batch": "1 = 1",
    "conversation": "1 = 1",
    "application": "t.answered_at IS NOT NULL",
    "stock_entry": "t.document_id IS NULL",
    "deed": "1 = 1",
}
ROOTS = {"invitation": _COME, "turned_away": "1 = 1"}
FOLLOWING = (
    *("booking", "visit", "ticket", "call", "handover", "message", "attempt", "move", "told_wait", "document_word"),
    *("batch_document", "conversation_line", "application_item", "application_page"),
)
COPIED = frozenset({*DAILY, *ROOTS, *FOLLOWING})
CALENDAR = frozenset({"slot", "office_day"})
"""What names one of these is not copied for that: all visits name them."""
OVER: Mapping[str, str] = {
    "booking": "t.stage NOT IN ('booked', 'arrived')",
    "message": "t.state NOT IN ('new', 'sending')",
    "stock_entry": "t.kind <> 'count'",
}
"""What else is asked of a row: it is not of a day that is over, or would not be true on another."""
CHANGED: Mapping[str, str] = {
    "conversation.state": "'closed'",
    "conversation.waiting_since": "NULL",
    "application.waiting_since": "NULL",
    "ticket.number": "substr(t.number, 1, 2) || (s.copy * 100 + CAST(substr(t.number, 3) AS INTEGER))",
    "slot.taken": "0",
    "slot.reserved": "0",
}
FRESH = frozenset(
    f"{table}.{column}"
    for column, tables in {
        "reference": ("document",),
        "key": ("message",),
        "external_id": ("attempt", "conversation_line"),
        "step": ("move", "handover", "stock_entry"),
        "mark": ("application_page",),
    }.items()
    for table in tables
)
HASHES = frozenset({"salt", "code_hash", "phone_hash", "nik_hash", "begun_with", "collector_hash"})
_DAYS_EARLIER = {
    ("sqlite", DateTime): "strftime('%Y-%m-%d %H:%M:%f000', {0}, '-' || s.days || ' days')",
    ("sqlite", Date): "date({0}, '-' || s.days || ' days')",
    ("postgresql", DateTime): "{0} - s.days * interval '1 day'",
    ("postgresql", Date): "{0} - s.days",
}
_HASH = {
    "sqlite": "randomblob({size})",
    "postgresql": "substring(sha256(convert_to(s.n || '{name}' || t.id, 'UTF8')) for {size})",
}


def copy(connection: Connection, played: date, earlier: Sequence[date], visits: int, bounds: Sequence[datetime]) -> int:
    """Copy a day that was played over earlier ones; returns how often each has what a visit leaves.

    bounds: the first moment of the played day, and that of the next.
    """
    on = connection.dialect.name
    if on == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # no look at foreign keys row by row
    connection.execute(text("DELETE FROM slot WHERE starts_at < :begins"), {"begins": _written(bounds[0], on)})
    of_one = connection.scalar(text("SELECT count(*) FROM ticket")) or 1
    copies = -(-visits // int(of_one))
    connection.execute(text("CREATE TABLE series (n integer PRIMARY KEY, head integer, days integer, copy integer)"))
    connection.execute(text("CREATE TABLE copied (name text, id integer, daily integer, PRIMARY KEY (name, id))"))
    connection.execute(
        text("INSERT INTO series VALUES (:n, :head, :days, :copy)"),
        [
            {"n": at * copies + each + 1, "head": at * copies + 1, "days": (played - day).days, "copy": each}
            for at, day in enumerate(sorted(earlier))
            for each in range(copies)
        ],
    )
    tables = [table for table in metadata.sorted_tables if table.name in COPIED]
    for table in tables:
        _choose(connection, table, bounds)
    if on == "postgresql":
        connection.execute(text("ANALYZE copied"))
    for table in tables:
        _write(connection, table, on)
    for name in ("series", "copied"):
        connection.execute(text(f"DROP TABLE {name}"))
    if on == "postgresql":
        for table in tables:
            _go_on_counting(connection, table)
    return copies


def _choose(connection: Connection, table: Table, bounds: Sequence[datetime]) -> None:
    """Note which rows of a table belong to the day. One without an id is found by what it names."""
    if "id" not in table.columns:
        return
    begins, ends = (_written(each, connection.dialect.name) for each in bounds)
    for daily in (0, 1):
        named = [
            f"t.{column.name} IN (SELECT id FROM copied WHERE name = '{target}' AND daily = {daily})"  # noqa: S608 - our own
            for column, target in _names(table)
            if target not in CALENDAR
        ]
        own = (DAILY if daily else ROOTS).get(table.name)
        asked = " OR ".join([*named, *([own] if own else [])]) or "1 = 0"
        connection.execute(
            text(
                f"INSERT INTO copied SELECT '{table.name}', t.id, {daily} FROM {table.name} t"  # noqa: S608 - our own
                f" WHERE ({asked}) AND {OVER.get(table.name, '1 = 1')} ON CONFLICT DO NOTHING"
            ),
            {"begins": begins, "ends": ends} if ":begins" in asked else {},
        )


def _write(connection: Connection, table: Table, on: str) -> None:
    """Copy the rows of a table that were chosen."""
    columns = list(table.columns)
    values = ", ".join(_value(table, column, on) for column in columns)
    if "id" in table.columns:
        rows = f"{table.name} t JOIN copied c ON c.name = '{table.name}' AND c.id = t.id"
    else:
        whose = next(column.name for column, _ in _names(table))
        target = next(target for column, target in _names(table) if column.name == whose)
        rows = f"{table.name} t JOIN copied c ON c.name = '{target}' AND c.id = t.{whose}"
    quoted = ", ".join(f'"{column.name}"' for column in columns)
    connection.execute(
        text(
            f"INSERT INTO {table.name} ({quoted}) SELECT {values} FROM {rows}"  # noqa: S608 - our own
            " JOIN series s ON c.daily = 0 OR s.n = s.head ORDER BY s.n"
        )
    )


def _written(moment: datetime, on: str) -> datetime | str:
    """A moment as the rows of a database have it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if on == "sqlite" else moment


def _names(table: Table) -> Iterator[tuple[Column[object], str]]:
    """The columns that name a row of a copied table, and which table."""
    for column in table.columns:
        for key in column.foreign_keys:
            if key.column.table.name in COPIED and key.column.table is not table:
                yield column, key.column.table.name


def _value(table: Table, column: Column[object], on: str) -> str:
    """What a copy has in a column."""
    place, own = f"{table.name}.{column.name}", f't."{column.name}"'
    if place in CHANGED:
        return CHANGED[place]
    if column.name == "id":
        return f"{own} + CASE WHEN c.daily = 1 THEN s.head ELSE s.n END * {STEP}"
    target = next((target for named, target in _names(table) if named is column), None)
    if target is not None:
        daily = f"(SELECT x.daily FROM copied x WHERE x.name = '{target}' AND x.id = {own})"  # noqa: S608 - our own
        return f"{own} + coalesce(CASE {daily} WHEN 1 THEN s.head WHEN 0 THEN s.n END, 0) * {STEP}"
    if place in FRESH:
        return f"{own} || '-' || s.n"
    if column.name in HASHES and isinstance(column.type, LargeBinary) | ("id" in table.columns):
        size = 16 if column.name == "salt" else 32
        return f"CASE WHEN {own} IS NULL THEN NULL ELSE {_HASH[on].format(size=size, name=place)} END"
    for kind in (DateTime, Date):
        if isinstance(column.type, kind) or isinstance(getattr(column.type, "impl_instance", None), kind):
            return _DAYS_EARLIER[on, kind].format(own)
    return own


def _go_on_counting(connection: Connection, table: Table) -> None:
    """PostgreSQL counts ids apart from the rows; SQLite goes on from the highest."""
    if "id" in table.columns:
        name = table.name
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")  # noqa: S608
        )

"""On PostgreSQL history, calls and waits told lie in partitions by month; an undo is guarded by a row of its own.

A partition knows nothing of the others, so "no move is undone twice" is the key of `undone` and no index of `move`.
What is there becomes the first partition as it is: no row is copied.
"""

from datetime import UTC, datetime

import sqlalchemy as sa

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

SCHEMA = "giliran_months"
OLD = "giliran_parted"
"""Where a table is while its rows go into one again: two in one schema have no index of the same name."""
MONTHLY = ("move", "told_wait", "call")
AHEAD = 3
KNOWN = sa.text("undoes IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "undone",
        sa.Column("move_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("move_id", name="pk_undone"),
    )
    op.execute("INSERT INTO undone (move_id) SELECT undoes FROM move WHERE undoes IS NOT NULL")
    op.drop_index("uq_move_undoes", "move")
    with op.batch_alter_table("move") as move:
        move.drop_constraint("fk_move_undoes_move", type_="foreignkey")
    op.create_index("ix_move_undoes", "move", ["undoes"], sqlite_where=KNOWN, postgresql_where=KNOWN)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE SCHEMA {SCHEMA}")
        for table in MONTHLY:
            _part(table)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE SCHEMA {OLD}")
        for table in MONTHLY:
            _join(table)
        op.execute(f"DROP SCHEMA {SCHEMA}")
        op.execute(f"DROP SCHEMA {OLD}")
    op.drop_index("ix_move_undoes", "move")
    with op.batch_alter_table("move") as move:
        move.create_foreign_key("fk_move_undoes_move", "move", ["undoes"], ["id"])
    op.create_index("uq_move_undoes", "move", ["undoes"], unique=True, sqlite_where=KNOWN, postgresql_where=KNOWN)
    op.drop_table("undone")


def _part(table: str) -> None:
    """What is there, and what comes before the next month, becomes the first partition of a table of the same name."""
    newest = op.get_bind().execute(sa.text(f"SELECT max(at) FROM {table}")).scalar()  # noqa: S608 - a name of ours
    first = _month(max(newest or datetime.min.replace(tzinfo=UTC), datetime.now(UTC)), 1)
    old = f"{table}_before_{first:%Y_%m}"
    keys, indexes = _keys(table), _indexes(table)
    for statement in (
        f"ALTER SEQUENCE {table}_id_seq OWNED BY NONE",
        f"ALTER TABLE {table} DROP CONSTRAINT pk_{table}",
        f"ALTER TABLE {table} ADD CONSTRAINT pk_{table} PRIMARY KEY (id, at)",
        f"ALTER TABLE {table} RENAME TO {old}",
        f"ALTER TABLE {old} SET SCHEMA {SCHEMA}",
        f"CREATE TABLE {table} (LIKE {SCHEMA}.{old} INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (at)",
        f"ALTER SEQUENCE {table}_id_seq OWNED BY {table}.id",
        f"ALTER TABLE {table} ADD CONSTRAINT pk_{table} PRIMARY KEY (id, at)",
        *(f"ALTER TABLE {table} ADD CONSTRAINT {name} {says}" for name, says in keys),
        *indexes,
        f"ALTER TABLE {table} ATTACH PARTITION {SCHEMA}.{old} FOR VALUES FROM (MINVALUE) TO ('{first}')",
        f"CREATE TABLE {SCHEMA}.{table}_others PARTITION OF {table} DEFAULT",
    ):
        _say(statement)
    for months in range(AHEAD):
        begins, ends = _month(first, months), _month(first, months + 1)
        _say(
            f"CREATE TABLE {SCHEMA}.{table}_{begins:%Y_%m} PARTITION OF {table}"
            f" FOR VALUES FROM ('{begins}') TO ('{ends}')"
        )


def _join(table: str) -> None:
    """All partitions become one table again, row by row."""
    keys, indexes = _keys(table), _indexes(table)
    for statement in (
        f"ALTER SEQUENCE {table}_id_seq OWNED BY NONE",
        f"ALTER TABLE {table} SET SCHEMA {OLD}",
        f"CREATE TABLE {table} (LIKE {OLD}.{table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)",
        f"INSERT INTO {table} SELECT * FROM {OLD}.{table}",  # noqa: S608 - the same
        f"DROP TABLE {OLD}.{table}",
        f"ALTER SEQUENCE {table}_id_seq OWNED BY {table}.id",
        f"ALTER TABLE {table} ADD CONSTRAINT pk_{table} PRIMARY KEY (id)",
        *(f"ALTER TABLE {table} ADD CONSTRAINT {name} {says}" for name, says in keys),
        *(each.replace(" ON ONLY ", " ON ") for each in indexes),
    ):
        _say(statement)


def _keys(table: str) -> list[tuple[str, str]]:
    """The foreign keys of a table, as they are made."""
    found = op.get_bind().execute(
        sa.text(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = CAST(:name AS regclass) AND contype = 'f' ORDER BY conname"
        ),
        {"name": table},
    )
    return [(name, says) for name, says in found]


def _indexes(table: str) -> list[str]:
    """The statements that make a table's indexes, but for that of its key."""
    found = op.get_bind().execute(
        sa.text(
            "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = :name"
            " AND indexname <> :key ORDER BY indexname"
        ),
        {"name": table, "key": f"pk_{table}"},
    )
    return [says for (says,) in found]


def _month(moment: datetime, later: int) -> datetime:
    """The first moment of the month so many months after that of a moment."""
    years, month = divmod(moment.astimezone(UTC).month - 1 + later, 12)
    return datetime(moment.astimezone(UTC).year + years, month + 1, 1, tzinfo=UTC)


def _say(statement: str) -> None:
    op.execute(sa.text(statement.replace(":", "\\:")))

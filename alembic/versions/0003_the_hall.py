"""A day in the hall: an emptied hall, walk-ins' numbers, waits told, people turned away, signatures, spoilt blanks."""

import sqlalchemy as sa

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SERVED = sa.text("stage = 'served'")

ADDED: dict[str, list[tuple[str, sa.types.TypeEngine, str | None]]] = {
    "office": [
        ("max_calls", sa.Integer(), "3"),
        ("absent_after", sa.Integer(), "1"),
        ("recall_seconds", sa.Integer(), "20"),
        ("asks_signature", sa.Boolean(), "false"),
        ("printer", sa.String(), None),
    ],
    "service": [("walk_in_daily", sa.Integer(), None)],
    "office_day": [
        ("reserved", sa.Integer(), "0"),
        ("halted_at", MOMENT, None),
        ("watched_at", MOMENT, None),
        ("count_wanted_at", MOMENT, None),
    ],
    "ticket": [("waits_for_document", sa.Boolean(), "false")],
    "handover": [("signature", sa.LargeBinary(), None), ("recorded_at", MOMENT, None)],
    "staff_session": [("lost_counter", sa.Integer(), None)],
}
"""New columns of tables that are there: name, type, and what rows get that are there (None: the column may be null)."""


def upgrade() -> None:
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, kind, value in columns:
                batch.add_column(sa.Column(name, kind, nullable=value is None, server_default=_default(kind, value)))
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, kind, value in columns:
                if value is not None:
                    batch.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
            if table == "office_day":
                batch.create_check_constraint(op.f("ck_office_day_reserved_not_negative"), "reserved >= 0")
    op.create_index(
        "ix_ticket_served", "ticket", ["service_id", "ended_at"], sqlite_where=SERVED, postgresql_where=SERVED
    )
    told_wait()
    turned_away()
    stock_entry()


def downgrade() -> None:
    op.drop_index("ix_ticket_served", "ticket")
    for name in ("stock_entry", "turned_away", "told_wait"):
        op.drop_table(name)
    for table, columns in reversed(ADDED.items()):
        with op.batch_alter_table(table) as batch:
            if table == "office_day":
                batch.drop_constraint(op.f("ck_office_day_reserved_not_negative"), type_="check")
            for name, _, _ in columns:
                batch.drop_column(name)


def _default(
    kind: sa.types.TypeEngine, value: str | None
) -> sa.sql.elements.TextClause | sa.sql.elements.False_ | None:
    if value is None:
        return None
    return sa.false() if isinstance(kind, sa.Boolean) else sa.text(value)


def _table(name: str, *columns: sa.schema.SchemaItem, keys: dict[str, str]) -> None:
    """A new table with an id, its office, and foreign keys: column -> table."""
    op.create_table(
        name,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{name}_{column}_{other}")
            for column, other in {"office_id": "office", **keys}.items()
        ),
    )


def told_wait() -> None:
    _table(
        "told_wait",
        sa.Column("ticket_id", sa.Integer, nullable=False),
        sa.Column("until", sa.String, nullable=False),
        sa.Column("least", sa.Integer, nullable=False),
        sa.Column("most", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        keys={"ticket_id": "ticket"},
    )
    for column in ("ticket_id", "at"):
        op.create_index(f"ix_told_wait_{column}", "told_wait", [column])


def turned_away() -> None:
    _table(
        "turned_away",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("in_vain", sa.Boolean, nullable=False),
        sa.Column("booking_id", sa.Integer, nullable=True),
        sa.Column("document_id", sa.Integer, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        keys={"booking_id": "booking", "document_id": "document"},
    )
    op.create_index("ix_turned_away_day", "turned_away", ["office_id", "day"])


def stock_entry() -> None:
    _table(
        "stock_entry",
        sa.Column("material", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("pieces", sa.Integer, nullable=False),
        sa.Column("document_id", sa.Integer, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("step", sa.String, nullable=False),
        sa.CheckConstraint("pieces >= 1", name=op.f("ck_stock_entry_pieces_positive")),
        keys={"document_id": "document"},
    )
    op.create_index("ix_stock_entry_document_id", "stock_entry", ["document_id"])

"""Messages by channels: attempts, accounts, an office's own words, consent, and conversations with citizens."""

from datetime import time

import sqlalchemy as sa

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NEW_OFFICE: list[tuple[str, sa.types.TypeEngine, sa.sql.elements.ClauseElement | None]] = [
    ("ladder", sa.JSON(), sa.text("'[]'")),
    ("messages_from", sa.Time(), sa.literal(time(7), sa.Time())),
    ("messages_until", sa.Time(), sa.literal(time(20), sa.Time())),
    ("asks_consent", sa.Boolean(), sa.false()),
    ("remind_at", sa.Time(), None),
    ("remind_minutes", sa.Integer(), sa.text("120")),
    ("soon_minutes", sa.Integer(), sa.text("10")),
    ("uncollected_days", sa.JSON(), sa.text("'[14, 30, 60]'")),
]
"""Columns of the office: name, type, and what offices get that are there (None: the column may be null)."""
UNDER_WAY = sa.text("state IN ('new', 'sending')")
HAS_ID = sa.text("external_id IS NOT NULL")
WAITS = sa.text("waiting_since IS NOT NULL")
NEW = sa.text("state = 'new'")


def upgrade() -> None:
    with op.batch_alter_table("office") as batch:
        for name, kind, value in NEW_OFFICE:
            batch.add_column(sa.Column(name, kind, nullable=value is None, server_default=value))
    op.execute(sa.text("UPDATE office SET remind_at = :at").bindparams(sa.bindparam("at", time(16), sa.Time())))
    with op.batch_alter_table("office") as batch:
        for name, kind, value in NEW_OFFICE:
            if value is not None:
                batch.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
    told_by()
    conversations()
    outbox()


def downgrade() -> None:
    with op.batch_alter_table("message") as batch:
        for name in ("under_way", "booking_id", "document_id"):
            batch.drop_index(f"ix_message_{name}")
        batch.drop_constraint("fk_message_line_id_conversation_line", type_="foreignkey")
        for name in ("line_id", "rung", "due_at", "lease_until", "lease_by", "why"):
            batch.drop_column(name)
    tables = (
        "ready_answer",
        "attempt",
        "conversation_line",
        "conversation",
        "consent",
        "message_text",
        "channel_account",
    )
    for name in tables:
        op.drop_table(name)
    with op.batch_alter_table("office") as batch:
        for name, _, _ in NEW_OFFICE:
            batch.drop_column(name)


def told_by() -> None:
    _of_office(
        "channel_account",
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("account", sa.LargeBinary, nullable=False),
        sa.Column("per_minute", sa.Integer, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.CheckConstraint("per_minute >= 1", name=op.f("ck_channel_account_per_minute_positive")),
        sa.UniqueConstraint("office_id", "channel", name="uq_channel_account_office_id_channel"),
    )
    _of_office(
        "message_text",
        *(sa.Column(name, sa.String, nullable=False) for name in ("name", "language", "text")),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.UniqueConstraint("office_id", "name", "language", name="uq_message_text_office_id_name_language"),
    )
    _of_office(
        "consent",
        sa.Column("phone_hash", sa.LargeBinary, nullable=False),
        sa.Column("given", sa.Boolean, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String, nullable=False),
    )
    op.create_index("ix_consent_phone", "consent", ["office_id", "phone_hash"])


def conversations() -> None:
    _of_office(
        "conversation",
        sa.Column("phone", sa.LargeBinary, nullable=False),
        sa.Column("phone_hash", sa.LargeBinary, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("channel", "language", "state")),
        sa.Column("assigned_to", sa.String, nullable=True),
        sa.Column("waiting_since", MOMENT, nullable=True),
        sa.Column("heard_at", MOMENT, nullable=True),
        sa.Column("offered", sa.JSON, nullable=False),
        sa.Column("hinted_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.UniqueConstraint("office_id", "phone_hash", name="uq_conversation_office_id_phone_hash"),
    )
    _index("ix_conversation_waiting", "conversation", ["office_id", "waiting_since"], where=WAITS)
    _of_office(
        "conversation_line",
        sa.Column("conversation_id", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("direction", "kind")),
        sa.Column("text", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("external_id", sa.String, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_conversation_line_direction_known")),
        keys={"conversation_id": "conversation"},
    )
    op.create_index("ix_conversation_line_conversation_id", "conversation_line", ["conversation_id"])
    columns = ["office_id", "external_id"]
    _index("ux_conversation_line_external", "conversation_line", columns, where=HAS_ID, unique=True)
    _index("ix_conversation_line_new", "conversation_line", ["office_id", "id"], where=NEW)
    _of_office(
        "ready_answer",
        *(sa.Column(name, sa.String, nullable=False) for name in ("title", "text")),
        sa.Column("position", sa.Integer, nullable=False),
        sa.UniqueConstraint("office_id", "title", name="uq_ready_answer_office_id_title"),
    )


def outbox() -> None:
    with op.batch_alter_table("message") as batch:
        batch.add_column(sa.Column("line_id", sa.Integer, nullable=True))
        batch.add_column(sa.Column("rung", sa.Integer, nullable=False, server_default=sa.text("0")))
        batch.add_column(sa.Column("due_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("lease_until", MOMENT, nullable=True))
        batch.add_column(sa.Column("lease_by", sa.String, nullable=True))
        batch.add_column(sa.Column("why", sa.String, nullable=True))
        batch.create_foreign_key("fk_message_line_id_conversation_line", "conversation_line", ["line_id"], ["id"])
    with op.batch_alter_table("message") as batch:
        batch.alter_column("rung", existing_type=sa.Integer(), existing_nullable=False, server_default=None)
    _index("ix_message_under_way", "message", ["due_at"], where=UNDER_WAY)
    for column in ("booking_id", "document_id"):
        op.create_index(f"ix_message_{column}", "message", [column])
    _of_office(
        "attempt",
        sa.Column("message_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("channel", "state")),
        *(sa.Column(name, sa.String, nullable=True) for name in ("external_id", "code")),
        sa.Column("started_at", MOMENT, nullable=False),
        *(sa.Column(name, MOMENT, nullable=True) for name in ("settled_at", "delivered_at", "read_at")),
        sa.UniqueConstraint("message_id", "number", name="uq_attempt_message_id_number"),
        keys={"message_id": "message"},
    )
    op.create_index("ix_attempt_started_at", "attempt", ["started_at"])
    _index("ux_attempt_external", "attempt", ["channel", "external_id"], where=HAS_ID, unique=True)


def _of_office(name: str, *columns: sa.schema.SchemaItem, keys: dict[str, str] | None = None) -> None:
    """A new table with an id, its office and foreign keys: column -> table."""
    every = {"office_id": "office", **(keys or {})}
    op.create_table(
        name,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{name}_{column}_{other}")
            for column, other in every.items()
        ),
    )


def _index(
    name: str, table: str, columns: list[str], *, where: sa.sql.elements.TextClause, unique: bool = False
) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)

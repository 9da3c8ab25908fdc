"""Counts of the days of an office, and which days have them."""

import sqlalchemy as sa

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

BY_DAY = (
    ("ix_application_sent", "application", "sent_at"),
    ("ix_stock_entry_at", "stock_entry", "at"),
    ("ix_conversation_line_at", "conversation_line", "at"),
    ("ix_batch_document_at", "batch_document", "at"),
    ("ix_document_ready", "document", "ready_at"),
)
"""What a day is counted from is found by when it was."""


def upgrade() -> None:
    op.create_table(
        "day_count",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_day_count_office_id_office"),
        sa.PrimaryKeyConstraint("office_id", "figure", "day", "part", "bucket", name="pk_day_count"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "counted_day",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_counted_day_office_id_office"),
        sa.PrimaryKeyConstraint("office_id", "day", name="pk_counted_day"),
        sqlite_with_rowid=False,
    )
    stale = sa.text("changes <> counted AND NOT is_final")
    op.create_index(
        "ix_counted_day_stale", "counted_day", ["office_id", "day"], sqlite_where=stale, postgresql_where=stale
    )
    op.add_column("office", sa.Column("figures_of_persons", sa.Boolean(), nullable=False, server_default=sa.false()))
    for name, table, column in BY_DAY:
        op.create_index(name, table, ["office_id", column])
    by_hand = sa.text("channel = 'by_hand'")
    op.create_index(
        "ix_message_by_hand", "message", ["office_id", "sent_at"], sqlite_where=by_hand, postgresql_where=by_hand
    )


def downgrade() -> None:
    op.drop_index("ix_message_by_hand", "message")
    for name, table, _ in BY_DAY:
        op.drop_index(name, table)
    op.drop_column("office", "figures_of_persons")
    op.drop_table("counted_day")
    op.drop_table("day_count")

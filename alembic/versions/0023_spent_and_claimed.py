"""What went through an account stands in its row, and messages are claimed by keyset indexes."""

import sqlalchemy as sa

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

UNDER_WAY = sa.text("state IN ('new', 'sending')")
KEYSETS = {
    "ix_message_new": (["office_id", "rung", "due_at", "id"], sa.text("state = 'new'")),
    "ix_message_leased": (["office_id", "rung", "lease_until"], sa.text("state = 'sending'")),
    "ix_message_reply": (["line_id"], sa.text("line_id IS NOT NULL AND state IN ('new', 'sending')")),
    "ix_message_paused": (["due_at"], sa.text("state = 'new' AND why = 'paused'")),
}


def upgrade() -> None:
    op.add_column("channel_account", sa.Column("spent", sa.JSON, nullable=False, server_default="{}"))
    with op.batch_alter_table("channel_account") as account:
        account.alter_column("spent", existing_type=sa.JSON, existing_nullable=False, server_default=None)
    op.drop_index("ix_message_under_way", "message")
    for name, (columns, where) in KEYSETS.items():
        op.create_index(name, "message", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in KEYSETS:
        op.drop_index(name, "message")
    op.create_index("ix_message_under_way", "message", ["due_at"], sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY)
    with op.batch_alter_table("channel_account") as account:
        account.drop_column("spent")

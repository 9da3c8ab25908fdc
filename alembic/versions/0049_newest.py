"""Messages are listed newest first along their indexes: of an office, and of a state."""

import sqlalchemy as sa

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

IS_TRIED = sa.text("state NOT IN ('new', 'sending')")


def upgrade() -> None:
    op.drop_index("ix_message_made", "message")
    op.create_index(
        "ix_message_tried",
        "message",
        ["office_id", "state", "created_at", "id"],
        sqlite_where=IS_TRIED,
        postgresql_where=IS_TRIED,
    )
    op.create_index("ix_message_made", "message", ["office_id", "created_at", "id", "state"])


def downgrade() -> None:
    op.drop_index("ix_message_made", "message")
    op.drop_index("ix_message_tried", "message")
    op.create_index("ix_message_made", "message", ["office_id", "created_at"])

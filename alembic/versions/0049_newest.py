"""Messages are listed newest first along their indexes: of an office, and of a state."""

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_message_line", "message")
    op.drop_index("ix_message_made", "message")
    op.create_index("ix_message_line", "message", ["office_id", "state", "created_at", "id"])
    op.create_index("ix_message_made", "message", ["office_id", "created_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_message_made", "message")
    op.drop_index("ix_message_line", "message")
    op.create_index("ix_message_made", "message", ["office_id", "created_at"])
    op.create_index("ix_message_line", "message", ["office_id", "state", "cause"])

"""Beside years: documents that go to a place are found by it, and messages by when they were made."""

import sqlalchemy as sa

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

GOES = sa.text("place IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_document_place",
        "document",
        ["office_id", "place", "stage"],
        sqlite_where=GOES,
        postgresql_where=GOES,
    )
    op.create_index("ix_message_made", "message", ["office_id", "created_at"])


def downgrade() -> None:
    op.drop_index("ix_message_made", "message")
    op.drop_index("ix_document_place", "document")

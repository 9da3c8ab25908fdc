"""Indexes by which a place in the line for a blank is counted, and the next of it are found."""

import sqlalchemy as sa

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WAITS_FOR_BLANK = "stage = 'waiting_for_blank'"
IN_PRODUCTION = "stage = 'in_production'"


def upgrade() -> None:
    op.execute("UPDATE document SET waits_since = created_at WHERE stage = 'waiting_for_blank' AND waits_since IS NULL")
    op.drop_index("ix_document_blankless", "document")
    line = ["office_id", "type_id", "priority", "reason", "waits_since", "id"]
    _index("ix_document_blankless", line, where=WAITS_FOR_BLANK)
    printing = ["office_id", "type_id", "has_blank", "priority", "waits_since", "created_at", "id"]
    _index("ix_document_printing", printing, where=IN_PRODUCTION)


def downgrade() -> None:
    op.drop_index("ix_document_printing", "document")
    op.drop_index("ix_document_blankless", "document")
    _index("ix_document_blankless", ["office_id", "waits_since"], where=WAITS_FOR_BLANK)


def _index(name: str, columns: list[str], *, where: str) -> None:
    partial = sa.text(where)
    op.create_index(name, "document", columns, sqlite_where=partial, postgresql_where=partial)

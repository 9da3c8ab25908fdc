"""Indexes of lines: for a blank, by which a place is counted and the next are found, and for a seat of a full day."""

import sqlalchemy as sa

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WAITS_FOR_BLANK = "stage = 'waiting_for_blank'"
IN_PRODUCTION = "stage = 'in_production'"
ON_THE_LIST = "stage IN ('waiting', 'offered')"


def upgrade() -> None:
    op.execute("UPDATE document SET waits_since = created_at WHERE stage = 'waiting_for_blank' AND waits_since IS NULL")
    op.drop_index("ix_document_blankless", "document")
    line = ["office_id", "type_id", "priority", "reason", "waits_since", "id"]
    _index("ix_document_blankless", "document", line, where=WAITS_FOR_BLANK)
    printing = ["office_id", "type_id", "has_blank", "priority", "waits_since", "created_at", "id"]
    _index("ix_document_printing", "document", printing, where=IN_PRODUCTION)
    waits = ["office_id", "service_id", "day", "created_at", "id"]
    _index("ix_waitlist_entry_waits", "waitlist_entry", waits, where=ON_THE_LIST)


def downgrade() -> None:
    op.drop_index("ix_waitlist_entry_waits", "waitlist_entry")
    op.drop_index("ix_document_printing", "document")
    op.drop_index("ix_document_blankless", "document")
    _index("ix_document_blankless", "document", ["office_id", "waits_since"], where=WAITS_FOR_BLANK)


def _index(name: str, table: str, columns: list[str], *, where: str) -> None:
    partial = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=partial, postgresql_where=partial)

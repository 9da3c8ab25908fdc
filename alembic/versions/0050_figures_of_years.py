"""Beside years: figures are kept added up by the month; old cards, nameless documents, kinds of entries are found."""

import sqlalchemy as sa

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

WITH_CARD = sa.text("old_card = 'withdrawn'")
FORGOTTEN = sa.text("forgotten_at IS NOT NULL")
AS_THEY_ARE = "('numbers', 'limit', 'blanks_left')"
"""Figures of which each day is known in every period."""
ADDED_UP = "('waits', 'service_times', 'answer_times', 'talk_waits', 'inside_most', 'inside_minutes')"
"""What lies in buckets was kept added up by the month before."""
MONTHS = r"'\:months'"
"""What follows the name of a figure that is; a colon alone would be taken for a value to come."""


def upgrade() -> None:
    op.create_index(
        "ix_handover_old_card", "handover", ["office_id", "at"], sqlite_where=WITH_CARD, postgresql_where=WITH_CARD
    )
    op.create_index(
        "ix_document_forgotten", "document", ["office_id", "id"], sqlite_where=FORGOTTEN, postgresql_where=FORGOTTEN
    )
    op.create_index("ix_stock_entry_kind", "stock_entry", ["office_id", "kind", "material", "at"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    month = "date(day, 'start of month')" if is_sqlite else "CAST(date_trunc('month', day) AS DATE)"
    op.execute(
        "INSERT INTO day_count (office_id, figure, day, part, bucket, count)"  # noqa: S608 - names of this file
        f" SELECT office_id, figure || {MONTHS}, {month}, part, 0, sum(count) FROM day_count"
        f" WHERE figure NOT LIKE '%\\:%' AND figure NOT IN {AS_THEY_ARE} AND figure NOT IN {ADDED_UP}"
        f" GROUP BY office_id, figure, {month}, part"
    )


def downgrade() -> None:
    kept = f"replace(figure, {MONTHS}, '')"
    op.execute(f"DELETE FROM day_count WHERE figure LIKE '%\\:months' AND {kept} NOT IN {ADDED_UP}")  # noqa: S608
    op.drop_index("ix_stock_entry_kind", "stock_entry")
    op.drop_index("ix_document_forgotten", "document")
    op.drop_index("ix_handover_old_card", "handover")

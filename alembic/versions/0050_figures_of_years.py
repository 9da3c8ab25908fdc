"""Beside years: figures are kept added up by the month; old cards, nameless documents, kinds of entries are found."""

from collections.abc import Iterator
from datetime import date, timedelta

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

ADD_UP = sa.text(
    "INSERT INTO day_count (office_id, figure, day, part, bucket, count)"  # noqa: S608 - names of this file
    f" SELECT office_id, figure || {MONTHS}, :month, part, 0, sum(count) FROM day_count"
    f" WHERE figure NOT LIKE '%\\:%' AND figure NOT IN {AS_THEY_ARE} AND figure NOT IN {ADDED_UP}"
    " AND day >= :month AND day < :next GROUP BY office_id, figure, part"
).bindparams(sa.bindparam("month", type_=sa.Date()), sa.bindparam("next", type_=sa.Date()))


def upgrade() -> None:
    op.create_index(
        "ix_handover_old_card", "handover", ["office_id", "at"], sqlite_where=WITH_CARD, postgresql_where=WITH_CARD
    )
    op.create_index(
        "ix_document_forgotten", "document", ["office_id", "id"], sqlite_where=FORGOTTEN, postgresql_where=FORGOTTEN
    )
    op.create_index("ix_stock_entry_kind", "stock_entry", ["office_id", "kind", "material", "at"])
    day = sa.table("day_count", sa.column("day", sa.Date())).c.day
    days = op.get_bind().execute(sa.select(sa.func.min(day), sa.func.max(day))).one()
    for month in _months(*days):
        op.get_bind().execute(ADD_UP, {"month": month, "next": _next(month)})


def downgrade() -> None:
    kept = f"replace(figure, {MONTHS}, '')"
    op.execute(f"DELETE FROM day_count WHERE figure LIKE '%\\:months' AND {kept} NOT IN {ADDED_UP}")  # noqa: S608
    op.drop_index("ix_stock_entry_kind", "stock_entry")
    op.drop_index("ix_document_forgotten", "document")
    op.drop_index("ix_handover_old_card", "handover")


def _months(first: date | None, last: date | None) -> Iterator[date]:
    """The first days of the months from one day to another; none where there is no day."""
    month = first.replace(day=1) if first else None
    while month and last and month <= last:
        yield month
        month = _next(month)


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)

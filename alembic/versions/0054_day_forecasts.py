"""What is foreseen of each day is kept, and how the day was beside it; an office says how long people may wait."""

import sqlalchemy as sa

from alembic import op
from scheduler.db.types import UTCDateTime

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

ASKED = ("most_wait_minutes", "most_overtime_minutes")


def upgrade() -> None:
    op.create_table(
        "day_forecast",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("forecast", sa.JSON(), nullable=False),
        sa.Column("a_week_before", sa.JSON(), nullable=True),
        sa.Column("truth", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_day_forecast_office_id_office"),
        sa.PrimaryKeyConstraint("office_id", "day", name="pk_day_forecast"),
    )
    for name in ASKED:
        op.add_column("office", sa.Column(name, sa.Integer(), nullable=False, server_default="30"))


def downgrade() -> None:
    with op.batch_alter_table("office") as office:
        for name in ASKED:
            office.drop_column(name)
    op.drop_table("day_forecast")

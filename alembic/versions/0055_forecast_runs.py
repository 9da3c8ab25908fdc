"""Proposals that were asked for, how far each is, and what was found."""

import sqlalchemy as sa

from alembic import op
from scheduler.db.types import UTCDateTime

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

UNDER_WAY = sa.text("state IN ('waiting', 'running')")


def upgrade() -> None:
    op.create_table(
        "forecast_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("beat_at", UTCDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_forecast_run_office_id_office"),
        sa.PrimaryKeyConstraint("id", name="pk_forecast_run"),
    )
    op.create_index(
        "ux_forecast_run_under_way",
        "forecast_run",
        ["office_id"],
        unique=True,
        sqlite_where=UNDER_WAY,
        postgresql_where=UNDER_WAY,
    )
    op.create_index("ix_forecast_run_of_office", "forecast_run", ["office_id", "created_at"])
    op.create_index("ix_forecast_run_created_at", "forecast_run", ["created_at"])


def downgrade() -> None:
    op.drop_table("forecast_run")

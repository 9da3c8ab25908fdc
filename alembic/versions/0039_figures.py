"""Counts of the days of an office, and which days have them."""

import sqlalchemy as sa

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "day_count",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_day_count_office_id_office"),
        sa.PrimaryKeyConstraint("office_id", "figure", "day", "part", "bucket", name="pk_day_count"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "counted_day",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_counted_day_office_id_office"),
        sa.PrimaryKeyConstraint("office_id", "day", name="pk_counted_day"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("counted_day")
    op.drop_table("day_count")

"""When each counter is planned to be open, and since when each is as it is. Without rows all is as before."""

import sqlalchemy as sa

from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("counter", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "counter_roster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("week", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(valid_from IS NULL) = (valid_to IS NULL)", name=op.f("ck_counter_roster_dates_both_or_none")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_counter_roster_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_counter_roster_office_id_office"),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name="fk_counter_roster_counter_id_counter"),
        sa.PrimaryKeyConstraint("id", name="pk_counter_roster"),
    )
    op.create_index("ix_counter_roster_office_id_valid_to", "counter_roster", ["office_id", "valid_to"])


def downgrade() -> None:
    op.drop_index("ix_counter_roster_office_id_valid_to", "counter_roster")
    op.drop_table("counter_roster")
    op.drop_column("counter", "changed_at")

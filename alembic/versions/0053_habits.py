"""What is usual at an office is kept, and how many of its booked come stands on its row."""

import sqlalchemy as sa

from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "office_habits",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("habits", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_office_habits_office_id_office")),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_office_habits")),
    )
    op.add_column("office", sa.Column("showing", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("office", "showing")
    op.drop_table("office_habits")

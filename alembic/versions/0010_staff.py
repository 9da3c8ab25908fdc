"""Pictures that were shown, once for each clerk and day."""

import sqlalchemy as sa

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SUBJECTS = ("application", "conversation")
"""Of what pictures are shown."""
A_DAY = "day IS NOT NULL"


def upgrade() -> None:
    shown()


def downgrade() -> None:
    with op.batch_alter_table("disclosure") as batch:
        for subject in SUBJECTS:
            batch.drop_index(f"ux_disclosure_{subject}_day")
        batch.drop_column("day")


def shown() -> None:
    with op.batch_alter_table("disclosure") as batch:
        batch.add_column(sa.Column("day", sa.Date(), nullable=True))
    for subject in SUBJECTS:
        op.create_index(
            f"ux_disclosure_{subject}_day", "disclosure", [f"{subject}_id", "by", "day"], unique=True,
            sqlite_where=sa.text(A_DAY), postgresql_where=sa.text(A_DAY),
        )  # fmt: skip

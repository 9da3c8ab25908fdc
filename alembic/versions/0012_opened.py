"""When a day was opened: whoever came first made its row, and what begins with a day was left undone."""

import sqlalchemy as sa

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("office_day", sa.Column("opened_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    with op.batch_alter_table("office_day") as batch:
        batch.drop_column("opened_at")

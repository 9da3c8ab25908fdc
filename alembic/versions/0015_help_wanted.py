"""Since when a kiosk asks for staff, until somebody takes it."""

import sqlalchemy as sa

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("office_day", sa.Column("help_wanted_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    with op.batch_alter_table("office_day") as batch:
        batch.drop_column("help_wanted_at")

"""A counter may take a service in some hours of the week only; those that are there take theirs always, as before."""

import sqlalchemy as sa

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("counter_service", sa.Column("hours", sa.JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("counter_service", "hours")

"""An office refuses what another one sends it, or sends it back."""

import sqlalchemy as sa

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

REFUSED, ARRIVED = sa.text("state = 'refused'"), sa.text("state = 'arrived'")


def upgrade() -> None:
    op.add_column("transfer", sa.Column("why", sa.String()))
    op.add_column("transfer", sa.Column("note", sa.LargeBinary()))
    op.create_index(
        "ix_transfer_refused",
        "transfer",
        ["office_id", "ended_at"],
        sqlite_where=REFUSED,
        postgresql_where=REFUSED,
    )
    op.create_index(
        "ix_transfer_received",
        "transfer",
        ["to_office_id", "ended_at"],
        sqlite_where=ARRIVED,
        postgresql_where=ARRIVED,
    )


def downgrade() -> None:
    op.drop_index("ix_transfer_received", "transfer")
    op.drop_index("ix_transfer_refused", "transfer")
    op.drop_column("transfer", "note")
    op.drop_column("transfer", "why")

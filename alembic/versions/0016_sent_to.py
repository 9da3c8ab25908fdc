"""To which counter a number was sent, and for which reasons the number of a police letter is asked for."""

import sqlalchemy as sa

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

CARDS = ("KTP-el", "KIA")


def upgrade() -> None:
    op.add_column("ticket", sa.Column("sent_to", sa.Integer))
    op.add_column("document_type", sa.Column("police_letter", sa.JSON, nullable=False, server_default="[]"))
    kinds = sa.table("document_type", sa.column("code", sa.Text), sa.column("police_letter", sa.JSON))
    op.execute(kinds.update().where(kinds.c.code.in_(CARDS)).values(police_letter=["lost"]))


def downgrade() -> None:
    with op.batch_alter_table("document_type") as batch:
        batch.drop_column("police_letter")
    with op.batch_alter_table("ticket") as batch:
        batch.drop_column("sent_to")

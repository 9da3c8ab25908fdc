"""The step in which a visit let a document go, so that an undo of that step gives back what it took, and no more."""

import sqlalchemy as sa

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visit", sa.Column("let_go", sa.String()))


def downgrade() -> None:
    with op.batch_alter_table("visit") as batch:
        batch.drop_column("let_go")

"""Where the holder of an application lives, and the kelurahan from which an office lets it be chosen."""

import sqlalchemy as sa

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("office", sa.Column("kelurahan", sa.String(), nullable=False, server_default=""))
    for name in ("kelurahan", "rt", "rw"):
        op.add_column("application", sa.Column(name, sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    for name in ("rw", "rt", "kelurahan"):
        op.drop_column("application", name)
    op.drop_column("office", "kelurahan")

"""Where the holder of a document lives, and an index by which those are found that nobody fetched."""

import sqlalchemy as sa

from alembic import op

revision = "0043"
down_revision = "0039"
branch_labels = None
depends_on = None

LIES_HERE = sa.text("stage = 'ready' AND channel = 'office'")


def upgrade() -> None:
    op.add_column("document", sa.Column("kelurahan", sa.String(), nullable=True))
    op.add_column("document", sa.Column("rt", sa.LargeBinary(), nullable=True))
    op.add_column("document", sa.Column("rw", sa.LargeBinary(), nullable=True))
    op.create_index(
        "ix_document_uncollected",
        "document",
        ["office_id", "kelurahan", "ready_at", "type_id"],
        sqlite_where=LIES_HERE,
        postgresql_where=LIES_HERE,
    )


def downgrade() -> None:
    op.drop_index("ix_document_uncollected", "document")
    for name in ("rw", "rt", "kelurahan"):
        op.drop_column("document", name)

"""Where the file of a document is that its people print themselves: in the message it came by, or on a page."""

import sqlalchemy as sa

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "document_type", sa.Column("file_by_message", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("document_type", sa.Column("file_page", sa.String()))
    op.execute("UPDATE document_type SET file_by_message = (channel = 'self_print')")
    with op.batch_alter_table("document_type") as batch:
        batch.alter_column("file_by_message", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("document_type") as batch:
        batch.drop_column("file_page")
        batch.drop_column("file_by_message")

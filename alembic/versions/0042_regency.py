"""Documents on their way to another office, and an index by which a year of the ledger of blanks is not searched."""

import sqlalchemy as sa

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

SENT = sa.text("state = 'sent'")


def upgrade() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("to_office_id", sa.Integer(), nullable=False),
        sa.Column("there_id", sa.Integer()),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_by", sa.String()),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_transfer_office_id_office"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_transfer_document_id_document"),
        sa.ForeignKeyConstraint(["to_office_id"], ["office.id"], name="fk_transfer_to_office_id_office"),
        sa.ForeignKeyConstraint(["there_id"], ["document.id"], name="fk_transfer_there_id_document"),
        sa.PrimaryKeyConstraint("id", name="pk_transfer"),
    )
    op.create_index(
        "uq_transfer_sent", "transfer", ["document_id"], unique=True, sqlite_where=SENT, postgresql_where=SENT
    )
    op.create_index(
        "ix_transfer_coming", "transfer", ["to_office_id", "sent_at"], sqlite_where=SENT, postgresql_where=SENT
    )
    op.create_index("ix_transfer_of_office", "transfer", ["office_id", "sent_at"])
    op.create_index("ix_transfer_document_id", "transfer", ["document_id"])
    op.create_index("ix_transfer_there_id", "transfer", ["there_id"])
    op.create_index("ix_stock_entry_lately", "stock_entry", ["office_id", "material", "at"])


def downgrade() -> None:
    op.drop_index("ix_stock_entry_lately", "stock_entry")
    op.drop_table("transfer")

"""That somebody wants the file of a document once more which they print themselves."""

import sqlalchemy as sa

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "file_request",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("document_id", sa.Integer, nullable=False),
        sa.Column("way", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("email", sa.LargeBinary, nullable=True),
        sa.Column("answer", sa.LargeBinary, nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by", sa.String, nullable=True),
        sa.Column("forgotten_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_file_request_office_id_office"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_file_request_document_id_document"),
        sa.PrimaryKeyConstraint("id", name="pk_file_request"),
    )
    is_asked = sa.text("state = 'asked'")
    op.create_index("ix_file_request_document_id", "file_request", ["document_id"])
    op.create_index(
        "uq_file_request_asked",
        "file_request",
        ["document_id"],
        unique=True,
        sqlite_where=is_asked,
        postgresql_where=is_asked,
    )


def downgrade() -> None:
    op.drop_table("file_request")

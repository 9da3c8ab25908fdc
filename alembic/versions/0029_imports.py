"""Files of an export are taken in by a job: how far each is, what came of its lines, and whose turn it is."""

import sqlalchemy as sa

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_name", sa.LargeBinary(), nullable=False),
        sa.Column("file_hash", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("last_row", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_by", sa.String(), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_intake_office_id_office"),
        sa.PrimaryKeyConstraint("id", name="pk_intake"),
    )
    op.create_index("ix_intake_of_office", "intake", ["office_id", "created_at"])
    op.create_index("ix_intake_stage", "intake", ["stage"])
    from_folder = sa.text("source = 'folder'")
    op.create_index(
        "ux_intake_of_folder",
        "intake",
        ["office_id", "file_hash"],
        unique=True,
        sqlite_where=from_folder,
        postgresql_where=from_folder,
    )
    op.create_table(
        "intake_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("first_row", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name="fk_intake_batch_intake_id_intake"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_intake_batch_office_id_office"),
        sa.PrimaryKeyConstraint("id", name="pk_intake_batch"),
        sa.UniqueConstraint("intake_id", "first_row", name="uq_intake_batch_intake_id_first_row"),
    )
    op.create_table(
        "intake_turn",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_intake_turn_office_id_office"),
        sa.PrimaryKeyConstraint("office_id", name="pk_intake_turn"),
    )


def downgrade() -> None:
    op.drop_table("intake_turn")
    op.drop_table("intake_batch")
    op.drop_index("ux_intake_of_folder", "intake")
    op.drop_index("ix_intake_stage", "intake")
    op.drop_index("ix_intake_of_office", "intake")
    op.drop_table("intake")

"""Backups that were begun, and what became of them."""

import sqlalchemy as sa

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "backup_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("file", sa.String()),
        sa.Column("size", sa.BigInteger()),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("with_secret", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_backup_run"),
    )
    is_running = sa.text("state = 'running'")
    op.create_index("ix_backup_run_begun_at", "backup_run", ["begun_at"])
    op.create_index(
        "ix_backup_run_running", "backup_run", ["state"], sqlite_where=is_running, postgresql_where=is_running
    )


def downgrade() -> None:
    op.drop_index("ix_backup_run_running", "backup_run")
    op.drop_index("ix_backup_run_begun_at", "backup_run")
    op.drop_table("backup_run")

"""What was undone is known by its step, and for longer than the history is kept."""

import sqlalchemy as sa

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("undone") as undone:
        undone.add_column(sa.Column("step", sa.String(), nullable=True))
    op.execute("UPDATE undone SET step = (SELECT step FROM move WHERE move.id = undone.move_id)")
    op.execute("DELETE FROM undone WHERE step IS NULL")
    with op.batch_alter_table("undone") as undone:
        undone.alter_column("step", existing_type=sa.String(), nullable=False)
    op.create_index("ix_undone_step", "undone", ["step"])


def downgrade() -> None:
    op.drop_index("ix_undone_step", "undone")
    op.execute("DELETE FROM undone WHERE move_id NOT IN (SELECT id FROM move)")
    with op.batch_alter_table("undone") as undone:
        undone.drop_column("step")

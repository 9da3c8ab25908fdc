"""Which devices were tried, and when a screen was last asked to show a test call."""

import sqlalchemy as sa

from alembic import op

revision = "0038"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("screen", sa.Column("test_call", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "device_trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("screen_id", sa.Integer()),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_device_trial_office_id_office"),
        sa.ForeignKeyConstraint(["screen_id"], ["screen.id"], name="fk_device_trial_screen_id_screen"),
        sa.PrimaryKeyConstraint("id", name="pk_device_trial"),
    )
    op.create_index("ix_device_trial_office_id", "device_trial", ["office_id"])


def downgrade() -> None:
    op.drop_index("ix_device_trial_office_id", "device_trial")
    op.drop_table("device_trial")
    op.drop_column("screen", "test_call")

"""Links that were closed since they reached somebody else, and by whom seats were given up."""

import sqlalchemy as sa

from alembic import op

revision = "0015"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closed_link",
        sa.Column("code_hash", sa.LargeBinary(), primary_key=True),
        sa.Column("office_id", sa.Integer(), sa.ForeignKey("office.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "freed_seat",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("slot_id", sa.Integer(), sa.ForeignKey("slot.id"), nullable=False, index=True),
        sa.Column("invitation_id", sa.Integer(), sa.ForeignKey("invitation.id"), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("freed_seat")
    op.drop_table("closed_link")

"""The address by which a first office is set up, and how far an office is with it."""

import sqlalchemy as sa

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "start_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("browser", sa.LargeBinary()),
        sa.Column("opened_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_start_address"),
        sa.CheckConstraint("id = 1", name=op.f("ck_start_address_one_row")),
    )
    op.add_column("office", sa.Column("starting", sa.JSON()))


def downgrade() -> None:
    with op.batch_alter_table("office") as office:
        office.drop_column("starting")
    op.drop_table("start_address")

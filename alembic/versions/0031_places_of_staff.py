"""Who works at which kecamatan or kelurahan, which visits it booked, and that a batch has come there."""

import sqlalchemy as sa

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_place",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_place_staff_id_staff"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_staff_place_place_id_place"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_staff_place_office_id_office"),
        sa.PrimaryKeyConstraint("staff_id", "place_id", name="pk_staff_place"),
    )
    op.create_table(
        "place_visit",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name="fk_place_visit_booking_id_booking"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_place_visit_place_id_place"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_place_visit_office_id_office"),
        sa.PrimaryKeyConstraint("booking_id", name="pk_place_visit"),
    )
    op.create_index("ix_place_visit_place_id", "place_visit", ["place_id"])
    op.add_column("batch", sa.Column("received_at", sa.DateTime(timezone=True)))
    op.add_column("batch", sa.Column("received_by", sa.String()))


def downgrade() -> None:
    with op.batch_alter_table("batch") as batch:
        batch.drop_column("received_by")
        batch.drop_column("received_at")
    op.drop_index("ix_place_visit_place_id", "place_visit")
    op.drop_table("place_visit")
    op.drop_table("staff_place")

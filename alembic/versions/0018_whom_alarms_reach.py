"""Whom the office names for alarms, and phones that it knows to stand for many households."""

import sqlalchemy as sa

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
USUAL_HOUSEHOLDS = "5"


def upgrade() -> None:
    op.create_table(
        "alarm_contact",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.Column("phone", sa.LargeBinary, nullable=True),
        sa.Column("email", sa.LargeBinary, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("removed_by", sa.String, nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_alarm_contact_office_id_office"),
        sa.PrimaryKeyConstraint("id", name="pk_alarm_contact"),
    )
    with op.batch_alter_table("message") as message:
        message.add_column(sa.Column("contact_id", sa.Integer, nullable=True))
        message.create_foreign_key("fk_message_contact_id_alarm_contact", "alarm_contact", ["contact_id"], ["id"])
    is_to_office = sa.text("contact_id IS NOT NULL")
    op.create_index(
        "ix_message_contact", "message", ["contact_id"], sqlite_where=is_to_office, postgresql_where=is_to_office
    )
    op.create_table(
        "known_phone",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("phone_hash", sa.LargeBinary, nullable=False),
        sa.Column("known", sa.Boolean, nullable=False),
        sa.Column("reason", sa.LargeBinary, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_known_phone_office_id_office"),
        sa.PrimaryKeyConstraint("id", name="pk_known_phone"),
    )
    op.create_index("ix_known_phone_phone", "known_phone", ["office_id", "phone_hash"])
    op.add_column("office", sa.Column("phone_households", sa.Integer, nullable=False, server_default=USUAL_HOUSEHOLDS))
    with op.batch_alter_table("office") as office:
        office.alter_column("phone_households", existing_type=sa.Integer, existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("office") as office:
        office.drop_column("phone_households")
    op.drop_table("known_phone")
    op.drop_index("ix_message_contact", "message")
    with op.batch_alter_table("message") as message:
        message.drop_constraint("fk_message_contact_id_alarm_contact", type_="foreignkey")
        message.drop_column("contact_id")
    op.drop_table("alarm_contact")

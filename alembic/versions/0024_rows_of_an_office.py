"""Rows that are found by their office alone: with hundreds of offices in one database none reads those of all."""

import sqlalchemy as sa

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLES = (
    "alarm_contact",
    "announcement",
    "batch",
    "closure",
    "counter_service",
    "media_file",
    "opening_hours",
    "supply",
    "temporary_capacity",
    "urgent_seat",
)


def upgrade() -> None:
    for table in TABLES:
        op.create_index(f"ix_{table}_office_id", table, ["office_id"])
    is_asked = sa.text("asked_at IS NOT NULL AND waiting_since IS NULL AND accepted_at IS NULL")
    op.create_index(
        "ix_application_asked",
        "application",
        ["office_id", "asked_at"],
        sqlite_where=is_asked,
        postgresql_where=is_asked,
    )
    unsealed = sa.text("sealed_at IS NULL")
    op.create_index("ix_office_day_of_all", "office_day", ["day", "office_id"])
    op.create_index(
        "ix_office_day_unsealed", "office_day", ["day", "office_id"], sqlite_where=unsealed, postgresql_where=unsealed
    )
    op.create_index("ix_slot_of_office", "slot", ["office_id", "starts_at"])
    op.drop_index("ix_slot_starts_at", "slot")


def downgrade() -> None:
    op.drop_index("ix_office_day_unsealed", "office_day")
    op.drop_index("ix_office_day_of_all", "office_day")
    op.drop_index("ix_application_asked", "application")
    op.create_index("ix_slot_starts_at", "slot", ["starts_at"])
    op.drop_index("ix_slot_of_office", "slot")
    for table in TABLES:
        op.drop_index(f"ix_{table}_office_id", table)

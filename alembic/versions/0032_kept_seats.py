"""Seats that are kept for who books with staff. What was booked before counts as booked online."""

from typing import Any

import sqlalchemy as sa

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

IS_RESERVED = sa.text("reserved > 0")
COLUMNS: dict[str, dict[str, Any]] = {
    "office": {"release_hours": (sa.Integer(), sa.text("24"))},
    "service": {"reserved": (sa.Integer(), sa.text("0"))},
    "slot": {"reserved": (sa.Integer(), sa.text("0")), "by_staff": (sa.Integer(), sa.text("0"))},
    "booking": {"by_staff": (sa.Boolean(), sa.false())},
}
"""New columns of each table, with what rows have in them that are there."""
CHECKS = {
    "service": {"ck_service_reserved_not_negative": "reserved >= 0"},
    "slot": {
        "ck_slot_by_staff_within_taken": "0 <= by_staff AND by_staff <= taken",
        "ck_slot_reserved_not_negative": "reserved >= 0",
    },
}


def upgrade() -> None:
    for name, columns in COLUMNS.items():
        with op.batch_alter_table(name) as table:
            for column, (kind, default) in columns.items():
                table.add_column(sa.Column(column, kind, nullable=False, server_default=default))
            if name == "slot":
                table.add_column(sa.Column("reserved_until", sa.DateTime(timezone=True)))
    for name, columns in COLUMNS.items():  # the program says each value itself, as it does for every other column
        with op.batch_alter_table(name) as table:
            for column, (kind, _) in columns.items():
                table.alter_column(column, existing_type=kind, existing_nullable=False, server_default=None)
            for check, condition in CHECKS.get(name, {}).items():
                table.create_check_constraint(op.f(check), condition)
    op.create_index(
        "ix_slot_reserved_until", "slot", ["reserved_until"], sqlite_where=IS_RESERVED, postgresql_where=IS_RESERVED
    )


def downgrade() -> None:
    op.drop_index("ix_slot_reserved_until", "slot")
    for name, columns in COLUMNS.items():
        with op.batch_alter_table(name) as table:
            for check in CHECKS.get(name, {}):
                table.drop_constraint(op.f(check), type_="check")
            for column in (*columns, *(["reserved_until"] if name == "slot" else [])):
                table.drop_column(column)

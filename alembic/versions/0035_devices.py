"""Tablets and kiosks with names; kiosks that were sessions until now stay kiosks."""

from datetime import UTC, datetime

import sqlalchemy as sa

from alembic import op
from scheduler.db.types import UTCDateTime

revision = "0035"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("session_id", sa.Integer()),
        sa.Column("browser", sa.String()),
        sa.Column("heard_at", sa.DateTime(timezone=True)),
        sa.Column("build", sa.String()),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True)),
        sa.Column("battery", sa.Integer()),
        sa.Column("charging", sa.Boolean()),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("clock_off", sa.Integer(), nullable=False),
        sa.Column("silent_at", sa.DateTime(timezone=True)),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("kind IN ('kiosk', 'tablet')", name=op.f("ck_device_kind_known")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_device_office_id_office")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_device_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_device_key_hash")),
    )
    is_here = sa.text("removed_at IS NULL")
    op.create_index(
        "ux_device_name",
        "device",
        ["office_id", "name"],
        unique=True,
        sqlite_where=is_here,
        postgresql_where=is_here,
    )
    now = sa.bindparam("now", datetime.now(UTC), type_=UTCDateTime())
    op.execute(
        sa.text(
            "INSERT INTO device"
            " (office_id, kind, name, key_hash, staff_id, added_at, browser, waiting, trouble, clock_off)"
            " SELECT office_id, 'kiosk', 'Kios ' || id, token_hash, staff_id, created_at, browser, 0, '', 0"
            " FROM staff_session WHERE place = 'kiosk' AND revoked_at IS NULL AND expires_at > :now"
        ).bindparams(now)
    )
    ended = "UPDATE staff_session SET revoked_at = :now WHERE place = 'kiosk' AND revoked_at IS NULL"
    op.execute(sa.text(ended).bindparams(now))


def downgrade() -> None:
    op.drop_index("ux_device_name", "device")
    op.drop_table("device")

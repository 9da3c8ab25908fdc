"""Alarms that an office switches on, those that ring, and what work was heard of last.

Until now an office was told of every screen that fell silent; it goes on being told. What was told of that before is
one of the alarms from here on, and words of an office's own for it, which name a place that is there no more, go.
"""

from datetime import UTC, datetime

import sqlalchemy as sa

from alembic import op

revision = "0036"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "alarm_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("alarm", sa.String(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("spared", sa.JSON(), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_alarm_rule_office_id_office"),
        sa.PrimaryKeyConstraint("id", name="pk_alarm_rule"),
        sa.UniqueConstraint("office_id", "alarm", name="uq_alarm_rule_office_id_alarm"),
    )
    op.create_table(
        "alarm_ring",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("alarm", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        sa.Column("rang_at", moment),
        sa.Column("told_at", moment),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("taken_at", moment),
        sa.Column("taken_by", sa.String()),
        sa.Column("calm_since", moment),
        sa.Column("over_at", moment),
        sa.Column("end_told", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_alarm_ring_office_id_office"),
        sa.PrimaryKeyConstraint("id", name="pk_alarm_ring"),
    )
    stands = sa.text("over_at IS NULL")
    op.create_index(
        "uq_alarm_ring_stands",
        "alarm_ring",
        ["office_id", "alarm", "subject"],
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )
    op.create_index("ix_alarm_ring_over", "alarm_ring", ["office_id", "over_at"])
    op.create_table(
        "pulse",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_pulse"),
    )
    is_refused = sa.text("state = 'refused'")
    op.create_index(
        "ix_attempt_refused",
        "attempt",
        ["office_id", "started_at"],
        sqlite_where=is_refused,
        postgresql_where=is_refused,
    )
    now = sa.bindparam("now", datetime.now(UTC), type_=moment)
    op.execute(
        sa.text(
            "INSERT INTO alarm_rule (office_id, alarm, is_on, threshold, hours, spared, changed_at, by)"
            " SELECT id, 'device_silent', true, 2, 'open', '[]', :now, 'system' FROM office"
        ).bindparams(now)
    )
    op.execute("UPDATE message SET cause = 'alarm' WHERE cause = 'screen_silent'")
    op.execute("DELETE FROM message_text WHERE name = 'screen_silent'")


def downgrade() -> None:
    op.execute("UPDATE message SET cause = 'screen_silent' WHERE cause IN ('alarm', 'alarm_over')")
    op.execute("DELETE FROM message_text WHERE name IN ('alarm', 'alarm_over')")
    op.drop_index("ix_attempt_refused", "attempt")
    op.drop_table("pulse")
    op.drop_index("ix_alarm_ring_over", "alarm_ring")
    op.drop_index("uq_alarm_ring_stands", "alarm_ring")
    op.drop_table("alarm_ring")
    op.drop_table("alarm_rule")

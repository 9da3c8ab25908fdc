"""Answers to the survey of satisfaction, as counts, and whether an office asks."""

import sqlalchemy as sa

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

SWITCHES = ("asks_satisfaction", "satisfaction_by_message", "publishes_satisfaction")


def upgrade() -> None:
    for name in SWITCHES:
        op.add_column("office", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "satisfaction_count",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("element", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people >= 0", name=op.f("ck_satisfaction_count_people_not_negative")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_satisfaction_count_office_id_office"),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_satisfaction_count_service_id_service"),
        sa.PrimaryKeyConstraint("office_id", "month", "service_id", "element", "score", name="pk_satisfaction_count"),
    )
    op.create_table(
        "respondent_count",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("trait", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people >= 0", name=op.f("ck_respondent_count_people_not_negative")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_respondent_count_office_id_office"),
        sa.PrimaryKeyConstraint("office_id", "month", "trait", "answer", name="pk_respondent_count"),
    )
    op.create_table(
        "survey_mark",
        sa.Column("booking_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name="fk_survey_mark_booking_id_booking"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_survey_mark_office_id_office"),
        sa.PrimaryKeyConstraint("booking_id", name="pk_survey_mark"),
    )
    op.create_index("ix_survey_mark_office_id", "survey_mark", ["office_id"])


def downgrade() -> None:
    op.drop_index("ix_survey_mark_office_id", "survey_mark")
    op.drop_table("survey_mark")
    op.drop_table("respondent_count")
    op.drop_table("satisfaction_count")
    for name in reversed(SWITCHES):
        op.drop_column("office", name)

"""The whole line, from a document to a served ticket: every table of the first version."""

import sqlalchemy as sa

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LIVE = sa.text("stage IN ('booked', 'arrived')")
AT_COUNTER = sa.text("stage IN ('called', 'serving')")


def upgrade() -> None:
    for table in TABLES:
        table()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table.__name__)


def deployment() -> None:
    op.create_table(
        "deployment",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("training", sa.Boolean, nullable=False),
        sa.Column("clock_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_deployment"),
        sa.CheckConstraint("id = 1", name=op.f("ck_deployment_one_row")),
    )


def office() -> None:
    op.create_table(
        "office",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("timezone", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("phone", sa.String, nullable=False),
        sa.Column("lobby_limit", sa.Integer, nullable=False),
        sa.Column("slot_minutes", sa.Integer, nullable=False),
        sa.Column("horizon_days", sa.Integer, nullable=False),
        sa.Column("early_minutes", sa.Integer, nullable=False),
        sa.Column("grace_minutes", sa.Integer, nullable=False),
        sa.Column("walk_in_minutes", sa.Integer, nullable=False),
        sa.Column("lead_minutes", sa.Integer, nullable=False),
        sa.Column("entry_minutes", sa.Integer, nullable=False),
        sa.Column("behind", sa.Integer, nullable=False),
        sa.Column("passes", sa.Integer, nullable=False),
        sa.Column("invitation_days", sa.Integer, nullable=False),
        sa.Column("guarded", sa.Boolean, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_office"),
        sa.UniqueConstraint("code", name="uq_office_code"),
        sa.CheckConstraint("lobby_limit >= 1", name=op.f("ck_office_lobby_limit_positive")),
    )


def answer() -> None:
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("request_hash", sa.String, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("body", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_answer_office_id_office"),
        sa.UniqueConstraint("office_id", "key", name="uq_answer_office_id_key"),
    )
    op.create_index("ix_answer_at", "answer", ["at"])


def closure() -> None:
    op.create_table(
        "closure",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_closure"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_closure_office_id_office"),
        sa.UniqueConstraint("office_id", "starts_on", "reason", name="uq_closure_office_id_starts_on_reason"),
    )


def counter() -> None:
    op.create_table(
        "counter",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_counter"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_counter_office_id_office"),
        sa.UniqueConstraint("office_id", "number", name="uq_counter_office_id_number"),
        sa.CheckConstraint("state IN ('open', 'break', 'closed')", name=op.f("ck_counter_state_known")),
    )


def invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("household", sa.LargeBinary, nullable=True),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("code_hash", sa.LargeBinary, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_invitation_office_id_office"),
        sa.UniqueConstraint("code_hash", name="uq_invitation_code_hash"),
    )
    op.create_index("ix_invitation_household", "invitation", ["household"])


def office_day() -> None:
    op.create_table(
        "office_day",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("people_inside", sa.Integer, nullable=False),
        sa.Column("lobby_limit", sa.Integer, nullable=False),
        sa.Column("people_allowed", sa.Integer, nullable=False),
        sa.Column("arrivals", sa.Integer, nullable=False),
        sa.Column("returns", sa.Integer, nullable=False),
        sa.Column("board", sa.String, nullable=True),
        sa.Column("sealed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_office_day"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_office_day_office_id_office"),
        sa.UniqueConstraint("office_id", "day", name="uq_office_day_office_id_day"),
        sa.CheckConstraint(
            "0 <= people_inside AND people_inside <= people_allowed", name=op.f("ck_office_day_people_within_allowed")
        ),
    )


def opening_hours() -> None:
    op.create_table(
        "opening_hours",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("weekday", sa.Integer, nullable=False),
        sa.Column("opens", sa.Time, nullable=False),
        sa.Column("closes", sa.Time, nullable=False),
        sa.Column("break_from", sa.Time, nullable=True),
        sa.Column("break_to", sa.Time, nullable=True),
        sa.Column("valid_from", sa.Date, nullable=True),
        sa.Column("valid_to", sa.Date, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_opening_hours"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_opening_hours_office_id_office"),
        sa.CheckConstraint("opens < closes", name=op.f("ck_opening_hours_opens_before_closes")),
    )


def service() -> None:
    op.create_table(
        "service",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("letter", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("slot_capacity", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_service"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_service_office_id_office"),
        sa.UniqueConstraint("office_id", "letter", name="uq_service_office_id_letter"),
        sa.CheckConstraint("slot_capacity >= 0", name=op.f("ck_service_slot_capacity_not_negative")),
    )


def staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("password_hash", sa.String, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_staff_office_id_office"),
        sa.UniqueConstraint("office_id", "name", name="uq_staff_office_id_name"),
    )


def token() -> None:
    op.create_table(
        "token",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("scopes", sa.String, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_token"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_token_office_id_office"),
        sa.UniqueConstraint("office_id", "name", name="uq_token_office_id_name"),
        sa.UniqueConstraint("token_hash", name="uq_token_token_hash"),
    )


def correction() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("office_day_id", sa.Integer, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("reason", sa.LargeBinary, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
        sa.ForeignKeyConstraint(["office_day_id"], ["office_day.id"], name="fk_correction_office_day_id_office_day"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_correction_office_id_office"),
    )
    op.create_index("ix_correction_office_day_id", "correction", ["office_day_id"])


def counter_service() -> None:
    op.create_table(
        "counter_service",
        sa.Column("counter_id", sa.Integer, nullable=False),
        sa.Column("service_id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("counter_id", "service_id", name="pk_counter_service"),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name="fk_counter_service_counter_id_counter"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_counter_service_office_id_office"),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_counter_service_service_id_service"),
    )


def document_type() -> None:
    op.create_table(
        "document_type",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("service_id", sa.Integer, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("units", sa.Integer, nullable=False),
        sa.Column("hands_over", sa.Boolean, nullable=False),
        sa.Column("self_collect", sa.Boolean, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("material", sa.String, nullable=True),
        sa.Column("bring", sa.JSON, nullable=False),
        sa.Column("take_back", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_document_type"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_document_type_office_id_office"),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_document_type_service_id_service"),
        sa.UniqueConstraint("office_id", "code", name="uq_document_type_office_id_code"),
    )


def slot() -> None:
    op.create_table(
        "slot",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("service_id", sa.Integer, nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slot"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_slot_office_id_office"),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_slot_service_id_service"),
        sa.UniqueConstraint("service_id", "starts_at", name="uq_slot_service_id_starts_at"),
        sa.CheckConstraint("0 <= taken AND taken <= capacity", name=op.f("ck_slot_taken_within_capacity")),
    )
    op.create_index("ix_slot_starts_at", "slot", ["starts_at"])


def staff_session() -> None:
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("staff_id", sa.Integer, nullable=False),
        sa.Column("counter_id", sa.Integer, nullable=True),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff_session"),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name="fk_staff_session_counter_id_counter"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_staff_session_office_id_office"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_session_staff_id_staff"),
        sa.UniqueConstraint("token_hash", name="uq_staff_session_token_hash"),
    )
    op.create_index("ix_staff_session_staff_id", "staff_session", ["staff_id"])


def booking() -> None:
    op.create_table(
        "booking",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("invitation_id", sa.Integer, nullable=True),
        sa.Column("service_id", sa.Integer, nullable=False),
        sa.Column("slot_id", sa.Integer, nullable=True),
        sa.Column("units", sa.Integer, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("party", sa.Integer, nullable=False),
        sa.Column("short", sa.Integer, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("code_hash", sa.LargeBinary, nullable=False),
        sa.Column("collector_kind", sa.String, nullable=False),
        sa.Column("collector_name", sa.LargeBinary, nullable=True),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_booking"),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name="fk_booking_invitation_id_invitation"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_booking_office_id_office"),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_booking_service_id_service"),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name="fk_booking_slot_id_slot"),
        sa.UniqueConstraint("code_hash", name="uq_booking_code_hash"),
        sa.CheckConstraint("party >= 1", name=op.f("ck_booking_party_positive")),
    )
    op.create_index("ix_booking_invitation_id", "booking", ["invitation_id"])
    op.create_index("ix_booking_slot_id", "booking", ["slot_id"])
    op.create_index(
        "uq_booking_live_invitation",
        "booking",
        ["invitation_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_index(
        "uq_booking_live_short",
        "booking",
        ["office_id", "short"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def document() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("reference", sa.String, nullable=False),
        sa.Column("type_id", sa.Integer, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("holder", sa.LargeBinary, nullable=False),
        sa.Column("nik", sa.LargeBinary, nullable=True),
        sa.Column("nik_hash", sa.LargeBinary, nullable=True),
        sa.Column("applicant", sa.LargeBinary, nullable=True),
        sa.Column("phone", sa.LargeBinary, nullable=True),
        sa.Column("email", sa.LargeBinary, nullable=True),
        sa.Column("phone_hash", sa.LargeBinary, nullable=True),
        sa.Column("household", sa.LargeBinary, nullable=True),
        sa.Column("reason", sa.String, nullable=True),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("place", sa.String, nullable=True),
        sa.Column("shelf", sa.String, nullable=True),
        sa.Column("note", sa.LargeBinary, nullable=True),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("printed_on", sa.Date, nullable=True),
        sa.Column("content_hash", sa.LargeBinary, nullable=True),
        sa.Column("invitation_id", sa.Integer, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name="fk_document_invitation_id_invitation"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_document_office_id_office"),
        sa.ForeignKeyConstraint(["type_id"], ["document_type.id"], name="fk_document_type_id_document_type"),
        sa.UniqueConstraint("office_id", "reference", name="uq_document_office_id_reference"),
    )
    op.create_index("ix_document_household", "document", ["household"])
    op.create_index("ix_document_invitation_id", "document", ["invitation_id"])
    op.create_index("ix_document_nik_hash", "document", ["nik_hash"])
    op.create_index("ix_document_phone_hash", "document", ["phone_hash"])
    op.create_index("ix_document_stage", "document", ["stage"])


def ticket() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("office_day_id", sa.Integer, nullable=False),
        sa.Column("booking_id", sa.Integer, nullable=False),
        sa.Column("service_id", sa.Integer, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("again", sa.Integer, nullable=False),
        sa.Column("passed", sa.Integer, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("held", sa.Integer, nullable=False),
        sa.Column("priority", sa.Boolean, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("arrived_at", MOMENT, nullable=False),
        sa.Column("admitted_at", MOMENT, nullable=True),
        sa.Column("entered_at", MOMENT, nullable=True),
        sa.Column("called_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("counter_id", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_ticket"),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name="fk_ticket_booking_id_booking"),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name="fk_ticket_counter_id_counter"),
        sa.ForeignKeyConstraint(["office_day_id"], ["office_day.id"], name="fk_ticket_office_day_id_office_day"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_ticket_office_id_office"),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_ticket_service_id_service"),
        sa.UniqueConstraint("office_day_id", "booking_id", name="uq_ticket_office_day_id_booking_id"),
        sa.UniqueConstraint("office_day_id", "number", name="uq_ticket_office_day_id_number"),
        sa.CheckConstraint("held >= 0", name=op.f("ck_ticket_held_not_negative")),
        sa.CheckConstraint("people >= 1", name=op.f("ck_ticket_people_positive")),
    )
    op.create_index("ix_ticket_booking_id", "ticket", ["booking_id"])
    op.create_index("ix_ticket_counter_id", "ticket", ["counter_id"])
    op.create_index("ix_ticket_office_day_id", "ticket", ["office_day_id"])
    op.create_index(
        "uq_ticket_at_counter",
        "ticket",
        ["counter_id"],
        unique=True,
        sqlite_where=AT_COUNTER,
        postgresql_where=AT_COUNTER,
    )


def visit() -> None:
    op.create_table(
        "visit",
        sa.Column("booking_id", sa.Integer, nullable=False),
        sa.Column("document_id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("live", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("booking_id", "document_id", name="pk_visit"),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name="fk_visit_booking_id_booking"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_visit_document_id_document"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_visit_office_id_office"),
    )
    op.create_index(
        "uq_visit_live_document",
        "visit",
        ["document_id"],
        unique=True,
        sqlite_where=sa.text("live"),
        postgresql_where=sa.text("live"),
    )


def call() -> None:
    op.create_table(
        "call",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("office_day_id", sa.Integer, nullable=False),
        sa.Column("ticket_id", sa.Integer, nullable=False),
        sa.Column("counter_number", sa.Integer, nullable=False),
        sa.Column("repeat", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_call"),
        sa.ForeignKeyConstraint(["office_day_id"], ["office_day.id"], name="fk_call_office_day_id_office_day"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_call_office_id_office"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_call_ticket_id_ticket"),
    )
    op.create_index("ix_call_office_day_id", "call", ["office_day_id"])
    op.create_index("ix_call_ticket_id", "call", ["ticket_id"])


def handover() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("document_id", sa.Integer, nullable=False),
        sa.Column("booking_id", sa.Integer, nullable=False),
        sa.Column("ticket_id", sa.Integer, nullable=False),
        sa.Column("counter_number", sa.Integer, nullable=False),
        sa.Column("collector_kind", sa.String, nullable=False),
        sa.Column("collector_name", sa.LargeBinary, nullable=True),
        sa.Column("collector_letter", sa.LargeBinary, nullable=True),
        sa.Column("identity", sa.String, nullable=False),
        sa.Column("old_card", sa.String, nullable=True),
        sa.Column("old_card_letter", sa.LargeBinary, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("step", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_handover"),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name="fk_handover_booking_id_booking"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_handover_document_id_document"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_handover_office_id_office"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_handover_ticket_id_ticket"),
    )
    op.create_index("ix_handover_booking_id", "handover", ["booking_id"])
    op.create_index("ix_handover_document_id", "handover", ["document_id"])
    op.create_index("ix_handover_ticket_id", "handover", ["ticket_id"])


def message() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("cause", sa.String, nullable=False),
        sa.Column("invitation_id", sa.Integer, nullable=True),
        sa.Column("booking_id", sa.Integer, nullable=True),
        sa.Column("document_id", sa.Integer, nullable=True),
        sa.Column("ticket_id", sa.Integer, nullable=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name="fk_message_booking_id_booking"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_message_document_id_document"),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name="fk_message_invitation_id_invitation"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_message_office_id_office"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_message_ticket_id_ticket"),
        sa.UniqueConstraint("office_id", "key", name="uq_message_office_id_key"),
    )
    op.create_index("ix_message_invitation_id", "message", ["invitation_id"])
    op.create_index("ix_message_state", "message", ["state"])


def move() -> None:
    op.create_table(
        "move",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("document_id", sa.Integer, nullable=True),
        sa.Column("booking_id", sa.Integer, nullable=True),
        sa.Column("ticket_id", sa.Integer, nullable=True),
        sa.Column("before", sa.String, nullable=True),
        sa.Column("after", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("why", sa.String, nullable=True),
        sa.Column("note", sa.LargeBinary, nullable=True),
        sa.Column("step", sa.String, nullable=False),
        sa.Column("was", sa.JSON, nullable=False),
        sa.Column("undoes", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_move"),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name="fk_move_booking_id_booking"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_move_document_id_document"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_move_office_id_office"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_move_ticket_id_ticket"),
        sa.ForeignKeyConstraint(["undoes"], ["move.id"], name="fk_move_undoes_move"),
        sa.CheckConstraint(
            "(CASE WHEN document_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN booking_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN ticket_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_move_exactly_one_subject"),
        ),
    )
    op.create_index("ix_move_step", "move", ["step"])
    for name, column, unique in (
        ("ix_move_document_id", "document_id", False),
        ("ix_move_booking_id", "booking_id", False),
        ("ix_move_ticket_id", "ticket_id", False),
        ("uq_move_undoes", "undoes", True),
    ):
        known = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, "move", [column], unique=unique, sqlite_where=known, postgresql_where=known)


TABLES = (
    deployment,
    office,
    answer,
    closure,
    counter,
    invitation,
    office_day,
    opening_hours,
    service,
    staff,
    token,
    correction,
    counter_service,
    document_type,
    slot,
    staff_session,
    booking,
    document,
    ticket,
    visit,
    call,
    handover,
    message,
    move,
)
"""In the order in which they lean on one another."""

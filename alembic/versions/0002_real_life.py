"""Bookings that fit real life: hours and closures of a service, postponement, seats kept, the waiting list, waves."""

import sqlalchemy as sa
from alembic.operations import BatchOperations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BY_PROXY = sa.text("collector_hash IS NOT NULL")
MOMENT = sa.DateTime(timezone=True)
LIVE_ENTRY = sa.text("stage IN ('waiting', 'offered')")
QUEUED = sa.text("stage = 'ready' AND channel = 'office' AND invitation_id IS NULL")
WITHOUT_HOLDER = '["parent", "guardian", "family", "proxy"]'
COLLECTORS = {"KIA": WITHOUT_HOLDER, "akta": WITHOUT_HOLDER, "Perekaman KTP-el": '["holder"]'}
"""Who may collect what, for types made before this was data; every other type lets all of them."""
USUAL_COLLECTORS = '["holder", "family", "parent", "guardian", "proxy"]'

ADDED: dict[str, list[tuple[str, sa.types.TypeEngine, str | None]]] = {
    "office": [
        ("notice_minutes", sa.Integer(), "0"),
        ("change_minutes", sa.Integer(), "0"),
        ("max_changes", sa.Integer(), "3"),
        ("max_missed", sa.Integer(), "3"),
        ("cooling_days", sa.Integer(), "0"),
        ("hold_back_minutes", sa.Integer(), "5"),
        ("offer_minutes", sa.Integer(), "30"),
        ("wave_percent", sa.Integer(), "100"),
        ("proxy_cap", sa.Integer(), "5"),
        ("urgent_daily", sa.Integer(), "3"),
    ],
    "service": [("slot_minutes", sa.Integer(), None)],
    "document_type": [("collectors", sa.JSON(), USUAL_COLLECTORS), ("collector_bring", sa.JSON(), "{}")],
    "opening_hours": [("service_id", sa.Integer(), None)],
    "closure": [
        ("service_id", sa.Integer(), None),
        ("from_time", sa.Time(), None),
        ("to_time", sa.Time(), None),
        ("by", sa.String(), None),
    ],
    "slot": [("planned", sa.Integer(), "0")],
    "document": [("ready_at", MOMENT, None), ("priority", sa.Boolean(), "false")],
    "invitation": [("changes", sa.Integer(), "0"), ("missed", sa.Integer(), "0"), ("bookable_from", MOMENT, None)],
    "booking": [
        ("collector_relation", sa.LargeBinary(), None),
        ("collector_hash", sa.LargeBinary(), None),
        ("wish_priority", sa.Boolean(), "false"),
        ("wish_escort", sa.Boolean(), "false"),
        ("first_starts_at", MOMENT, None),
        ("moved_by_office", sa.Integer(), "0"),
    ],
    "ticket": [("escort", sa.Boolean(), "false")],
    "handover": [("collector_hash", sa.LargeBinary(), None)],
    "message": [("facts", sa.JSON(), "{}")],
}
"""New columns of tables that are there: name, type, and what rows get that are there (None: the column may be null)."""

NEW_TABLES = ("temporary_capacity", "stopped_number", "seat_hold", "waitlist_entry", "postponement")
"""Those without a foreign key to another new table; postponed_booking and urgent_seat follow."""


def upgrade() -> None:
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, kind, value in columns:
                batch.add_column(sa.Column(name, kind, nullable=value is None, server_default=_default(kind, value)))
    _fill()
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, kind, value in columns:
                if value is not None:
                    batch.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
            _constrain(table, batch)
    for make in (*CREATED, postponed_booking, urgent_seat):
        make()


def downgrade() -> None:
    for name in ("urgent_seat", "postponed_booking", *reversed(NEW_TABLES)):
        op.drop_table(name)
    op.execute("UPDATE slot SET capacity = taken WHERE capacity < taken")
    op.execute("DELETE FROM closure WHERE service_id IS NOT NULL OR from_time IS NOT NULL")
    op.execute("DELETE FROM opening_hours WHERE service_id IS NOT NULL")
    for table, columns in reversed(ADDED.items()):
        with op.batch_alter_table(table) as batch:
            _loosen(table, batch)
            for name, _, _ in columns:
                batch.drop_column(name)


def _default(kind: sa.types.TypeEngine, value: str | None) -> sa.sql.elements.TextClause | str | None:
    if value is None or isinstance(kind, sa.JSON):
        return value
    return sa.false() if isinstance(kind, sa.Boolean) else sa.text(value)


def _fill() -> None:
    """What the new columns say of rows that are there."""
    op.execute("UPDATE slot SET planned = capacity")
    op.execute("UPDATE document SET ready_at = created_at WHERE stage = 'ready'")
    for code, collectors in COLLECTORS.items():
        op.execute(f"UPDATE document_type SET collectors = '{collectors}' WHERE code = '{code}'")  # noqa: S608 - ours


def _constrain(table: str, batch: BatchOperations) -> None:
    if table == "closure":
        batch.drop_constraint("uq_closure_office_id_starts_on_reason", type_="unique")
        batch.create_check_constraint(op.f("ck_closure_ends_after_start"), "ends_on IS NULL OR ends_on >= starts_on")
        batch.create_check_constraint(op.f("ck_closure_hours_both_or_none"), "(from_time IS NULL) = (to_time IS NULL)")
    if table in ("closure", "opening_hours"):
        batch.create_foreign_key(f"fk_{table}_service_id_service", "service", ["service_id"], ["id"])
    if table in ("booking", "handover"):
        batch.create_index(
            f"ix_{table}_collector_hash", ["collector_hash"], sqlite_where=BY_PROXY, postgresql_where=BY_PROXY
        )
    if table == "document":
        batch.create_index(
            "ix_document_waiting", ["office_id", "ready_at"], sqlite_where=QUEUED, postgresql_where=QUEUED
        )
    if table == "document_type":
        batch.drop_column("self_collect")
    if table == "message":
        batch.drop_index("ix_message_state")
        batch.create_index("ix_message_line", ["office_id", "state", "cause"])


def _loosen(table: str, batch: BatchOperations) -> None:
    if table == "closure":
        batch.create_unique_constraint("uq_closure_office_id_starts_on_reason", ["office_id", "starts_on", "reason"])
        batch.drop_constraint(op.f("ck_closure_ends_after_start"), type_="check")
        batch.drop_constraint(op.f("ck_closure_hours_both_or_none"), type_="check")
    if table in ("closure", "opening_hours"):
        batch.drop_constraint(f"fk_{table}_service_id_service", type_="foreignkey")
    if table in ("booking", "handover"):
        batch.drop_index(f"ix_{table}_collector_hash")
    if table == "document":
        batch.drop_index("ix_document_waiting")
    if table == "document_type":
        batch.add_column(sa.Column("self_collect", sa.Boolean, nullable=False, server_default=sa.true()))
    if table == "message":
        batch.drop_index("ix_message_line")
        batch.create_index("ix_message_state", ["state"])


def _table(name: str, *columns: sa.schema.SchemaItem, keys: dict[str, str]) -> None:
    """A new table with an id, its office, and foreign keys: column -> table."""
    op.create_table(
        name,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{name}_{column}_{other}")
            for column, other in {"office_id": "office", **keys}.items()
        ),
    )


def temporary_capacity() -> None:
    _table(
        "temporary_capacity",
        sa.Column("service_id", sa.Integer, nullable=True),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=True),
        sa.Column("percent", sa.Integer, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.CheckConstraint("percent >= 0", name=op.f("ck_temporary_capacity_percent_not_negative")),
        keys={"service_id": "service"},
    )


def stopped_number() -> None:
    _table(
        "stopped_number",
        sa.Column("phone_hash", sa.LargeBinary, nullable=False),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("office_id", "phone_hash", name="uq_stopped_number_office_id_phone_hash"),
        keys={},
    )


def seat_hold() -> None:
    _table(
        "seat_hold",
        sa.Column("slot_id", sa.Integer, nullable=False),
        sa.Column("units", sa.Integer, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("invitation_id", sa.Integer, nullable=True),
        keys={"slot_id": "slot", "invitation_id": "invitation"},
    )
    for column in ("slot_id", "until", "invitation_id"):
        op.create_index(f"ix_seat_hold_{column}", "seat_hold", [column])


def waitlist_entry() -> None:
    _table(
        "waitlist_entry",
        sa.Column("invitation_id", sa.Integer, nullable=False),
        sa.Column("service_id", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("units", sa.Integer, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("slot_id", sa.Integer, nullable=True),
        sa.Column("offered_until", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        keys={"invitation_id": "invitation", "service_id": "service", "slot_id": "slot"},
    )
    op.create_index(
        "uq_waitlist_entry_live",
        "waitlist_entry",
        ["invitation_id", "day"],
        unique=True,
        sqlite_where=LIVE_ENTRY,
        postgresql_where=LIVE_ENTRY,
    )
    op.create_index("ix_waitlist_entry_line", "waitlist_entry", ["service_id", "day", "stage"])


def postponement() -> None:
    _table(
        "postponement",
        sa.Column("service_id", sa.Integer, nullable=True),
        sa.Column("closure_id", sa.Integer, nullable=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("closed_until", sa.Date, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("by", sa.String, nullable=False),
        keys={"service_id": "service", "closure_id": "closure"},
    )


def postponed_booking() -> None:
    _table(
        "postponed_booking",
        sa.Column("postponement_id", sa.Integer, nullable=False),
        sa.Column("booking_id", sa.Integer, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("why", sa.String, nullable=True),
        sa.Column("old_slot_id", sa.Integer, nullable=True),
        sa.Column("old_starts_at", MOMENT, nullable=True),
        sa.Column("new_slot_id", sa.Integer, nullable=True),
        sa.UniqueConstraint("postponement_id", "booking_id", name="uq_postponed_booking_postponement_id_booking_id"),
        keys={
            "postponement_id": "postponement",
            "booking_id": "booking",
            "old_slot_id": "slot",
            "new_slot_id": "slot",
        },
    )
    op.create_index("ix_postponed_booking_booking_id", "postponed_booking", ["booking_id"])


def urgent_seat() -> None:
    _table(
        "urgent_seat",
        sa.Column("service_id", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("booking_id", sa.Integer, nullable=False),
        sa.Column("reason", sa.LargeBinary, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("booking_id", "day", name="uq_urgent_seat_booking_id_day"),
        keys={"service_id": "service", "booking_id": "booking"},
    )


CREATED = (temporary_capacity, stopped_number, seat_hold, waitlist_entry, postponement)

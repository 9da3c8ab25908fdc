"""Applications with their pictures, blanks as a ledger, places and batches, how documents are found by name."""

import sqlalchemy as sa

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NEW_OFFICE = (
    ("applies_online", sa.Boolean(), sa.true()),
    ("asks_to_wait", sa.Boolean(), sa.false()),
    ("keep_files_days", sa.Integer(), sa.text("30")),
    ("keep_drafts_days", sa.Integer(), sa.text("14")),
    ("unanswered_days", sa.JSON(), sa.text("'[7, 21]'")),
    ("lapse_days", sa.Integer(), sa.text("60")),
)
"""Columns of the office: name, type, and what offices get that are there."""
NEW_LINE = (
    ("media", sa.LargeBinary()),
    ("media_state", sa.String()),
    ("media_why", sa.String()),
    ("media_due_at", MOMENT),
)
WANTED = "media_state = 'wanted'"
BLANKLESS = "stage = 'waiting_for_blank'"
ON_PAPER = "paper_asked_at IS NOT NULL"


def upgrade() -> None:
    applying()
    blanks()
    partners()
    finding()
    pictures()
    changed()
    secrets()
    op.execute("UPDATE document SET waits_since = created_at WHERE stage = 'waiting_for_blank'")


def downgrade() -> None:
    with op.batch_alter_table("stock_entry") as batch:
        batch.drop_constraint("fk_stock_entry_supply_id_supply", type_="foreignkey")
        batch.drop_constraint(op.f("ck_stock_entry_pieces_positive"), type_="check")
        for name in ("counted", "note", "supply_id"):
            batch.drop_column(name)
    op.execute("DELETE FROM stock_entry WHERE kind <> 'spoilt'")
    with op.batch_alter_table("stock_entry") as batch:
        batch.create_check_constraint(op.f("ck_stock_entry_pieces_positive"), "pieces >= 1")
    with op.batch_alter_table("message") as batch:
        batch.drop_index("ix_message_application_id")
        batch.drop_constraint("fk_message_application_id_application", type_="foreignkey")
        batch.drop_column("application_id")
    with op.batch_alter_table("conversation_line") as batch:
        batch.drop_index("ix_conversation_line_media")
        for name in ("media", "media_state", "media_why", "media_tries", "media_due_at"):
            batch.drop_column(name)
    with op.batch_alter_table("document") as batch:
        for name in ("blankless", "paper", "recent", "shelf", "stage"):
            batch.drop_index(f"ix_document_{name}")
        batch.create_index("ix_document_stage", ["stage"])
        for name in ("waits_since", "has_blank", "paper_asked_at"):
            batch.drop_column(name)
    with op.batch_alter_table("office") as batch:
        for name, _, _ in NEW_OFFICE:
            batch.drop_column(name)
    for name in (
        "line_picture",
        "disclosure",
        "document_word",
        "batch_document",
        "batch",
        "place",
        "printing_stop",
        "supply",
        "material",
        "upload",
        "application_page",
        "application_item",
        "phone_code",
        "application",
        "requirement",
        "procedure",
        "look_up_key",
    ):
        op.drop_table(name)


def changed() -> None:
    """Columns of tables that are there."""
    _add("office", *(sa.Column(name, kind, nullable=False, server_default=value) for name, kind, value in NEW_OFFICE))
    _add(
        "document",
        sa.Column("waits_since", MOMENT, nullable=True),
        sa.Column("has_blank", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("paper_asked_at", MOMENT, nullable=True),
    )
    _index("ix_document_blankless", "document", ["office_id", "waits_since"], where=BLANKLESS)
    _index("ix_document_paper", "document", ["office_id", "id"], where=ON_PAPER)
    op.drop_index("ix_document_stage", "document")
    op.create_index("ix_document_stage", "document", ["stage", "office_id", "id"])
    op.create_index("ix_document_recent", "document", ["office_id", "created_at"])
    op.create_index("ix_document_shelf", "document", ["office_id", "shelf"])
    _add(
        "conversation_line",
        *(sa.Column(name, kind, nullable=True) for name, kind in NEW_LINE),
        sa.Column("media_tries", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )
    _index("ix_conversation_line_media", "conversation_line", ["media_due_at"], where=WANTED)
    with op.batch_alter_table("message") as batch:
        batch.add_column(sa.Column("application_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_message_application_id_application", "application", ["application_id"], ["id"])
    op.create_index("ix_message_application_id", "message", ["application_id"])
    with op.batch_alter_table("stock_entry") as batch:
        batch.drop_constraint(op.f("ck_stock_entry_pieces_positive"), type_="check")
        batch.add_column(sa.Column("counted", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("note", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("supply_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_stock_entry_supply_id_supply", "supply", ["supply_id"], ["id"])
    with op.batch_alter_table("stock_entry") as batch:
        batch.create_check_constraint(op.f("ck_stock_entry_pieces_positive"), "kind = 'count' OR pieces >= 1")


def secrets() -> None:
    op.create_table(
        "look_up_key",
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("is_root", sa.Boolean, nullable=False),
        sa.Column("is_settled", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_look_up_key"),
    )


def applying() -> None:
    _of_office(
        "procedure",
        sa.Column("code", sa.String, nullable=False),
        sa.Column("type_id", sa.Integer, nullable=False),
        sa.Column("reason", sa.String, nullable=True),
        *_columns(sa.String, "topic asks title", nullable=False),
        sa.Column("steps", sa.JSON, nullable=False),
        sa.Column("for_child", sa.Boolean, nullable=False),
        sa.Column("working_days", sa.Integer, nullable=False),
        sa.Column("offered", sa.Boolean, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.CheckConstraint("working_days >= 1", name=op.f("ck_procedure_working_days_positive")),
        sa.UniqueConstraint("office_id", "code", name="uq_procedure_office_id_code"),
        keys={"type_id": "document_type"},
    )
    _of_office(
        "requirement",
        sa.Column("procedure_id", sa.Integer, nullable=False),
        *_columns(sa.String, "name explains example", nullable=False),
        sa.Column("optional", sa.Boolean, nullable=False),
        *_columns(sa.Integer, "most_pages position", nullable=False),
        sa.CheckConstraint("most_pages >= 1", name=op.f("ck_requirement_most_pages_positive")),
        keys={"procedure_id": "procedure"},
    )
    op.create_index("ix_requirement_procedure_id", "requirement", ["procedure_id"])
    _of_office(
        "application",
        sa.Column("procedure_id", sa.Integer, nullable=False),
        *_columns(sa.LargeBinary, "salt code_hash", nullable=False),
        *_columns(sa.String, "channel language", nullable=False),
        *_columns(sa.Integer, "document_id conversation_id", nullable=True),
        sa.Column("relation", sa.String, nullable=True),
        *_columns(sa.LargeBinary, "holder nik kk applicant phone phone_hash", nullable=True),
        sa.Column("phone_confirmed_at", MOMENT, nullable=True),
        *_columns(MOMENT, "created_at touched_at", nullable=False),
        *_columns(MOMENT, "sent_at withdrawn_at waiting_since", nullable=True),
        sa.Column("taken_by", sa.String, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("asked_again", sa.Integer, nullable=False),
        *_columns(MOMENT, "asked_at accepted_at files_gone_at", nullable=True),
        sa.Column("begun_with", sa.LargeBinary, nullable=True),
        sa.UniqueConstraint("begun_with", name="uq_application_begun_with"),
        sa.UniqueConstraint("code_hash", name="uq_application_code_hash"),
        sa.UniqueConstraint("document_id", name="uq_application_document_id"),
        keys={"procedure_id": "procedure", "document_id": "document", "conversation_id": "conversation"},
    )
    op.create_index("ix_application_conversation_id", "application", ["conversation_id"])
    op.create_index("ix_application_phone_hash", "application", ["phone_hash"])
    op.create_index("ix_application_touched_at", "application", ["touched_at"])
    _index("ix_application_waiting", "application", ["office_id", "waiting_since"], where="waiting_since IS NOT NULL")
    _of_office(
        "phone_code",
        sa.Column("application_id", sa.Integer, nullable=False),
        *_columns(sa.LargeBinary, "phone_hash salt", nullable=False),
        *_columns(MOMENT, "made_at expires_at", nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        keys={"application_id": "application"},
    )
    op.create_index("ix_phone_code_application_id", "phone_code", ["application_id"])
    op.create_index("ix_phone_code_phone_hash", "phone_code", ["phone_hash"])
    _of_office(
        "application_item",
        *_columns(sa.Integer, "application_id position", nullable=False),
        *_columns(sa.String, "name explains example", nullable=False),
        sa.Column("optional", sa.Boolean, nullable=False),
        sa.Column("most_pages", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("why", sa.String, nullable=True),
        sa.Column("words", sa.LargeBinary, nullable=True),
        sa.Column("decided_by", sa.String, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('empty', 'sent', 'accepted', 'missing', 'unreadable')",
            name=op.f("ck_application_item_state_known"),
        ),
        sa.UniqueConstraint("application_id", "position", name="uq_application_item_application_id_position"),
        keys={"application_id": "application"},
    )
    _of_office(
        "application_page",
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("mark", sa.String, nullable=False),
        *_columns(sa.Integer, "position width height size", nullable=False),
        *_columns(sa.String, "hint upload", nullable=True),
        sa.Column("sent_at", MOMENT, nullable=False),
        *_columns(MOMENT, "replaced_at gone_at", nullable=True),
        sa.UniqueConstraint("mark", name="uq_application_page_mark"),
        keys={"item_id": "application_item"},
    )
    op.create_index("ix_application_page_item", "application_page", ["item_id", "position"])
    _of_office(
        "upload",
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("token", sa.String, nullable=False),
        *_columns(sa.Integer, "size received", nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("why", sa.String, nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("drawing_since", MOMENT, nullable=True),
        sa.CheckConstraint("0 <= received AND received <= size", name=op.f("ck_upload_received_within_size")),
        sa.CheckConstraint(
            "(state = 'drawing') = (drawing_since IS NOT NULL)", name=op.f("ck_upload_drawing_since_when")
        ),
        sa.UniqueConstraint("token", name="uq_upload_token"),
        keys={"item_id": "application_item"},
    )
    op.create_index("ix_upload_item_id", "upload", ["item_id"])
    op.create_index("ix_upload_made_at", "upload", ["made_at"])


def blanks() -> None:
    _of_office(
        "material",
        sa.Column("name", sa.String, nullable=False),
        *_columns(sa.Integer, "stock reserved", nullable=False),
        sa.Column("per_day", sa.Integer, nullable=True),
        *_columns(sa.JSON, "shares substitute", nullable=False),
        sa.Column("begun_on", sa.Date, nullable=True),
        sa.Column("begun", sa.Integer, nullable=False),
        sa.Column("lately", sa.JSON, nullable=False),
        sa.Column("shared_at", MOMENT, nullable=True),
        sa.Column("shared_by", sa.String, nullable=True),
        sa.CheckConstraint("per_day IS NULL OR per_day >= 1", name=op.f("ck_material_per_day_positive")),
        sa.CheckConstraint("reserved >= 0 AND reserved <= stock", name=op.f("ck_material_reserved_within_stock")),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_material_stock_not_negative")),
        sa.UniqueConstraint("office_id", "name", name="uq_material_office_id_name"),
    )
    _of_office(
        "supply",
        sa.Column("material", sa.String, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("granted", sa.Integer, nullable=True),
        sa.Column("arrived", sa.Integer, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("fetchable_on", sa.Date, nullable=True),
        *_columns(MOMENT, "granted_at arrived_at refused_at given_up_at", nullable=True),
        *_columns(sa.String, "granted_by refused_by given_up_by", nullable=True),
        *_columns(sa.LargeBinary, "given_up_why note", nullable=True),
        sa.Column("by", sa.String, nullable=False),
        sa.CheckConstraint("arrived >= 0", name=op.f("ck_supply_arrived_not_negative")),
        sa.CheckConstraint("asked >= 1", name=op.f("ck_supply_asked_positive")),
    )
    _of_office(
        "printing_stop",
        sa.Column("material", sa.String, nullable=True),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("note", sa.LargeBinary, nullable=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("ended_by", sa.String, nullable=True),
    )
    _index("ix_printing_stop_runs", "printing_stop", ["office_id"], where="ended_at IS NULL")


def partners() -> None:
    _of_office(
        "place",
        *_columns(sa.String, "name kind address hours phone", nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.UniqueConstraint("office_id", "name", name="uq_place_office_id_name"),
    )
    _of_office(
        "batch",
        sa.Column("place_id", sa.Integer, nullable=False),
        *_columns(sa.LargeBinary, "salt code_hash", nullable=False),
        *_columns(sa.LargeBinary, "taken_by signature", nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.String, nullable=False),
        *_columns(MOMENT, "link_closed_at signed_at closed_at", nullable=True),
        sa.UniqueConstraint("code_hash", name="uq_batch_code_hash"),
        keys={"place_id": "place"},
    )
    _of_office(
        "batch_document",
        *_columns(sa.Integer, "batch_id document_id position", nullable=False),
        *_columns(sa.String, "outcome collector", nullable=True),
        *_columns(sa.LargeBinary, "collector_name collector_letter collector_hash old_card_letter", nullable=True),
        *_columns(sa.String, "identity old_card", nullable=True),
        *_columns(MOMENT, "old_card_back_at at", nullable=True),
        sa.Column("by", sa.String, nullable=True),
        sa.UniqueConstraint("batch_id", "document_id", name="uq_batch_document_batch_id_document_id"),
        keys={"batch_id": "batch", "document_id": "document"},
    )
    op.create_index("ix_batch_document_document_id", "batch_document", ["document_id"])
    _index("uq_batch_document_out", "batch_document", ["document_id"], where="outcome IS NULL", unique=True)
    by_proxy = "collector_hash IS NOT NULL"
    _index("ix_batch_document_collector_hash", "batch_document", ["collector_hash"], where=by_proxy)


def finding() -> None:
    _of_office(
        "document_word",
        sa.Column("document_id", sa.Integer, nullable=False),
        sa.Column("word", sa.LargeBinary, nullable=False),
        primary=("document_id", "word"),
        keys={"document_id": "document"},
    )
    op.create_index("ix_document_word_found", "document_word", ["office_id", "word", "document_id"])
    _of_office(
        "disclosure",
        *_columns(sa.Integer, "document_id application_id conversation_id", nullable=True),
        *_columns(sa.String, "fields place", nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        keys={"document_id": "document", "application_id": "application", "conversation_id": "conversation"},
    )
    op.create_index("ix_disclosure_at", "disclosure", ["office_id", "at"])
    op.create_index("ix_disclosure_document_id", "disclosure", ["document_id"])


def pictures() -> None:
    _of_office(
        "line_picture",
        sa.Column("line_id", sa.Integer, nullable=False),
        sa.Column("mark", sa.String, nullable=False),
        *_columns(sa.Integer, "position width height size", nullable=False),
        sa.Column("hint", sa.String, nullable=True),
        sa.Column("page_id", sa.Integer, nullable=True),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.UniqueConstraint("mark", name="uq_line_picture_mark"),
        keys={"line_id": "conversation_line", "page_id": "application_page"},
    )
    op.create_index("ix_line_picture_kept_at", "line_picture", ["kept_at"])
    op.create_index("ix_line_picture_line_id", "line_picture", ["line_id"])


def _add(table: str, *columns: "sa.Column[object]") -> None:
    """New columns; what rows that are there get is not kept as a default."""
    with op.batch_alter_table(table) as batch:
        for column in columns:
            batch.add_column(column)
    with op.batch_alter_table(table) as batch:
        for column in columns:
            if column.server_default is not None:
                batch.alter_column(column.name, existing_type=column.type, existing_nullable=False, server_default=None)


def _columns(
    kind: "type[sa.types.TypeEngine[object]] | sa.DateTime", names: str, *, nullable: bool
) -> list[sa.schema.SchemaItem]:
    """Several of one kind; names: parted by spaces."""
    return [sa.Column(name, kind, nullable=nullable) for name in names.split()]


def _of_office(
    name: str, *columns: sa.schema.SchemaItem, keys: dict[str, str] | None = None, primary: tuple[str, ...] = ("id",)
) -> None:
    """A new table with its office, and an id where that is the primary key; else it lies in the key's own order.

    keys: column -> table.
    """
    own = [sa.Column("id", sa.Integer, nullable=False)] if primary == ("id",) else []
    op.create_table(
        name,
        *own,
        sa.Column("office_id", sa.Integer, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint(*primary, name=f"pk_{name}"),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{name}_{column}_{other}")
            for column, other in {"office_id": "office", **(keys or {})}.items()
        ),
        sqlite_with_rowid=primary == ("id",),
    )


def _index(name: str, table: str, columns: list[str], *, where: str, unique: bool = False) -> None:
    partial = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=partial, postgresql_where=partial)

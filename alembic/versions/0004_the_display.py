"""Screens and what stands on them: pairing, notices, pictures, the voice; phones that are told of their turn."""

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NEW_OFFICE: list[tuple[str, sa.types.TypeEngine, sa.sql.elements.ClauseElement | None]] = [
    ("quiet_hours", sa.JSON(), sa.text("'[]'")),
    ("rests_at_adhan", sa.Boolean(), sa.false()),
    ("latitude", sa.Float(), None),
    ("longitude", sa.Float(), None),
    ("spoken_letters", sa.JSON(), sa.text("'{}'")),
    ("names_service", sa.Boolean(), sa.false()),
    ("sound_tests", sa.Integer(), sa.text("0")),
]
"""Columns of the office: name, type, and what offices get that are there (None: the column may be null)."""


def upgrade() -> None:
    with op.batch_alter_table("office") as batch:
        for name, kind, value in NEW_OFFICE:
            batch.add_column(sa.Column(name, kind, nullable=value is None, server_default=value))
    with op.batch_alter_table("office") as batch:
        for name, kind, value in NEW_OFFICE:
            if value is not None:
                batch.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
    with op.batch_alter_table("deployment") as batch:
        batch.add_column(sa.Column("push_key", sa.LargeBinary(), nullable=True))
    screens()
    shown_beside_calls()
    phones()


def downgrade() -> None:
    for name in ("push", "push_subscription", "media_file", "announcement", "screen", "pairing"):
        op.drop_table(name)
    with op.batch_alter_table("deployment") as batch:
        batch.drop_column("push_key")
    with op.batch_alter_table("office") as batch:
        for name, _, _ in NEW_OFFICE:
            batch.drop_column(name)


def _table(name: str, *columns: sa.schema.SchemaItem, keys: dict[str, str]) -> None:
    """A new table with an id and foreign keys: column -> table."""
    op.create_table(
        name,
        sa.Column("id", sa.Integer, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{name}_{column}_{other}")
            for column, other in keys.items()
        ),
    )


def _of_office(name: str, *columns: sa.schema.SchemaItem, keys: dict[str, str] | None = None) -> None:
    office = sa.Column("office_id", sa.Integer, nullable=False)
    _table(name, office, *columns, keys={"office_id": "office", **(keys or {})})


def screens() -> None:
    _table(
        "pairing",
        sa.Column("code", sa.String, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.UniqueConstraint("code", name="uq_pairing_code"),
        sa.UniqueConstraint("token_hash", name="uq_pairing_token_hash"),
        keys={},
    )
    counts = ("volume", "reloads", "identifications", "sound_tests")
    _of_office(
        "screen",
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("name", "layout", "language", "theme")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in counts),
        sa.Column("counter_number", sa.Integer, nullable=True),
        sa.Column("paired_at", MOMENT, nullable=False),
        sa.Column("paired_by", sa.String, nullable=False),
        sa.Column("heard_at", MOMENT, nullable=True),
        sa.Column("day", sa.Date, nullable=True),
        sa.Column("version", sa.Integer, nullable=True),
        sa.Column("behind_at", MOMENT, nullable=True),
        sa.Column("sound", sa.String, nullable=False),
        sa.Column("width", sa.Integer, nullable=True),
        sa.Column("height", sa.Integer, nullable=True),
        sa.Column("build", sa.String, nullable=True),
        sa.Column("silent_at", MOMENT, nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.CheckConstraint("volume BETWEEN 0 AND 100", name=op.f("ck_screen_volume_in_percent")),
        sa.UniqueConstraint("token_hash", name="uq_screen_token_hash"),
    )
    still_there = sa.text("removed_at IS NULL")
    op.create_index(
        "ux_screen_name",
        "screen",
        ["office_id", "name"],
        unique=True,
        sqlite_where=still_there,
        postgresql_where=still_there,
    )


def shown_beside_calls() -> None:
    _of_office(
        "announcement",
        *(sa.Column(name, sa.String, nullable=False) for name in ("text", "text_en")),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("starts_at", "ends_at", "created_at")),
        sa.Column("by", sa.String, nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_announcement_ends_after_start")),
    )
    op.create_index("ix_announcement_ends_at", "announcement", ["ends_at"])
    _of_office(
        "media_file",
        *(sa.Column(name, sa.String, nullable=False) for name in ("kind", "mark", "media_type", "title")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("seconds", "size", "position")),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.CheckConstraint("kind IN ('picture', 'video')", name=op.f("ck_media_file_kind_known")),
    )


def phones() -> None:
    _of_office(
        "push_subscription",
        sa.Column("booking_id", sa.Integer, nullable=False),
        *(sa.Column(name, sa.LargeBinary, nullable=False) for name in ("endpoint", "endpoint_hash", "p256dh", "auth")),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.UniqueConstraint("booking_id", "endpoint_hash", name="uq_push_subscription_booking_id_endpoint_hash"),
        keys={"booking_id": "booking"},
    )
    _of_office(
        "push",
        sa.Column("subscription_id", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("key", "cause", "state")),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.UniqueConstraint("subscription_id", "key", name="uq_push_subscription_id_key"),
        keys={"subscription_id": "push_subscription"},
    )

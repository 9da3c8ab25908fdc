"""What an office offers is data: names, spellings and owners of its document types, what it offers no more."""

from typing import Any

import sqlalchemy as sa

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TEXT, EMPTY_LIST, EMPTY_MAP = sa.text("''"), sa.text("'[]'"), sa.text("'{}'")
NAMES = {
    "KTP-el": ("KTP-el", ""),
    "KIA": ("Kartu Identitas Anak", "KIA"),
    "KK": ("Kartu Keluarga", "KK"),
    "akta": ("akta pencatatan sipil", "akta"),
    "Perekaman KTP-el": ("Perekaman KTP-el", ""),
}
"""As the program called them until now: the name, and a shorter one."""
OWNERS = {"KIA": "child", "KK": "household"}

KIND = sa.table(
    "document_type",
    *(sa.column(name) for name in ("id", "office_id", "code", "name", "short", "whose")),
)
OFFICE = sa.table("office", sa.column("id"), sa.column("type_names", sa.JSON))


def upgrade() -> None:
    with op.batch_alter_table("office") as table:
        table.add_column(sa.Column("type_names", sa.JSON, nullable=False, server_default=EMPTY_MAP))
        table.add_column(sa.Column("service_names", sa.JSON, nullable=False, server_default=EMPTY_MAP))
    with op.batch_alter_table("service") as table:
        table.add_column(sa.Column("name_en", sa.String, nullable=False, server_default=TEXT))
        table.add_column(sa.Column("retired_at", MOMENT, nullable=True))
    with op.batch_alter_table("document_type") as table:
        for name in ("name", "short", "name_en", "short_en"):
            table.add_column(sa.Column(name, sa.String, nullable=False, server_default=TEXT))
        table.add_column(sa.Column("spellings", sa.JSON, nullable=False, server_default=EMPTY_LIST))
        table.add_column(sa.Column("whose", sa.String, nullable=False, server_default=sa.text("'person'")))
        table.add_column(sa.Column("retired_at", MOMENT, nullable=True))
    _name_types()
    _drop_defaults()


def _name_types() -> None:
    """Every type is called what it was called, and every office knows it."""
    connection = op.get_bind()
    offices: dict[int, dict[str, Any]] = {}
    for number, office, code in connection.execute(sa.select(KIND.c.id, KIND.c.office_id, KIND.c.code)).all():
        name, short = NAMES.get(code, (code, ""))
        values = {"name": name, "short": short, "whose": OWNERS.get(code, "person")}
        connection.execute(sa.update(KIND).where(KIND.c.id == number).values(**values))
        offices.setdefault(office, {})[code] = {"name": name, "short": short, "name_en": "", "short_en": ""}
    for number, names in offices.items():
        connection.execute(sa.update(OFFICE).where(OFFICE.c.id == number).values(type_names=names))


def _drop_defaults() -> None:
    """The program says each value itself, as it does for every other column."""
    columns: dict[str, dict[str, Any]] = {
        "office": dict.fromkeys(("type_names", "service_names"), sa.JSON),
        "service": {"name_en": sa.String},
        "document_type": {
            **dict.fromkeys(("name", "short", "name_en", "short_en", "whose"), sa.String),
            "spellings": sa.JSON,
        },
    }
    for table_name, kinds in columns.items():
        with op.batch_alter_table(table_name) as table:
            for name, kind in kinds.items():
                table.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("document_type") as table:
        for name in ("retired_at", "whose", "spellings", "short_en", "name_en", "short", "name"):
            table.drop_column(name)
    with op.batch_alter_table("service") as table:
        table.drop_column("retired_at")
        table.drop_column("name_en")
    with op.batch_alter_table("office") as table:
        table.drop_column("service_names")
        table.drop_column("type_names")

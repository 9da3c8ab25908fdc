"""Deeds, and the blocks that seal what is written down. The database itself refuses to change or delete a row of both.

Batches of Alembic build a table anew on SQLite, and it loses its triggers: a migration of these two makes them again.
"""

import sqlalchemy as sa

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
FORGOTTEN = (
    "EXISTS (SELECT 1 FROM seal WHERE seal.of = 'deed' AND seal.kind = 'forgotten'"
    " AND OLD.id BETWEEN seal.first_id AND seal.last_id)"
)
"""Deeds that a block of the chain says were forgotten by rule may go, after that block was written."""


def upgrade() -> None:
    op.create_table(
        "deed",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=True),
        sa.Column("deed", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("was", sa.JSON, nullable=False),
        sa.Column("became", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_deed_office_id_office"),
        sa.PrimaryKeyConstraint("id", name="pk_deed"),
    )
    op.create_index("ix_deed_at", "deed", ["office_id", "at"])
    op.create_table(
        "seal",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("of", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("form", sa.Integer, nullable=False),
        sa.Column("first_id", sa.Integer, nullable=False),
        sa.Column("last_id", sa.Integer, nullable=False),
        sa.Column("rows", sa.LargeBinary, nullable=False),
        sa.Column("why", sa.String, nullable=True),
        sa.Column("before", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_seal"),
    )
    op.create_index("ix_seal_of", "seal", ["of", "first_id"])
    op.add_column("deployment", sa.Column("seal_key", sa.LargeBinary, nullable=True))
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    (_refuse_on_sqlite if on_sqlite else _refuse_on_postgresql)()


def _refuse_on_sqlite() -> None:
    for table in ("deed", "seal"):
        refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} stay as they are'); END"
        unless = f"WHEN NOT {FORGOTTEN} " if table == "deed" else ""
        op.execute(f"CREATE TRIGGER {table}_is_not_changed BEFORE UPDATE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER {table}_is_not_deleted BEFORE DELETE ON {table} {unless}{refuse}")


def _refuse_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'rows of % stay as they are', TG_TABLE_NAME"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE FUNCTION refuse_deletion_of_deed() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN IF {FORGOTTEN} THEN RETURN OLD; END IF;"
        " RAISE EXCEPTION 'rows of deed stay as they are' USING ERRCODE = 'integrity_constraint_violation';"
        " END $$"
    )
    for table in ("deed", "seal"):
        deletion = "refuse_deletion_of_deed" if table == "deed" else "refuse_change"
        op.execute(
            f"CREATE TRIGGER {table}_is_not_changed BEFORE UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_is_not_deleted BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {deletion}()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.drop_column("deployment", "seal_key")
    op.drop_index("ix_seal_of", "seal")
    op.drop_table("seal")
    op.drop_index("ix_deed_at", "deed")
    op.drop_table("deed")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_deletion_of_deed()")
        op.execute("DROP FUNCTION refuse_change()")

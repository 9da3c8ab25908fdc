"""What is sent counts for bounds, and what rests is given up."""

import sqlalchemy as sa

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
UNDER_WAY = "state IN ('open', 'drawing')"
GIVE_UP = f"UPDATE upload SET state = 'refused', why = 'given_up', drawing_since = NULL WHERE {UNDER_WAY}"  # noqa: S608


def upgrade() -> None:
    op.create_table(
        "file_share",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=True),
        sa.Column("used", sa.BigInteger, nullable=False),
        sa.CheckConstraint("used >= 0", name=op.f("ck_file_share_used_not_negative")),
        sa.PrimaryKeyConstraint("name", name="pk_file_share"),
    )
    op.create_index("ix_file_share_day", "file_share", ["day"])
    with op.batch_alter_table("upload") as batch:
        batch.add_column(sa.Column("moved_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("day", sa.Date, nullable=True))
        batch.add_column(sa.Column("asker", sa.String, nullable=True))
    op.execute("UPDATE upload SET moved_at = made_at")
    # Parts were not sealed before: what was under way begins anew, and the sweep takes its files.
    op.execute(GIVE_UP)
    with op.batch_alter_table("upload") as batch:
        batch.alter_column("moved_at", existing_type=MOMENT, nullable=False)
    few = sa.text(UNDER_WAY)
    op.create_index("ix_upload_under_way", "upload", ["moved_at"], sqlite_where=few, postgresql_where=few)


def downgrade() -> None:
    op.execute(GIVE_UP)
    op.drop_index("ix_upload_under_way", "upload")
    with op.batch_alter_table("upload") as batch:
        for name in ("asker", "day", "moved_at"):
            batch.drop_column(name)
    op.drop_index("ix_file_share_day", "file_share")
    op.drop_table("file_share")

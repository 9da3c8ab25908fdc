"""Staff who have gone or have no password yet, browsers that are left alone, tokens with an end; pictures shown."""

import sqlalchemy as sa

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SUBJECTS = ("application", "conversation")
"""Of what pictures are shown."""
A_DAY = "day IS NOT NULL"
MOMENT = sa.DateTime(timezone=True)
NOBODYS = f"$argon2id$v=19$m=65536,t=3,p=4${22 * 'A'}${43 * 'A'}"
"""A hash that no password fits: of somebody who had none."""
USED = ("seen_at", "proven_at")
"""Of a session; of one that was begun before, when it was begun."""


def upgrade() -> None:
    people()
    sessions()
    tokens()
    shown()


def downgrade() -> None:
    op.execute("UPDATE token SET revoked_at = expires_at WHERE revoked_at IS NULL AND expires_at IS NOT NULL")
    with op.batch_alter_table("token") as batch:
        batch.drop_column("used_on")
        batch.drop_column("expires_at")
    with op.batch_alter_table("staff_session") as batch:
        for name in ("place", *USED):
            batch.drop_column(name)
    with op.batch_alter_table("office") as batch:
        batch.drop_column("lock_minutes")
    staff = sa.table("staff", sa.column("password_hash"))
    op.execute(staff.update().where(staff.c.password_hash.is_(None)).values(password_hash=NOBODYS))
    with op.batch_alter_table("staff") as batch:
        batch.alter_column("password_hash", existing_type=sa.String(), nullable=False)
        batch.drop_column("left_at")
    with op.batch_alter_table("disclosure") as batch:
        for subject in SUBJECTS:
            batch.drop_index(f"ux_disclosure_{subject}_day")
        batch.drop_column("day")


def people() -> None:
    with op.batch_alter_table("staff") as batch:
        batch.alter_column("password_hash", existing_type=sa.String(), nullable=True)
        batch.add_column(sa.Column("left_at", MOMENT, nullable=True))
    with op.batch_alter_table("office") as batch:
        batch.add_column(sa.Column("lock_minutes", sa.Integer(), nullable=False, server_default=sa.text("15")))


def sessions() -> None:
    with op.batch_alter_table("staff_session") as batch:
        for name in USED:
            batch.add_column(sa.Column(name, MOMENT, nullable=True))
        batch.add_column(sa.Column("place", sa.String(), nullable=True))
    op.execute("UPDATE staff_session SET seen_at = created_at, proven_at = created_at")
    with op.batch_alter_table("staff_session") as batch:
        for name in USED:
            batch.alter_column(name, existing_type=MOMENT, nullable=False)


def tokens() -> None:
    with op.batch_alter_table("token") as batch:
        batch.add_column(sa.Column("expires_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("used_on", sa.Date(), nullable=True))


def shown() -> None:
    with op.batch_alter_table("disclosure") as batch:
        batch.add_column(sa.Column("day", sa.Date(), nullable=True))
    for subject in SUBJECTS:
        op.create_index(
            f"ux_disclosure_{subject}_day",
            "disclosure",
            [f"{subject}_id", "by", "day"],
            unique=True,
            sqlite_where=sa.text(A_DAY),
            postgresql_where=sa.text(A_DAY),
        )

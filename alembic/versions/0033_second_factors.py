"""What proves beside the password who somebody of the staff is, and whether an office asks for it."""

import sqlalchemy as sa

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "authenticator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_in", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("last_step", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_authenticator"),
        sa.UniqueConstraint("person_id", name="uq_authenticator_person_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_authenticator_person_id_person"),
    )
    _of_person(
        "recovery_code",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        unique="code_hash",
    )
    _of_person(
        "passkey",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        unique="credential_id",
    )
    _of_person(
        "trusted_browser",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        unique="token_hash",
    )
    op.add_column("staff_session", sa.Column("second", sa.String()))
    op.add_column("office", sa.Column("second_factor", sa.String(), nullable=False, server_default="nobody"))
    op.add_column("office", sa.Column("second_factor_from", sa.Date()))
    op.add_column("office", sa.Column("second_factor_days", sa.Integer(), nullable=False, server_default="14"))


def _of_person(table: str, *columns: sa.Column[object], unique: str) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint(unique, name=f"uq_{table}_{unique}"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=f"fk_{table}_person_id_person"),
    )
    op.create_index(f"ix_{table}_person_id", table, ["person_id"])


def downgrade() -> None:
    with op.batch_alter_table("office") as office:
        for name in ("second_factor_days", "second_factor_from", "second_factor"):
            office.drop_column(name)
    with op.batch_alter_table("staff_session") as staff_session:
        staff_session.drop_column("second")
    for table in ("trusted_browser", "passkey", "recovery_code"):
        op.drop_index(f"ix_{table}_person_id", table)
        op.drop_table(table)
    op.drop_table("authenticator")

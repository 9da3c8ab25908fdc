"""Whoever works at several offices is one person, with several roles at each, and comes by a link."""

import sqlalchemy as sa

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("password_hash", sa.String, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    # With the number of the one row they have: browsers know people by it (the cookie of known browsers).
    op.execute("INSERT INTO person (id, password_hash, created_at) SELECT id, password_hash, created_at FROM staff")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval('person_id_seq', (SELECT coalesce(max(id), 0) + 1 FROM person), false)")
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("person_id", sa.Integer, nullable=True))
        staff.add_column(sa.Column("roles", sa.String, nullable=True))
    # Whoever looked after people and settings goes on doing so.
    op.execute(
        "UPDATE staff SET person_id = id, roles = CASE role WHEN 'supervisor' THEN 'supervisor manager' ELSE role END"
    )
    with op.batch_alter_table("staff") as staff:
        staff.alter_column("person_id", existing_type=sa.Integer, nullable=False)
        staff.alter_column("roles", existing_type=sa.String, nullable=False)
        staff.create_foreign_key("fk_staff_person_id_person", "person", ["person_id"], ["id"])
        staff.create_unique_constraint("uq_staff_person_id_office_id", ["person_id", "office_id"])
        staff.drop_column("password_hash")
        staff.drop_column("role")
    op.add_column("staff_session", sa.Column("browser", sa.String, nullable=True))
    op.create_table(
        "join_link",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("staff_id", sa.Integer, nullable=False),
        sa.Column("code_hash", sa.LargeBinary, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_join_link_office_id_office"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_join_link_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_join_link"),
        sa.UniqueConstraint("code_hash", name="uq_join_link_code_hash"),
    )
    op.create_index("ix_join_link_staff_id", "join_link", ["staff_id"])


def downgrade() -> None:
    op.drop_index("ix_join_link_staff_id", "join_link")
    op.drop_table("join_link")
    with op.batch_alter_table("staff_session") as session:
        session.drop_column("browser")
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("password_hash", sa.String, nullable=True))
        staff.add_column(sa.Column("role", sa.String, nullable=True))
    # Of several roles the one that was there before, and may most.
    op.execute(
        "UPDATE staff SET password_hash = (SELECT password_hash FROM person WHERE person.id = staff.person_id),"
        " role = CASE WHEN roles LIKE '%supervisor%' OR roles LIKE '%manager%' THEN 'supervisor'"
        " WHEN roles LIKE '%clerk%' THEN 'clerk' ELSE 'guard' END"
    )
    with op.batch_alter_table("staff") as staff:
        staff.alter_column("role", existing_type=sa.String, nullable=False)
        staff.drop_constraint("uq_staff_person_id_office_id", type_="unique")
        staff.drop_constraint("fk_staff_person_id_person", type_="foreignkey")
        staff.drop_column("person_id")
        staff.drop_column("roles")
    op.drop_table("person")

"""The board beside the row that is the lobby's lock, numbers as a count by letter, indexes of who is still here."""

import json
import re
from collections import defaultdict

import sqlalchemy as sa

from alembic import op

revision = "0022"
down_revision = "0019"
branch_labels = None
depends_on = None

OF_PAPER = re.compile(r".*-9\d\d")
LIVE = sa.text("stage IN ('admitted', 'called', 'parked', 'serving', 'waiting')")
MISSED = sa.text("stage = 'missed'")


def upgrade() -> None:
    op.create_table(
        "office_board",
        sa.Column("office_day_id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("board", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["office_day_id"], ["office_day.id"], name="fk_office_board_office_day_id_office_day"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_office_board_office_id_office"),
        sa.PrimaryKeyConstraint("office_day_id", name="pk_office_board"),
    )
    op.execute(
        "INSERT INTO office_board (office_day_id, office_id, board)"
        " SELECT id, office_id, board FROM office_day WHERE board IS NOT NULL"
    )
    with op.batch_alter_table("office_day") as batch:
        batch.drop_column("board")
        batch.add_column(sa.Column("issued", sa.JSON, nullable=False, server_default="{}"))
    _count_numbers()
    with op.batch_alter_table("office_day") as batch:
        batch.alter_column("issued", server_default=None)
    op.create_index("ix_ticket_live", "ticket", ["office_day_id"], sqlite_where=LIVE, postgresql_where=LIVE)
    op.create_index(
        "ix_ticket_missed", "ticket", ["office_day_id", "ended_at"], sqlite_where=MISSED, postgresql_where=MISSED
    )
    op.drop_index("ix_call_office_day_id", "call")
    op.create_index("ix_call_day", "call", ["office_day_id", "at"])


def _count_numbers() -> None:
    """How many numbers of each letter a day has given out; those printed beforehand are not among them."""
    connection, issued = op.get_bind(), defaultdict[int, dict[str, int]](dict)
    for day, number in connection.execute(sa.text("SELECT office_day_id, number FROM ticket")):
        letter = number.rpartition("-")[0]
        if not OF_PAPER.fullmatch(number):
            issued[day][letter] = issued[day].get(letter, 0) + 1
    for day, numbers in issued.items():
        connection.execute(
            sa.text("UPDATE office_day SET issued = :issued WHERE id = :day"),
            {"issued": json.dumps(numbers), "day": day},
        )


def downgrade() -> None:
    op.drop_index("ix_call_day", "call")
    op.create_index("ix_call_office_day_id", "call", ["office_day_id"])
    op.drop_index("ix_ticket_missed", "ticket")
    op.drop_index("ix_ticket_live", "ticket")
    with op.batch_alter_table("office_day") as batch:
        batch.drop_column("issued")
        batch.add_column(sa.Column("board", sa.String))
    op.execute("UPDATE office_day SET board = (SELECT board FROM office_board WHERE office_day_id = office_day.id)")
    op.drop_table("office_board")

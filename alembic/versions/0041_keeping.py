"""How long an office keeps what, since when a document has no names, and handovers that outlive their visits."""

import sqlalchemy as sa

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RULES = {
    "keep_documents_days": "1825",
    "keep_visits_days": "730",
    "keep_talks_days": "365",
    "keep_messages_days": "365",
    "keep_disclosures_days": "1825",
    "keep_sessions_days": "365",
    "keep_moves_days": "3650",
}
OF_TICKET, OF_LINE = sa.text("ticket_id IS NOT NULL"), sa.text("line_id IS NOT NULL")


def upgrade() -> None:
    for name, usual in RULES.items():
        op.add_column("office", sa.Column(name, sa.Integer, nullable=False, server_default=usual))
    op.add_column("document", sa.Column("erased_at", MOMENT, nullable=True))
    op.add_column("document", sa.Column("forgotten_at", MOMENT, nullable=True))
    _let_visits_go(nullable=True)
    op.create_index("ix_message_ticket", "message", ["ticket_id"], sqlite_where=OF_TICKET, postgresql_where=OF_TICKET)
    op.create_index("ix_message_of_line", "message", ["line_id"], sqlite_where=OF_LINE, postgresql_where=OF_LINE)


def downgrade() -> None:
    op.drop_index("ix_message_of_line", "message")
    op.drop_index("ix_message_ticket", "message")
    op.execute("DELETE FROM handover WHERE booking_id IS NULL OR ticket_id IS NULL")
    _let_visits_go(nullable=False)
    op.drop_column("document", "forgotten_at")
    op.drop_column("document", "erased_at")
    for name in RULES:
        op.drop_column("office", name)


def _let_visits_go(*, nullable: bool) -> None:
    with op.batch_alter_table("handover") as handover:
        for name in ("booking_id", "ticket_id"):
            handover.alter_column(name, existing_type=sa.Integer, nullable=nullable)

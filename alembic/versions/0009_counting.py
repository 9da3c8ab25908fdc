"""What could be guessing is counted for all processes together."""

import sqlalchemy as sa

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "counted",
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("who", sa.LargeBinary, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("since", "latest", "free_at", "until")),
        sa.PrimaryKeyConstraint("kind", "who", name="pk_counted"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_counted_until", "counted", ["until"])


def downgrade() -> None:
    op.drop_table("counted")

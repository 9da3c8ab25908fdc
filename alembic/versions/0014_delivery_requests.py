"""How people who cannot come ask to have their documents: at a place nearby, by post, or by a visit at home."""

import sqlalchemy as sa

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "delivery_request",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("office_id", sa.Integer, nullable=False),
        sa.Column("invitation_id", sa.Integer, nullable=False),
        sa.Column("documents", sa.JSON, nullable=False),
        sa.Column("way", sa.String, nullable=False),
        sa.Column("place_id", sa.Integer, nullable=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("address", sa.LargeBinary, nullable=True),
        sa.Column("reason", sa.LargeBinary, nullable=True),
        sa.Column("answer", sa.LargeBinary, nullable=True),
        sa.Column("visit_on", sa.Date, nullable=True),
        sa.Column("courier", sa.String, nullable=True),
        sa.Column("number", sa.String, nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by", sa.String, nullable=True),
        sa.Column("forgotten_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_delivery_request_office_id_office"),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name="fk_delivery_request_invitation_id_invitation"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_delivery_request_place_id_place"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_request"),
    )
    is_asked = sa.text("state = 'asked'")
    op.create_index("ix_delivery_request_invitation_id", "delivery_request", ["invitation_id"])
    op.create_index(
        "uq_delivery_request_asked",
        "delivery_request",
        ["invitation_id"],
        unique=True,
        sqlite_where=is_asked,
        postgresql_where=is_asked,
    )


def downgrade() -> None:
    op.drop_table("delivery_request")

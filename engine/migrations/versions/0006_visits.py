"""Visits: how far a person has read a case; and which version of a document one was made from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.schema import Utc

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("before_seq", sa.Integer(), nullable=True),
        sa.Column("before_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_visit_case_id")),
        sa.PrimaryKeyConstraint("person_id", "case_id", name=op.f("pk_visit")),
    )
    op.add_column("document", sa.Column("based_on", sa.String(length=64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("document") as table:
        table.drop_column("based_on")
    op.drop_table("visit")

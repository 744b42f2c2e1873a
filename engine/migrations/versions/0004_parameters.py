"""What administrators propose and release for the parameters of a programme."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.schema import Utc

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "parameter_proposal",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("programme", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("proposed_by_name", sa.String(length=200), nullable=False),
        sa.Column("proposed_personnel_id", sa.String(length=120), nullable=False),
        sa.Column("proposed_at", Utc(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_by_name", sa.String(length=200), nullable=False),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state in ('proposed', 'released', 'declined')", name=op.f("ck_parameter_proposal_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parameter_proposal")),
    )
    op.create_index("ix_parameter_proposal_state", "parameter_proposal", ["state", "programme", "key"])


def downgrade() -> None:
    op.drop_table("parameter_proposal")

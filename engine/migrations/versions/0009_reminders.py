"""Who wants to be reminded of internal deadlines, too. Binding ones cannot be switched off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column."""
    op.add_column(
        "person", sa.Column("reminders", sa.String(length=20), nullable=False, server_default="all")
    )


def downgrade() -> None:
    """Without it again."""
    op.drop_column("person", "reminders")

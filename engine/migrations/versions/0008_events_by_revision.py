"""What happened in a case since a revision is found without reading all that happened before."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An index."""
    op.create_index("ix_event_case_id_revision", "event", ["case_id", "revision"], unique=False)


def downgrade() -> None:
    """Without it again."""
    op.drop_index("ix_event_case_id_revision", "event")

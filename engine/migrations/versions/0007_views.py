"""The desk: with which view an inbox opens, and the deadlines of an organisation in order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OPEN = sa.text("state in ('open', 'claimed')")


def upgrade() -> None:
    """A table and an index."""
    op.create_table(
        "standard_view",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("view_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["view_id"], ["saved_view.id"], name=op.f("fk_standard_view_view_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_standard_view")),
    )
    op.create_index(op.f("ix_standard_view_view_id"), "standard_view", ["view_id"], unique=False)
    op.create_index("ix_notice_task_id", "notice", ["task_id"], unique=False)
    columns = ["organisation_id", "sort_at", "id"]
    op.create_index("ix_task_place", "task", columns, unique=False, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    """Without them again."""
    op.drop_index("ix_task_place", "task")
    op.drop_index("ix_notice_task_id", "notice")
    op.drop_table("standard_view")

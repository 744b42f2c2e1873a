"""The inbox: deputies with a history, delegation, requests, follow-ups, notices, views, search words."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from engine.schema import Utc
from engine.store.words import words_of

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN = "state in ('open', 'claimed')"
DONE = "state = 'completed'"

NEW_TABLES = ("directory_event", "request", "follow_up", "notice", "saved_view", "feed", "search_word")

NEW_INDEXES = (
    ("ix_task_pool", ("organisation_id", "role", "sort_at", "id"), OPEN),
    ("ix_task_bearer", ("assignee_id", "sort_at", "id"), OPEN),
    ("ix_task_owner", ("owner_id", "sort_at", "id"), OPEN),
    ("ix_task_done", ("assignee_id", "closed_at", "id"), DONE),
)

OLD_INDEXES = (
    ("ix_task_inbox", ("organisation_id", "role", "state", "due_at", "id")),
    ("ix_task_mine", ("assignee_id", "state", "due_at", "id")),
)


def upgrade() -> None:
    for table, column in _columns():
        op.add_column(table, column)
    _sort_at()
    for name, _ in OLD_INDEXES:
        op.drop_index(name, table_name="task")
    for name, columns, condition in NEW_INDEXES:
        where = sa.text(condition)
        op.create_index(name, "task", list(columns), sqlite_where=where, postgresql_where=where)
    op.create_index("ix_deputy_absent_id", "deputy", ["absent_id"])
    _tables()
    _words()


def downgrade() -> None:
    for name in reversed(NEW_TABLES):
        op.drop_table(name)
    op.drop_index("ix_deputy_absent_id", table_name="deputy")
    for name, _, _ in NEW_INDEXES:
        op.drop_index(name, table_name="task")
    for name, columns in OLD_INDEXES:
        op.create_index(name, "task", list(columns))
    op.execute("ALTER TABLE task DROP COLUMN sort_at")
    for table, column in reversed(_columns()):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column.name}")


def _columns() -> tuple[tuple[str, sa.Column[Any]], ...]:
    return (
        ("person", sa.Column("email", sa.String(length=200), nullable=False, server_default="")),
        ("person", sa.Column("mail", sa.String(length=20), nullable=False, server_default="off")),
        ("person", sa.Column("language", sa.String(length=5), nullable=False, server_default="de")),
        ("deputy", sa.Column("arranged_by", sa.String(length=200), nullable=False, server_default="")),
        ("run", sa.Column("undo", sa.Text(), nullable=True)),
        ("task", sa.Column("owner_id", sa.String(length=64), nullable=True)),
        ("task", sa.Column("returns", sa.Boolean(), nullable=False, server_default=sa.false())),
        ("task", sa.Column("cosigners", sa.Text(), nullable=False, server_default="[]")),
    )


def _sort_at() -> None:
    """When a task stands in a list: its deadline, else last."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    never = "9000-01-01 00:00:00.000000" + ("" if sqlite else "+00")
    kind = sa.DateTime(timezone=True)
    op.add_column("task", sa.Column("sort_at", kind, nullable=False, server_default=never))
    op.execute("UPDATE task SET sort_at = due_at WHERE due_at IS NOT NULL")


def _tables() -> None:
    op.create_table(
        "directory_event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("payload_hash", sa.String(length=64), nullable=False),
        sa.Column("leaf_hash", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_directory_event")),
        sa.UniqueConstraint("request_id", name=op.f("uq_directory_event_request_id")),
    )
    op.create_table(
        "feed",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_feed")),
        sa.UniqueConstraint("person_id", name=op.f("uq_feed_person_id")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("cause", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=True),
        sa.Column("task_id", sa.String(length=64), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("read_at", Utc(), nullable=True),
        sa.Column("mailed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("person_id", "cause", name=op.f("uq_notice_person_id_cause")),
    )
    op.create_index("ix_notice_person_id", "notice", ["person_id", "read_at", "at"], unique=False)
    op.create_table(
        "saved_view",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("owner_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("tab", sa.String(length=20), nullable=False),
        sa.Column("filters", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=True),
        sa.Column("organisation_id", sa.String(length=64), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index(op.f("ix_saved_view_owner_id"), "saved_view", ["owner_id"], unique=False)
    op.create_index("ix_saved_view_shared", "saved_view", ["organisation_id", "role"], unique=False)
    op.create_table(
        "search_word",
        sa.Column(
            "word",
            sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("target_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("word", "kind", "target_id", name=op.f("pk_search_word")),
    )
    op.create_index("ix_search_word_target_id", "search_word", ["target_id"], unique=False)
    op.create_table(
        "follow_up",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("task_id", sa.String(length=64), nullable=True),
        sa.Column("document_id", sa.String(length=64), nullable=True),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("every", sa.String(length=20), nullable=False),
        sa.Column("for_deputy", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.CheckConstraint("state in ('open', 'done', 'cancelled')", name=op.f("ck_follow_up_state")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_follow_up_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    op.create_index("ix_follow_up_case_id", "follow_up", ["case_id", "state"], unique=False)
    op.create_index("ix_follow_up_person_id", "follow_up", ["person_id", "state", "due_on"], unique=False)
    op.create_table(
        "request",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("task_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("asked_of", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.CheckConstraint("kind in ('question', 'signature')", name=op.f("ck_request_kind")),
        sa.CheckConstraint(
            "state in ('waiting', 'open', 'answered', 'refused', 'withdrawn')", name=op.f("ck_request_state")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_request_case_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_request_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
    )
    op.create_index("ix_request_asked_of", "request", ["asked_of", "state", "asked_at"], unique=False)
    op.create_index(op.f("ix_request_task_id"), "request", ["task_id"], unique=False)


def _words() -> None:
    """What is there already can be found too: the words of cases and documents, in batches."""
    connection = op.get_bind()
    table = sa.table("search_word", *(sa.column(name) for name in ("word", "kind", "target_id", "case_id")))
    for kind, query in (
        ("case", 'SELECT id, id AS case_id, number AS one, title AS two FROM "case"'),
        ("document", "SELECT id, case_id, title AS one, file_name AS two FROM document"),
    ):
        for part in connection.execute(sa.text(query)).partitions(1000):
            rows = [
                {"word": word, "kind": kind, "target_id": row.id, "case_id": row.case_id}
                for row in part
                for word in words_of(row.one, row.two)
            ]
            if rows:
                op.bulk_insert(table, rows)

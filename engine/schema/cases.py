"""The tables of cases, people and versions, for SQLite and PostgreSQL alike. Not what writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from engine.schema.kinds import Utc, identifier, metadata, of_case

OPEN = "state in ('open', 'claimed')"
DONE = "state = 'completed'"
"""Indexes of lists hold only what the lists show: a million finished tasks do not burden the open ones."""

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
"""Where a task without a deadline stands in a list: last."""


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


organisation = Table(
    "organisation",
    metadata,
    identifier(primary_key=True),
    Column("name", String(200), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("details", Text, nullable=False, default="{}"),
)

person = Table(
    "person",
    metadata,
    identifier(primary_key=True),
    Column("login", String(120), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("personnel_id", String(120), nullable=False, index=True),
    Column("email", String(200), nullable=False, default=""),
    Column("mail", String(20), nullable=False, default="off"),
    Column("language", String(5), nullable=False, default="de"),
    Column("password_hash", String(300)),
    Column("active", Boolean, nullable=False, default=True),
    Column("demo", Boolean, nullable=False, default=False),
    Column("density", String(20), nullable=False, default="normal"),
    Column("start_page", String(40), nullable=False, default="tasks"),
    Column("reminders", String(20), nullable=False, default="all"),
    Column("issuer", String(300)),
    Column("subject", String(300)),
    Index("ix_person_issuer", "issuer", "subject", unique=True),
)

assignment = Table(
    "assignment",
    metadata,
    identifier(primary_key=True),
    Column("person_id", String(64), ForeignKey("person.id"), nullable=False, index=True),
    Column("role", String(120), nullable=False),
    Column("organisation_id", String(64), ForeignKey("organisation.id"), nullable=False),
    Column("since", Date),
    Column("until", Date),
)

deputy = Table(
    "deputy",
    metadata,
    identifier(primary_key=True),
    Column("absent_id", String(64), ForeignKey("person.id"), nullable=False, index=True),
    Column("deputy_id", String(64), ForeignKey("person.id"), nullable=False, index=True),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("reason", Text, nullable=False, default=""),
    Column("roles", Text, nullable=False, default="[]"),
    Column("processes", Text, nullable=False, default="[]"),
    Column("arranged_by", String(200), nullable=False, default=""),
)

setting = Table(
    "setting",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("number", Integer, nullable=False, default=0),
)
"""Small counters: the revision of the directory, the last number of each kind of case reference."""

version = Table(
    "version",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("programme", String(120), nullable=False),
    Column("files", LargeBinary, nullable=False),
    Column("created_at", Utc, nullable=False),
)

process = Table(
    "process",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("programme", String(120), nullable=False),
    Column("name", String(300), nullable=False),
    Column("version_id", String(64), ForeignKey("version.id"), nullable=False),
    Column("published_at", Utc, nullable=False),
    Column("published_by", String(200), nullable=False),
    Column("released_by", String(200), nullable=False, default=""),
    Column("opens_cases", Boolean, nullable=False, default=False),
)

case = Table(
    "case",
    metadata,
    identifier(primary_key=True),
    Column("number", String(120), nullable=False, unique=True),
    Column("title", String(300), nullable=False),
    Column("process_id", String(200), nullable=False),
    Column("version_id", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("events", Integer, nullable=False),
    Column("head", String(64), nullable=False),
    Column("participants", Text, nullable=False),
    Column("acted", Text, nullable=False, default="{}"),
    Column("pending", Text, nullable=False, default="[]"),
    Column("figures", Text, nullable=False, default="{}"),
    Column("follows_id", String(64)),
    Column("opened_at", Utc, nullable=False, index=True),
    Column("ended_at", Utc),
    CheckConstraint("state in ('running', 'ended')", name="state"),
)

member = Table(
    "member",
    metadata,
    Column("case_id", String(64), ForeignKey("case.id"), primary_key=True),
    Column("organisation_id", String(64), primary_key=True, index=True),
)
"""Which organisations take part in a case: who may know of it."""

run = Table(
    "run",
    metadata,
    identifier(primary_key=True),
    of_case(),
    Column("process_id", String(200), nullable=False),
    Column("version_id", String(64), nullable=False),
    Column("participant", String(120)),
    Column("organisation_id", String(64)),
    Column("state", String(20), nullable=False),
    Column("tokens", LargeBinary, nullable=False),
    Column("tree", Text, nullable=False),
    Column("signals", Text, nullable=False, default=""),
    Column("incidents", Text, nullable=False, default="{}"),
    Column("revision", Integer, nullable=False, default=0),
    Column("undo", Text),
    Column("started_at", Utc, nullable=False),
    Column("ended_at", Utc),
    CheckConstraint("state in ('running', 'ended')", name="state"),
    Index("ix_run_case_id_state", "case_id", "state"),
)

task = Table(
    "task",
    metadata,
    identifier(primary_key=True),
    of_case(),
    Column("run_id", String(64), ForeignKey("run.id"), nullable=False),
    Column("key", String(120), nullable=False),
    Column("process_id", String(200), nullable=False),
    Column("element", String(200), nullable=False),
    Column("title", String(300), nullable=False),
    Column("scope", Text, nullable=False),
    Column("role", String(120), nullable=False),
    Column("organisation_id", String(64)),
    Column("state", String(20), nullable=False),
    Column("assignee_id", String(64)),
    Column("owner_id", String(64)),
    Column("returns", Boolean, nullable=False, default=False),
    Column("cosigners", Text, nullable=False, default="[]"),
    Column("four_eyes", String(300)),
    Column("signature", String(30), nullable=False, default="none"),
    Column("deputy_allowed", Boolean, nullable=False, default=True),
    Column("priority", Integer, nullable=False, default=50),
    Column("due_at", Utc),
    Column("sort_at", Utc, nullable=False, default=NEVER),
    Column("deadline", Text),
    Column("figure", String(120)),
    Column("opened_at", Utc, nullable=False),
    Column("closed_at", Utc),
    Column("closed_by", String(400)),
    Column("draft", Text),
    Column("draft_at", Utc),
    UniqueConstraint("run_id", "key"),
    CheckConstraint("state in ('open', 'claimed', 'completed', 'cancelled')", name="state"),
    Index("ix_task_pool", "organisation_id", "role", "sort_at", "id", **_where(OPEN)),
    Index("ix_task_place", "organisation_id", "sort_at", "id", **_where(OPEN)),
    Index("ix_task_bearer", "assignee_id", "sort_at", "id", **_where(OPEN)),
    Index("ix_task_owner", "owner_id", "sort_at", "id", **_where(OPEN)),
    Index("ix_task_done", "assignee_id", "closed_at", "id", **_where(DONE)),
    Index("ix_task_case_id_state", "case_id", "state"),
)

event = Table(
    "event",
    metadata,
    Column("case_id", String(64), ForeignKey("case.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("kind", String(60), nullable=False),
    Column("actor_id", String(64), nullable=False),
    Column("actor_name", String(200), nullable=False),
    Column("represented_id", String(64)),
    Column("represented_name", String(200)),
    Column("run_id", String(64)),
    Column("element", String(200)),
    Column("version_id", String(64)),
    Column("organisation_id", String(64)),
    Column("place_id", String(64)),
    Column("payload", Text),
    Column("salt", String(64), nullable=False),
    Column("payload_hash", String(64), nullable=False),
    Column("leaf_hash", String(64), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("request_id", String(120), unique=True),
    Column("revision", Integer, nullable=False),
    Index("ix_event_run_id_element", "run_id", "element"),
    Index("ix_event_case_id_revision", "case_id", "revision"),
)

content = Table(
    "content",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)
"""Bytes of documents and attachments by their hash: the same letter is kept once."""

document = Table(
    "document",
    metadata,
    identifier(primary_key=True),
    of_case(),
    Column("run_id", String(64)),
    Column("element", String(200)),
    Column("kind", String(20), nullable=False),
    Column("template", String(200), nullable=False, default=""),
    Column("template_sha256", String(64), nullable=False, default=""),
    Column("title", String(300), nullable=False),
    Column("file_name", String(300), nullable=False),
    Column("mime", String(120), nullable=False),
    Column("sha256", String(64), ForeignKey("content.sha256"), nullable=False),
    Column("inputs_sha256", String(64), nullable=False, default=""),
    Column("origins", Text, nullable=False, default="{}"),
    Column("number", Integer, nullable=False, default=1),
    Column("organisation_id", String(64)),
    Column("shared_with", Text, nullable=False, default="[]"),
    Column("issued_at", Utc, nullable=False),
    Column("issued_by", String(400), nullable=False),
    Column("based_on", String(64)),
    Column("data_class", String(1), nullable=False, default="B", server_default="B"),
    CheckConstraint("kind in ('draft', 'issued', 'attachment')", name="kind"),
    Index("ix_document_case_id", "case_id", "issued_at"),
)

job = Table(
    "job",
    metadata,
    identifier(primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("case_id", String(64)),
    Column("run_id", String(64)),
    Column("key", String(120), nullable=False, default=""),
    Column("payload", Text, nullable=False, default="{}"),
    Column("state", String(20), nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("lease", String(64)),
    Column("leased_until", Utc),
    Column("problem", Text),
    Column("created_at", Utc, nullable=False),
    CheckConstraint("state in ('waiting', 'running', 'done', 'failed')", name="state"),
    Index("ix_job_due", "state", "due_at"),
    Index("ix_job_run_id_key", "run_id", "key"),
)

bench = Table(
    "bench",
    metadata,
    identifier(primary_key=True),
    Column("number", Integer, nullable=False),
)
"""What `laufmappe bench step` measures the raw commit rate with; always empty otherwise."""

"""The tables of the desk: requests, follow-ups, notices, saved views, search words. Not those of cases."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.schema.kinds import Utc, identifier, metadata, of_case

directory_event = Table(
    "directory_event",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("kind", String(60), nullable=False),
    Column("actor_id", String(64), nullable=False),
    Column("actor_name", String(200), nullable=False),
    Column("payload", Text),
    Column("salt", String(64), nullable=False),
    Column("payload_hash", String(64), nullable=False),
    Column("leaf_hash", String(64), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("request_id", String(120), unique=True),
)
"""What happened to people and not to a case (a deputy was arranged): a chain of its own."""

parameter_proposal = Table(
    "parameter_proposal",
    metadata,
    identifier(primary_key=True),
    Column("programme", String(120), nullable=False),
    Column("key", String(120), nullable=False),
    Column("label", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("value", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("source", Text, nullable=False),
    Column("proposed_by", String(64), nullable=False),
    Column("proposed_by_name", String(200), nullable=False),
    Column("proposed_personnel_id", String(120), nullable=False),
    Column("proposed_at", Utc, nullable=False),
    Column("state", String(20), nullable=False),
    Column("decided_by_name", String(200), nullable=False, default=""),
    Column("decided_at", Utc),
    Column("note", Text, nullable=False, default=""),
    CheckConstraint("state in ('proposed', 'released', 'declined')", name="state"),
    Index("ix_parameter_proposal_state", "state", "programme", "key"),
)
"""What a parameter shall be worth: proposed by one administrator, decided by another (decision 014)."""

request = Table(
    "request",
    metadata,
    identifier(primary_key=True),
    of_case(),
    Column("task_id", String(64), ForeignKey("task.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("asked_of", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("round", Integer, nullable=False, default=1),
    Column("state", String(20), nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("answered_at", Utc),
    Column("answer", Text),
    CheckConstraint("kind in ('question', 'signature')", name="kind"),
    CheckConstraint("state in ('waiting', 'open', 'answered', 'refused', 'withdrawn')", name="state"),
    Index("ix_request_asked_of", "asked_of", "state", "asked_at"),
)
"""A small thing asked of another person beside a task: a question, or to sign before it is completed."""

follow_up = Table(
    "follow_up",
    metadata,
    identifier(primary_key=True),
    of_case(),
    Column("task_id", String(64)),
    Column("document_id", String(64)),
    Column("person_id", String(64), nullable=False),
    Column("organisation_id", String(64)),
    Column("due_on", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("every", String(20), nullable=False, default=""),
    Column("for_deputy", Boolean, nullable=False, default=True),
    Column("state", String(20), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("closed_at", Utc),
    CheckConstraint("state in ('open', 'done', 'cancelled')", name="state"),
    Index("ix_follow_up_person_id", "person_id", "state", "due_on"),
    Index("ix_follow_up_case_id", "case_id", "state"),
)

notice = Table(
    "notice",
    metadata,
    identifier(primary_key=True),
    Column("person_id", String(64), nullable=False),
    Column("cause", String(200), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("case_id", String(64)),
    Column("task_id", String(64)),
    Column("facts", Text, nullable=False, default="{}"),
    Column("at", Utc, nullable=False),
    Column("read_at", Utc),
    Column("mailed_at", Utc),
    UniqueConstraint("person_id", "cause"),
    Index("ix_notice_person_id", "person_id", "read_at", "at"),
    Index("ix_notice_task_id", "task_id"),
)
"""One line for one person about one cause; the unique pair is why nothing is told twice."""

saved_view = Table(
    "saved_view",
    metadata,
    identifier(primary_key=True),
    Column("owner_id", String(64), nullable=False, index=True),
    Column("name", String(120), nullable=False),
    Column("tab", String(20), nullable=False),
    Column("filters", Text, nullable=False, default="{}"),
    Column("role", String(120)),
    Column("organisation_id", String(64)),
    Column("created_at", Utc, nullable=False),
    Index("ix_saved_view_shared", "organisation_id", "role"),
)

standard_view = Table(
    "standard_view",
    metadata,
    Column("person_id", String(64), primary_key=True),
    Column("view_id", String(64), ForeignKey("saved_view.id"), nullable=False, index=True),
)
"""With which view, one's own or a shared one, the inbox of a person opens."""

feed = Table(
    "feed",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("person_id", String(64), nullable=False, unique=True),
    Column("created_at", Utc, nullable=False),
)
"""The secret address of a person's calendar: one at a time, only its hash is kept."""

visit = Table(
    "visit",
    metadata,
    Column("person_id", String(64), primary_key=True),
    Column("case_id", String(64), ForeignKey("case.id"), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("at", Utc, nullable=False),
    Column("before_seq", Integer),
    Column("before_at", Utc),
)
"""How far a person had read a case when they last looked at it, and when they looked the time before."""

search_word = Table(
    "search_word",
    metadata,
    Column("word", String(80).with_variant(String(80, collation="C"), "postgresql"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("target_id", String(64), primary_key=True),
    Column("case_id", String(64), nullable=False),
    Index("ix_search_word_target_id", "target_id"),
)
"""What cases and documents can be found by: their words in small letters, in the order of their bytes."""

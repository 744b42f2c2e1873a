"""The tables of signing in, of settings of one's own, and of days on which the house is closed."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from engine.schema.kinds import Utc, identifier, metadata


def _of_person(**options: bool) -> Column[str]:
    return Column("person_id", String(64), ForeignKey("person.id"), **options)  # type: ignore[arg-type]


session = Table(
    "session",
    metadata,
    Column("hash", String(64), primary_key=True),
    _of_person(nullable=False, index=True),
    Column("way", String(20), nullable=False),
    Column("address", String(60), nullable=False, default=""),
    Column("device", String(200), nullable=False, default=""),
    Column("proof", Text),
    Column("begun_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False, index=True),
)
"""Who is signed in where. `hash` is that of the secret in the cookie; the secret is kept nowhere. `proof` is
the identity token of an OIDC provider, with which its own session is ended."""

attempt = Table(
    "attempt",
    metadata,
    identifier(primary_key=True),
    Column("subject", String(64), nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_attempt_subject", "subject", "at"),
)
"""Sign-ins that were tried and did not succeed; `subject` is the hash of a login or of an address."""

passkey = Table(
    "passkey",
    metadata,
    Column("hash", String(64), primary_key=True),
    _of_person(nullable=False, index=True),
    Column("credential", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("uses", Integer, nullable=False, default=0),
    Column("name", String(120), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("used_at", Utc),
)
"""Public keys of devices that prove a person; `hash` is that of the credential's id, `uses` its counter."""

ticket = Table(
    "ticket",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("kind", String(20), nullable=False),
    _of_person(nullable=True, index=True),
    Column("payload", Text, nullable=False, default=""),
    Column("until", Utc, nullable=False, index=True),
)
"""What opens once and not after `until`: a link for a password, a kept form, a challenge."""

closing_day = Table(
    "closing_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("name", String(120), nullable=False),
)
"""Days on which the house is closed beside the public holidays; they move no legal deadline."""

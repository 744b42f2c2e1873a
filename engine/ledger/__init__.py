"""The leaf of an event: what is hashed, and how one leaf holds on to the one before. Not the Merkle log.

A leaf names the salted hash of the payload and not the payload, so that a payload can be erased when the
law demands it while the chain still verifies.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

START = "0" * 64
"""What the first leaf of a case holds on to."""

LEAF = (
    "case_id", "seq", "at", "kind", "actor_id", "represented_id", "run_id", "element", "version_id",
    "payload_hash", "previous_hash",
)  # fmt: skip
"""What a leaf consists of."""


def salt() -> str:
    """128 fresh random bits as hex: keeps a small payload from being guessed from its hash."""
    return secrets.token_hex(16)


def payload_hash(salt_hex: str, payload: str) -> str:
    """SHA-256 (hex) over the salt's bytes and the canonical JSON text of the payload."""
    return hashlib.sha256(bytes.fromhex(salt_hex) + payload.encode()).hexdigest()


def leaf(facts: Mapping[str, Any]) -> str:
    """The canonical JSON text of a leaf: sorted keys, no spaces, UTF-8; times in UTC with microseconds."""
    written = {key: _written(value) for key, value in facts.items()}
    return json.dumps(written, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def leaf_hash(text: str) -> str:
    """SHA-256 (hex) of a leaf with the RFC 6962 prefix for leaves (0x00)."""
    return hashlib.sha256(b"\x00" + text.encode()).hexdigest()


def _written(value: Any) -> Any:
    return value.isoformat(timespec="microseconds") if isinstance(value, datetime) else value

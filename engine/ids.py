"""Identifiers: opaque strings that are unique without asking anybody. Not the Aktenzeichen of a case."""

from __future__ import annotations

import secrets
from typing import NewType

CaseId = NewType("CaseId", str)
RunId = NewType("RunId", str)
TaskId = NewType("TaskId", str)
PersonId = NewType("PersonId", str)
OrganisationId = NewType("OrganisationId", str)
DocumentId = NewType("DocumentId", str)
VersionId = NewType("VersionId", str)
RequestId = NewType("RequestId", str)


def new() -> str:
    """A fresh identifier: 128 random bits in 22 characters that are safe in a URL."""
    return secrets.token_urlsafe(16)

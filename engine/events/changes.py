"""What the administration changed, in the past tense, with what was before and after. Not in a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from engine.events.fact import Event


@dataclass(frozen=True)
class Change(Event):
    """Lies in the chain of the directory. `before` and `after` hold only what is different."""

    by_person: ClassVar[bool] = True
    id: str
    name: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


class PersonAdded(Change):
    pass


class PersonChanged(Change):
    pass


class RolesChanged(Change):
    """`roles` in `before` and `after`: lines like `leitung @ rbk, 2021-01-01 – 2021-12-31`."""


class PersonClosed(Change):
    """They can no longer sign in or act; what they did stays."""


class PersonReopened(Change):
    pass


class PasswordLinkGiven(Change):
    """A link with which the person sets a password; the link itself is written down nowhere."""


class PasskeyAdded(Change):
    """`after`: what the person calls the device."""


class PasskeyRemoved(Change):
    pass


class PasskeyWithdrawn(Change):
    """The administration took it away, because the device is lost; `before`: what the device was called."""


class OrganisationAdded(Change):
    pass


class OrganisationChanged(Change):
    pass


@dataclass(frozen=True)
class ClosingDayAdded(Change):
    day: Any = None


@dataclass(frozen=True)
class ClosingDayRemoved(Change):
    day: Any = None


class PeopleImported(Change):
    """`name` is that of the file, `after` its sha256 and how many were added and changed."""


class JobRetried(Change):
    """A job that belongs to no case (a mail) is tried again."""


class MailTried(Change):
    """A mail to oneself, to see whether the server takes it."""


class ProviderLinked(Change):
    """The person has signed in at the authority's provider for the first time."""

"""What a case of last year proposes for the same task of this one. Never an answer, and never of strangers.

Only answers of the same organisation's run are taken, and none of a round of a multi-instance: the second
post of this year need not be the second of last year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from engine.errors import Reason
from engine.forms import Form
from engine.store.former import answered_there


@dataclass(frozen=True)
class Place:
    """Where something was answered: case, process and organisation of the run, path in its data."""

    case: str
    process: str
    organisation: str | None
    path: tuple[str | int, ...]


Lent = tuple[dict[str, Any], dict[str, Reason]]
"""Values by field, and the words that stand beside them."""


def last_year(connection: Connection, form: Form, context: Mapping[str, Any], place: Place) -> Lent:
    """What was answered at `place` a year ago, for the fields that declare `x-vorjahr`."""
    if not any(one.last_year for one in form.fields) or any(isinstance(part, int) for part in place.path):
        return {}, {}
    number, before = answered_there(connection, place.case, place.process, place.organisation, place.path)
    return from_former(form, before, context, number)


def from_former(form: Form, before: Mapping[str, Any], context: Mapping[str, Any], number: str) -> Lent:
    """The same from answers that are at hand already."""
    lent = form.from_last_year(before, context)
    return lent, dict.fromkeys(lent, Reason("forms.from_last_year", {"number": number}))

"""Who acts for whom: arranging and ending it. Not the acting: `permissions` asks each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from engine import events
from engine.errors import NotAllowed, NotFound, Rejected
from engine.people import Actor, Deputy, Directory
from engine.permissions import Verdict, may_arrange
from engine.rules.tasks import MINIMUM_REASON


def arrange_deputy(
    directory: Directory, above: Mapping[str, str], *, by: Actor, wanted: Deputy, day: date
) -> tuple[Deputy, events.DeputyArranged]:
    """The arrangement as it shall be kept. `above`: role → its superior. Raises Rejected subclasses."""
    absent, deputy = directory.persons.get(wanted.absent), directory.persons.get(wanted.deputy)
    if absent is None or deputy is None:
        raise NotFound("person_unknown")
    _allow(may_arrange(by, absent, deputy, above, day))
    _check_period(wanted, day)
    if len(wanted.reason.strip()) < MINIMUM_REASON:
        raise Rejected("reason_missing")
    for role in sorted(wanted.roles - {one.role for one in absent.assignments}):
        raise Rejected("deputy_role_unknown", absent=absent.name, role=role)
    kept = replace(wanted, reason=wanted.reason.strip(), arranged_by=by.person.name)
    return kept, events.DeputyArranged(
        arrangement=kept.id,
        absent=absent.id,
        absent_name=absent.name,
        deputy=deputy.id,
        deputy_name=deputy.name,
        since=kept.since,
        until=kept.until,
        reason=kept.reason,
        roles=tuple(sorted(kept.roles)),
        processes=tuple(sorted(kept.processes)),
    )


def end_deputy(
    directory: Directory, above: Mapping[str, str], *, by: Actor, arrangement: str, day: date
) -> tuple[Deputy, events.DeputyEnded]:
    """The arrangement with yesterday as its last day: from now on nobody acts under it. Raises NotFound."""
    found = next((one for one in directory.deputies if one.id == arrangement), None)
    if found is None or (found.until is not None and found.until < day):
        raise NotFound("deputy_unknown")
    absent, deputy = directory.persons[found.absent], directory.persons[found.deputy]
    _allow(may_arrange(by, absent, None, above, day))
    ended = replace(found, until=day - timedelta(days=1))
    return ended, events.DeputyEnded(
        arrangement=found.id,
        absent=absent.id,
        absent_name=absent.name,
        deputy=deputy.id,
        deputy_name=deputy.name,
        last_day=ended.until,
    )


def _check_period(wanted: Deputy, day: date) -> None:
    if wanted.since < day:
        raise Rejected("deputy_backdated")
    if wanted.until is not None and wanted.until < wanted.since:
        raise Rejected("deputy_period", since=wanted.since, until=wanted.until)


def _allow(verdict: Verdict) -> None:
    if not verdict.allowed and verdict.reason is not None:
        raise NotAllowed(verdict.reason.code, **verdict.reason.facts)

"""What the administration looks at: people, roles, incidents, jobs, the list of changes.."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from engine.clock import today
from engine.deadlines import CALENDAR
from engine.errors import NotFound, Reason
from engine.people import Actor, Assignment, Organisation, Person
from engine.queries.nearest import is_open
from engine.queries.reader import Reader
from engine.queries.team import DIRECTORY_EVENT
from engine.queries.timeline import entry
from engine.queries.views import Entry
from engine.rules.administration import HOUSE_ROLES
from engine.rules.roster import Plan, Roster
from engine.schema import case, directory_event, job, process, run, task

PAGE = 50


@dataclass(frozen=True)
class HeldRole:
    """A role of a person as people read it."""

    role: str
    organisation: str
    since: date | None
    until: date | None
    state: str
    """`active`, `planned` or `ended`."""


@dataclass(frozen=True)
class PeoplePage:
    """A page of the list of people."""

    rows: tuple[tuple[Person, tuple[HeldRole, ...]], ...]
    count: int
    page: int
    pages: int


@dataclass(frozen=True)
class PersonAdmin:
    """One person as the administration sees them."""

    person: Person
    held: tuple[HeldRole, ...]
    open_tasks: int


@dataclass(frozen=True)
class RoleRow:
    """A role: where it comes from, who stands above, who has it today."""

    id: str
    name: str
    programme: str
    participant: str
    superior: str
    holders: tuple[tuple[str, str, str], ...]
    """Person id, name, organisation."""


@dataclass(frozen=True)
class StuckRow:
    """A run that cannot go on without help."""

    case_id: str
    number: str
    title: str
    run_id: str
    element: str
    reason: Reason


@dataclass(frozen=True)
class JobRow:
    """A job that waits too long or has failed."""

    id: str
    kind: str
    state: str
    due_at: datetime
    attempts: int
    problem: str
    number: str | None


class AdministrationQueries(Reader):
    """Questions of the administration; whether somebody may ask them is decided before."""

    def people(self, now: datetime, *, text: str = "", closed: bool = False, page: int = 1) -> PeoplePage:
        """People by name; `text` is looked for in name, login, personnel id."""
        with self._reading() as connection:
            known, names = self._shelf.directory(connection), self._names(connection)
        wanted = text.casefold().split()
        found = [
            one
            for one in known.persons.values()
            if one.active is not closed
            and all(word in f"{one.name} {one.login} {one.personnel_id}".casefold() for word in wanted)
        ]
        found.sort(key=lambda one: (one.name.casefold(), one.id))
        pages = max(1, -(-len(found) // PAGE))
        page = min(max(page, 1), pages)
        shown = found[(page - 1) * PAGE : page * PAGE]
        day = today(now)
        rows = tuple((one, _held(one, known.organisations, names, day)) for one in shown)
        return PeoplePage(rows, len(found), page, pages)

    def person_admin(self, person_id: str, now: datetime) -> PersonAdmin:
        """One person, open or closed. Raises NotFound."""
        with self._reading() as connection:
            known, names = self._shelf.directory(connection), self._names(connection)
            found = known.persons.get(person_id)  # type: ignore[call-overload]
            if found is None:
                raise NotFound("person_unknown")
            mine = sa.select(sa.func.count()).where(task.c.assignee_id == person_id, is_open(task))
            count = int(connection.scalar(mine) or 0)
        return PersonAdmin(found, _held(found, known.organisations, names, today(now)), count)

    def roster_plan(self, roster: Roster, *, by: Actor) -> Plan:
        """What a list of people would cause, or what is wrong with it. Stores nothing."""
        with self._reading() as connection:
            known, roles = self._shelf.directory(connection), self._shelf.roles(connection)
        return roster.judged(known, roles, by=by)

    def role_choices(self) -> tuple[tuple[str, str], ...]:
        """Every role there is, as (id, name): those of the house first."""
        with self._reading() as connection:
            roles = self._shelf.roles(connection)
        programme = sorted(roles.items(), key=lambda pair: pair[1].casefold())
        house = [(one, one) for one in HOUSE_ROLES if one not in roles]
        return (*house, *programme)

    def role_overview(self, now: datetime) -> tuple[RoleRow, ...]:
        """Every role with who has it today."""
        with self._reading() as connection:
            known, names = self._shelf.directory(connection), self._names(connection)
            above = self._shelf.superiors(connection)
            origins = {}
            for version_id in connection.scalars(sa.select(process.c.version_id).distinct()):
                version = self._shelf.version(connection, version_id)
                for one in version.roles.roles.values():
                    origins[one.id] = (version.sheet.name, names.get(one.participant or "", ""))
        day = today(now)
        rows = []
        for identifier in (*HOUSE_ROLES, *sorted(origins, key=lambda one: (origins[one], names[one]))):
            holders = [
                (person.id, person.name, known.organisations[held.organisation].name)
                for person in known.persons.values()
                if person.active
                for held in person.roles_on(day)
                if held.role == identifier
            ]
            programme, participant = origins.get(identifier, ("", ""))
            superior = names.get(above.get(identifier, ""), "")
            holders.sort(key=lambda one: one[1])
            rows.append(
                RoleRow(
                    identifier,
                    names.get(identifier, identifier),
                    programme,
                    participant,
                    superior,
                    tuple(holders),
                )
            )
        return tuple(rows)

    def stuck(self) -> tuple[StuckRow, ...]:
        """Everything that cannot go on without help."""
        chosen = sa.select(run.c.id, run.c.incidents, case.c.id.label("case_id"), case.c.number, case.c.title)
        chosen = chosen.join(case, case.c.id == run.c.case_id).where(
            run.c.state == "running", run.c.incidents != "{}"
        )
        with self._reading() as connection:
            rows = connection.execute(chosen.order_by(case.c.number).limit(200)).all()
        return tuple(
            StuckRow(
                row.case_id, row.number, row.title, row.id, one["title"], Reason(one["code"], one["facts"])
            )
            for row in rows
            for one in json.loads(row.incidents).values()
        )

    def job_counts(self, now: datetime) -> Mapping[str, int]:
        """How many jobs wait, are late, run, have failed."""
        late = sa.and_(job.c.state == "waiting", job.c.due_at <= now)
        state = sa.case((late, "late"), else_=job.c.state)
        counted = sa.select(state, sa.func.count()).where(job.c.state != "done").group_by(state)
        with self._reading() as connection:
            return {str(name): int(count) for name, count in connection.execute(counted)}

    def failed_jobs(self) -> tuple[JobRow, ...]:
        """Jobs that failed for good, the latest first."""
        chosen = sa.select(job, case.c.number).outerjoin(case, case.c.id == job.c.case_id)
        chosen = chosen.where(job.c.state == "failed").order_by(job.c.due_at.desc()).limit(100)
        with self._reading() as connection:
            return tuple(
                JobRow(one.id, one.kind, one.state, one.due_at, one.attempts, one.problem or "", one.number)
                for one in connection.execute(chosen)
            )

    def directory_changes(self, *, before: int | None = None, about: str = "") -> tuple[Entry, ...]:
        """A page of what was changed, the latest first; `about` is the id of a person or organisation."""
        with self._reading() as connection:
            directory, names = self._shelf.directory(connection), self._names(connection)
            chosen = sa.select(*DIRECTORY_EVENT).order_by(directory_event.c.seq.desc()).limit(PAGE)
            if before is not None:
                chosen = chosen.where(directory_event.c.seq < before)
            if about:
                chosen = chosen.where(directory_event.c.payload.contains(f'"{about}"', autoescape=True))
            return tuple(entry(row, directory, names) for row in connection.execute(chosen))

    def calendar_year(self, year: int) -> tuple[tuple[date, str, bool], ...]:
        """Weekdays of a year on which nobody works: the day, its name, whether the house decided it."""
        with self._reading() as connection:
            closed = self._shelf.directory(connection).closed
        public = {
            day: CALENDAR.holiday(day) or "" for day in CALENDAR.idle_weekdays(year, year) if day.year == year
        }
        own = {day: name for day, name in closed.items() if day.year == year}
        days = {
            **{day: (name, True) for day, name in own.items()},
            **{day: (name, False) for day, name in public.items()},
        }
        return tuple((day, *days[day]) for day in sorted(days))


def _held(
    who: Person, places: Mapping[Any, Organisation], names: Mapping[str, str], day: date
) -> tuple[HeldRole, ...]:
    rows = [
        HeldRole(
            names.get(one.role, one.role),
            places[one.organisation].name if one.organisation in places else one.organisation,
            one.since,
            one.until,
            _state(one, day),
        )
        for one in who.assignments
    ]
    return tuple(sorted(rows, key=lambda row: (row.state != "active", row.role)))


def _state(one: Assignment, day: date) -> str:
    if one.on(day):
        return "active"
    return "planned" if one.since is not None and one.since > day else "ended"

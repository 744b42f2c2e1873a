"""A list of people from a spreadsheet, judged row by row before anything is taken over. Pure; stores nothing.

Columns, in any order: Anmeldename, Name, Personalnummer, E-Mail, Rolle, Organisation, Von, Bis. Somebody with
several roles has several rows. Who is known by personnel id is changed, everybody else is new; a person whose
rows name roles has exactly these afterwards, one whose rows name none keeps theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from engine.confined import Upload
from engine.errors import EngineError, FieldProblem, Invalid, Reason, Rejected
from engine.events import changes
from engine.forms import brought, workbook
from engine.forms.workbook import Cell
from engine.ids import OrganisationId, PersonId, new
from engine.people import Actor, Assignment, Directory, Person
from engine.rules.administration import HOUSE_ROLES, PersonEntry, add_person, change_person, set_roles

COLUMNS: Mapping[str, str] = {
    "login": "Anmeldename",
    "name": "Name",
    "personnel_id": "Personalnummer",
    "email": "E-Mail",
    "role": "Rolle",
    "organisation": "Organisation",
    "since": "Von",
    "until": "Bis",
}
OBLIGATORY = ("login", "name", "personnel_id")
MOST = 5_000
_TOLD, _COLUMNS = 50, 20


@dataclass(frozen=True)
class Planned:
    """What one person's rows cause."""

    line: int
    name: str
    new: bool
    event: changes.Change | None
    roles: changes.RolesChanged | None


@dataclass(frozen=True)
class Plan:
    """What a list would cause, or what is wrong with it."""

    file: str
    digest: str
    rows: tuple[Planned, ...] = ()
    problems: tuple[FieldProblem, ...] = ()

    @property
    def added(self) -> tuple[Planned, ...]:
        return tuple(row for row in self.rows if row.new)

    @property
    def changed(self) -> tuple[Planned, ...]:
        return tuple(row for row in self.rows if not row.new and (row.event or row.roles))

    @property
    def same(self) -> int:
        return len(self.rows) - len(self.added) - len(self.changed)

    def require_sound(self) -> None:
        """Raises Invalid where anything is wrong, so that nothing is taken over."""
        if self.problems:
            raise Invalid(self.problems)

    def summary(self, identifier: str) -> changes.PeopleImported:
        counts = {"added": len(self.added), "changed": len(self.changed), "sha256": self.digest}
        return changes.PeopleImported(id=identifier, name=self.file, after=counts)


@dataclass
class _Group:
    """All rows of one person."""

    line: int
    entry: PersonEntry
    roles: list[Assignment] = field(default_factory=list)


@dataclass(frozen=True)
class Roster:
    """A list as it was read: cells by column, with the number of their row in the file."""

    file: str
    digest: str
    lines: tuple[tuple[int, Mapping[str, str]], ...]
    problems: tuple[FieldProblem, ...] = ()

    def judged(self, directory: Directory, roles: Mapping[str, str], *, by: Actor) -> Plan:
        """What the list would cause among these people. `roles`: id → name; both may stand in the list."""
        if self.problems:
            return Plan(self.file, self.digest, problems=self.problems)
        judging = _Judging(directory, roles, by)
        rows = judging.plan(self.lines)
        found = judging.problems
        if len(found) > _TOLD:
            found = [*found[:_TOLD], FieldProblem("", Reason("roster_more", {"count": len(found) - _TOLD}))]
        return Plan(self.file, self.digest, () if found else tuple(rows), tuple(found))


def read(upload: Upload) -> Roster:
    """A list from an .xlsx or a .csv (semicolon, comma or tab; UTF-8 or Windows-1252).

    Raises EngineError where it is no file that can be read.
    """
    file, digest = upload.name, sha256(upload.content).hexdigest()
    lines = [(number, cells) for number, cells in _lines(upload) if any(text for text, _ in cells)]
    if not lines:
        return Roster(file, digest, (), (FieldProblem("", Reason("roster_empty")),))
    if len(lines) > MOST + 1:
        raise EngineError("roster_too_long", limit=MOST)
    places, problems = _headings(lines[0][1])
    body: list[tuple[int, Mapping[str, str]]] = []
    for number, cells in lines[1:]:
        body.append((number, {name: cells[place][0] for name, place in places.items() if place < len(cells)}))
        for name, place in places.items():
            if place < len(cells) and cells[place][1]:
                problems.append(_at(number, name, Reason("forms.in_formula")))
    if len(lines) == 1 and not problems:
        problems.append(FieldProblem("", Reason("roster_empty")))
    return Roster(file, digest, tuple(body), tuple(problems))


class _Judging:
    """One list on its way to a plan; problems are collected, not raised."""

    def __init__(self, directory: Directory, roles: Mapping[str, str], by: Actor) -> None:
        self.directory = directory
        self.by = by
        ids = {one: one for one in (*HOUSE_ROLES, *roles)}
        self.roles = {**{name.casefold(): one for one, name in roles.items()}, **ids}
        places = directory.organisations.values()
        self.places = {one.name.casefold(): one.id for one in places} | {one.id: one.id for one in places}
        self.problems: list[FieldProblem] = []

    def plan(self, lines: Sequence[tuple[int, Mapping[str, str]]]) -> list[Planned]:
        groups: dict[str, _Group] = {}
        for number, cells in lines:
            self._collect(groups, number, cells)
        return [row for row in map(self._planned, groups.values()) if row is not None]

    def _collect(self, groups: dict[str, _Group], number: int, cells: Mapping[str, str]) -> None:
        get = cells.get
        entry = PersonEntry(get("login", ""), get("name", ""), get("personnel_id", ""), get("email", ""))
        group = groups.setdefault(entry.personnel_id or f"line {number}", _Group(number, entry))
        if group.entry != entry:
            facts = {"line": group.line}
            self.problems.append(_at(number, "personnel_id", Reason("roster_differs", facts)))
        held = self._assignment(number, cells)
        if held is not None:
            group.roles.append(held)

    def _assignment(self, number: int, cells: Mapping[str, str]) -> Assignment | None:
        role, place = cells.get("role", ""), cells.get("organisation", "")
        if not role and not place:
            return None
        known_role = self.roles.get(role) or self.roles.get(role.casefold())
        known_place = self.places.get(place) or self.places.get(place.casefold())
        if known_role is None:
            self.problems.append(_at(number, "role", Reason("role_unknown", {"role": role or "–"})))
        if known_place is None:
            facts = {"organisation": place or "–"}
            self.problems.append(_at(number, "organisation", Reason("organisation_unknown", facts)))
        since, until = (self._day(number, name, cells.get(name, "")) for name in ("since", "until"))
        if known_role is None or known_place is None:
            return None
        return Assignment(known_role, OrganisationId(known_place), since, until)

    def _day(self, number: int, name: str, text: str) -> date | None:
        for form in ("%d.%m.%Y", "%Y-%m-%d"):
            try:
                return datetime.strptime(text, form).date() if text else None  # noqa: DTZ007 (a day, no instant)
            except ValueError:
                continue
        self.problems.append(_at(number, name, Reason("roster_day", {"text": text[:40]})))
        return None

    def _planned(self, group: _Group) -> Planned | None:
        """The changes of one person, and the directory as it is after them."""
        entry = group.entry
        people = self.directory.persons.values()
        known = next((one for one in people if one.personnel_id == entry.personnel_id), None)
        try:
            event: changes.Change | None
            if known is None:
                event = add_person(self.directory, entry, new())
                known = Person(PersonId(event.id), entry.name, entry.personnel_id, login=entry.login)
                fresh = True
            else:
                entry = replace(entry, email=entry.email or known.email)  # an empty cell deletes nothing
                event = change_person(self.directory, known.id, entry)
                fresh = False
            self._remember(known, entry)
            roles = self._roles(known, group) if group.roles else None
        except Invalid as fault:
            self.problems += [_at(group.line, one.path, one.reason) for one in fault.problems]
            return None
        except Rejected as fault:
            self.problems.append(_at(group.line, "role", fault.reason))
            return None
        return Planned(group.line, entry.name, fresh, event, roles)

    def _roles(self, known: Person, group: _Group) -> changes.RolesChanged | None:
        wanted = list(dict.fromkeys(group.roles))
        found = set_roles(self.directory, known.id, wanted, by=self.by, known_roles={*self.roles.values()})
        if found is not None:
            people = {**self.directory.persons}
            people[known.id] = replace(people[known.id], assignments=tuple(wanted))
            self.directory = replace(self.directory, persons=people)
        return found

    def _remember(self, known: Person, entry: PersonEntry) -> None:
        """The next rows are judged among the people as they are after this one."""
        after = replace(known, name=entry.name, login=entry.login, email=entry.email)
        self.directory = replace(self.directory, persons={**self.directory.persons, known.id: after})


def _at(number: int, column: str, reason: Reason) -> FieldProblem:
    """A problem with the row of the file and the name of its column."""
    facts = {"row": number, "column": COLUMNS.get(column, column), "problem": reason}
    return FieldProblem(f"{column}:{number}", Reason("roster_cell", facts))


def _headings(cells: Sequence[tuple[str, bool]]) -> tuple[dict[str, int], list[FieldProblem]]:
    known = {_plain(title): name for name, title in COLUMNS.items()}
    places: dict[str, int] = {}
    wrong = []
    for place, (text, _) in enumerate(cells):
        name = known.get(_plain(text))
        if text and name is None:
            facts = {"heading": text[:60], "known": ", ".join(COLUMNS.values())}
            wrong.append(FieldProblem("", Reason("spreadsheet.unknown_heading", facts)))
        elif name is not None:
            places[name] = place
    missing = [COLUMNS[name] for name in OBLIGATORY if name not in places]
    if missing:
        wrong.append(
            FieldProblem("", Reason("spreadsheet.heading_missing", {"headings": ", ".join(missing)}))
        )
    return places, wrong


def _plain(text: str) -> str:
    return text.casefold().strip(" *").replace("-", "").replace(" ", "")


_Line = tuple[int, list[tuple[str, bool]]]
"""The number of a row in its file, and of each cell the text and whether a spreadsheet would compute it."""


def _lines(upload: Upload) -> Iterator[_Line]:
    for line in brought.lines(upload, columns=_COLUMNS, most=MOST + 2, titles=tuple(COLUMNS.values())):
        yield line[0].row, [(_text(cell.value), _computed(cell)) for cell in line]


def _computed(cell: Cell) -> bool:
    return cell.data_type == "f" or (isinstance(cell.value, str) and workbook.is_formula(cell.value))


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)  # Excel knows only one kind of number: a personnel id is none of its own
    return "" if value is None else " ".join(workbook.plain(str(value)).split())

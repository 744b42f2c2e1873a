"""The verbs of a case as a whole: open it, and write a note into it. Not the verbs of its tasks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from engine import events
from engine.bpmn.model import Element, Process
from engine.clock import today
from engine.errors import NotAllowed, NotFound, Rejected
from engine.library import Version
from engine.people import Actor, Directory, Organisation, Person
from engine.permissions import holds
from engine.rules.answers import Posted, read_answers
from engine.rules.course import Course
from engine.rules.papers import own_place
from engine.rules.state import CaseState, Outcome
from engine.rules.surroundings import parties, value


def start_event(process: Process) -> Element:
    """The event with which a person begins the process. Raises NotFound where it only begins by message."""
    for element in process.elements.values():
        none = element.trigger is None or element.trigger.kind == "none"
        if element.kind == "startEvent" and element.parent is None and none:
            return element
    raise NotFound("no_start", process=process.name)


def opening_names(version: Version, participants: Mapping[str, str], directory: Directory, day: date) -> Any:
    """What the start form's expressions can read before there is a case."""
    return {
        "beteiligte": parties(participants, directory),
        "parameter": version.parameters_on(day, directory.released),
        "heute": day,
    }


def start_answers(
    version: Version,
    process: str,
    answers: Posted | Mapping[str, Any],
    context: Mapping[str, Any],
    directory: Directory,
) -> dict[str, Any]:
    """The typed answers of the start form. Raises Invalid."""
    form = version.form(process, start_event(version.process(process)).id)
    return read_answers(form, answers, context, directory)[0]


def open_case(
    case: CaseState, version: Version, *, by: Actor, answers: Mapping[str, Any], now: datetime
) -> Outcome:
    """Start the first run of a new file with the answers of its start form."""
    process = version.process(case.process)
    if not may_open(version, process, by.person, case.participants, today(now)):
        raise NotAllowed("may_not_open", process=process.name)
    course = Course(case, by=by, now=now)
    opened = events.CaseOpened(
        number=case.number,
        title=case.title,
        process=case.process,
        path=start_event(process).id,
        answers=answers,
        participants=dict(case.participants),
        follows=case.follows or "",
    )
    course.note(opened)
    course.start(version, case.process, payload=answers)
    return course.settle()


def may_open(
    version: Version, process: Process, person: Person, participants: Mapping[str, str], day: date
) -> bool:
    """Whether `person` holds the role that opens such a case (any role of the process where none is set)."""
    organisation = participants.get(process.participant or "")
    opening = version.opening(process.id)
    roles = [opening.role] if opening and opening.role else list(process.lanes)
    if not roles:
        return True
    return any(holds(person, role, organisation, day) for role in roles)  # type: ignore[arg-type]


def serves_as_template(
    version: Version, process: str, former: Mapping[str, Any], answers: Mapping[str, Any]
) -> bool:
    """Whether a former case with these start answers may lend its answers to one with those."""
    opening = version.opening(process)
    fits = opening.template if opening else ""
    return bool(fits) and value(fits, {**answers, "vorjahr": dict(former)}) is True


def reference(
    version: Version, process: str, answers: Mapping[str, Any], day: date
) -> tuple[str, dict[str, Any], str]:
    """The pattern of the file reference, the values for it, and the name of the counter it counts in."""
    sheet = version.sheet
    pattern = sheet.reference.pattern or "{jahr}-{laufende_nummer:05}"
    context = {start_event(version.process(process)).id: dict(answers), "heute": day}
    values = {name: value(text, context) for name, text in sheet.reference.values.items()}
    values["jahr"] = day.year
    counted = [str(values.get(name)) for name in sheet.reference.counted_by]
    return pattern, values, " ".join([sheet.id or "case", *counted])


def title(version: Version, process: str, answers: Mapping[str, Any], day: date) -> str:
    """What a new case is called: the programme's expression, else the name of the process."""
    context = {start_event(version.process(process)).id: dict(answers), "heute": day}
    found = value(version.sheet.title, context)
    return found if isinstance(found, str) and found else version.process(process).name


def candidates(version: Version, directory: Directory, person: Person, day: date) -> dict[str, Any]:
    """Participant → the organisations that may fill it when `person` opens a case; empty = named later."""
    own = {one.organisation for one in person.roles_on(day)}
    found: dict[str, tuple[Organisation, ...]] = {}
    for participant in version.roles.participants.values():
        of_kind = directory.of_kind(participant.kind)
        mine = tuple(one for one in of_kind if one.id in own)
        found[participant.id] = mine if len(mine) == 1 else of_kind
    return found


def default_participants(
    version: Version, process: str, directory: Directory, person: Person, day: date
) -> dict[str, str]:
    """Participant → organisation where there is no choice to make; `spaeter` stays open."""
    opening = version.opening(process)
    modes = opening.participants if opening else {}
    return {
        participant: options[0].id
        for participant, options in candidates(version, directory, person, day).items()
        if len(options) == 1 and modes.get(participant) != "spaeter"
    }


def comment(case: CaseState, *, by: Actor, text: str, now: datetime) -> Outcome:
    """A note for the file, readable at the writer's own organisation: what others learn goes by message."""
    place = own_place(case, by, now)
    if not text.strip():
        raise Rejected("text_missing")
    course = Course(case, by=by, now=now)
    course.note(events.CommentAdded(text=text.strip()), organisation=place)
    return course.settle()

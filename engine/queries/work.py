"""The page of one task: form, papers, history, place in the diagram, and what may be done. Not the lists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import permissions, tree
from engine.bpmn.model import Process
from engine.clock import today
from engine.errors import NotFound, Reason
from engine.forms import Form
from engine.library import Version
from engine.people import Actor, Directory, Person
from engine.permissions import Verb, Verdict, covers
from engine.queries.asides import request_rows
from engine.queries.case_views import Span
from engine.queries.changes import changes
from engine.queries.concealed import concealed
from engine.queries.desk_views import PersonRow
from engine.queries.files import documents, how_many
from engine.queries.last_year import Place, last_year
from engine.queries.origins import origins
from engine.queries.reading import (
    INCIDENTS,
    TASK_COLUMNS,
    Names,
    case_head,
    due_view,
    may_write,
    own_places,
)
from engine.queries.signers import signers
from engine.queries.task_views import TaskPage, WayBack
from engine.queries.timeline import entries
from engine.queries.views import Diagram
from engine.queries.withheld import Eyes, Judge, organisations_of, without
from engine.rules import CaseState, RunState, TaskState, facts_of, may_recall
from engine.rules.ahead import Ahead, Spot, ahead
from engine.rules.surroundings import names as known_names
from engine.rules.surroundings import references, seen
from engine.schema import case, event, request, run, task
from engine.shelf import Shelf
from engine.store.meanwhile import meanwhile
from engine.store.rows import case_state, marked, run_state, task_state

PAPERS = 8
"""Documents beside a form, the newest first; all of them stand with the case."""


def task_page(
    connection: Connection, shelf: Shelf, task_id: str, asker: Actor, now: datetime, names: Names
) -> TaskPage:
    """Raises NotFound where there is no such task or the asker (perhaps as a deputy) may not know of it."""
    directory = shelf.directory(connection)
    row = _row(connection, task_id)
    found = task_state(row)
    who = _viewer(asker, found, row.run_organisation_id, directory, now)
    version = shelf.version(connection, row.run_version_id)
    state = case_state(row, {}, directory)
    here = run_state(row, version)
    data = tree.Tree(tree.loads(row.run_tree))
    context = seen(data, found.scope, known_names(state, here, now))
    element = version.process(found.process).elements[found.element]
    form = version.form(found.process, found.element)
    first = "" if found.closed_at else element.properties.get("vorschlag", "")
    before = None if first == "neu" else data.at((*found.scope, found.element))
    proposal, told = _proposal(form, before, context, version, defaults_first=first == "vorgaben")
    if form and state.follows and not isinstance(before, dict) and _inside(who, here, now):
        place = Place(state.follows, here.process, here.organisation, (*found.scope, found.element))
        again, lent = last_year(connection, form, context, place)
        proposal, told = proposal | again, told | lent
    eyes = Eyes.of(asker.person, directory, now, organisations_of(row.participants))
    hidden = eyes.hidden_answers(version, found.process, found.element) if form else {}
    proposal = {name: value for name, value in proposal.items() if name not in hidden}
    told = {name: reason for name, reason in told.items() if name not in hidden}
    draft = {} if found.closed_at or not row.draft else json.loads(row.draft)
    silent = concealed(connection, found, element, asker.person)
    if silent:
        proposal, told, draft = {}, {}, {}
    judge = Judge.of(eyes, version, row.participants)
    facts = facts_of(found, state.acted, version)
    may = {verb: permissions.may(asker, verb, facts, directory, today(now)) for verb in get_args(Verb)}
    verdicts: dict[str, Verdict] = dict(may)
    verdicts["recall"] = _may_recall(connection, state.id, here, found, asker)
    assignee = directory.persons.get(found.assignee) if found.assignee else None  # type: ignore[call-overload]
    place = directory.organisations.get(found.organisation or "")  # type: ignore[call-overload]
    places = own_places(who, now)
    return TaskPage(
        id=found.id,
        title=found.title,
        help=element.documentation,
        state=found.state,
        assignee=PersonRow(assignee.id, assignee.name) if assignee else None,
        role=names.get(found.role, found.role),
        organisation=place.name if place else "",
        due=due_view(found, now, directory),
        case=case_head(row, directory),
        form=form,
        values=without(draft, hidden) if draft else form.raw(proposal) if form else {},
        proposal=proposal,
        context=context,
        references=references(directory),
        draft_at=row.task_draft_at,
        documents=documents(connection, state.id, who, directory, now, judge, limit=PAPERS),
        history=entries(connection, state.id, places, directory, names, Span()),
        run=here.id,
        document_count=how_many(connection, state.id, who, now),
        last_event=row.events,
        may_write=may_write(row.participants, asker.person, now),
        changes=changes(connection, shelf, state.id, asker.person, eyes, places, now, names),
        ahead=_ahead(here, found, form, context),
        signers=signers(connection, found, element, directory, context),
        draft_mark=marked(row.draft) if not found.closed_at else "",
        diagram=diagram(connection, here, found.process),
        hand_back_to=_ways_back(here, found) if found.state in ("open", "claimed") else (),
        may=verdicts,
        notes=_notes(found, may),
        revision=state.revision,
        data_class=element.properties.get("datenklasse", "B"),
        signature=found.signature,
        closed_by=found.closed_by,
        closed_at=found.closed_at,
        acts_for=PersonRow(asker.represents.id, asker.represents.name) if asker.represents else None,
        could_act_for=_could_act_for(found, asker, directory, now),
        owner=_person(directory, found.owner),
        returns=found.returns,
        requests=request_rows(connection, directory, request.c.task_id == found.id),
        origins=told if found.closed_at is None else {},
        withheld=hidden,
        concealed=silent,
    )


def task_and_case(
    connection: Connection, shelf: Shelf, task_id: str, asker: Actor, now: datetime
) -> tuple[TaskState, CaseState]:
    """A task and its case with the run it belongs to. Raises NotFound."""
    directory, row = shelf.directory(connection), _row(connection, task_id)
    found = task_state(row)
    _viewer(asker, found, row.run_organisation_id, directory, now)
    here = run_state(row, shelf.version(connection, row.run_version_id))
    return found, replace(case_state(row, {}, directory), runs={here.id: here})


def _row(connection: Connection, task_id: str) -> Any:
    statement = (
        sa.select(
            *TASK_COLUMNS,
            task.c.draft,
            *(column.label(f"run_{column.name}") for column in run.c),
            *(column for column in case.c if column.name not in ("participants", "acted")),
            INCIDENTS,
        )
        .join_from(task, case, case.c.id == task.c.case_id)
        .join(run, run.c.id == task.c.run_id)
    )
    row = connection.execute(statement.where(task.c.id == task_id)).one_or_none()
    if row is None:
        raise NotFound("task_unknown")
    return row


def _viewer(asker: Actor, found: TaskState, home: str | None, directory: Directory, now: datetime) -> Person:
    """Through whose eyes the page is seen: the asker's, else those of whom the asker represents today."""
    if may_look(asker.person, found, home, now):
        return asker.person
    absent = asker.represents
    arranged = absent and directory.represents(asker.person.id, absent.id, today(now))
    if absent is not None and arranged and may_look(absent, found, home, now):
        return absent
    raise NotFound("task_unknown")


def may_look(who: Person, found: TaskState, home: str | None, now: datetime) -> bool:
    """The organisation that works on the task, and the one whose run it belongs to, may look at it."""
    held = list(who.roles_on(today(now)))
    inside = any(one.organisation in (found.organisation, home) for one in held)
    auditor = any(one.role == permissions.AUDIT for one in held)
    return inside or auditor or found.assignee == who.id


def _may_recall(
    connection: Connection, case_id: str, here: RunState, found: TaskState, asker: Actor
) -> Verdict:
    if found.state != "completed" or here.state != "running":
        return Verdict(False, Reason("recall_not_done" if found.state != "completed" else "recall_ended"))
    later = meanwhile(connection, case_id, here.undo) if here.undo else ()
    return may_recall(here.undo, found, asker, later)


def _could_act_for(
    found: TaskState, asker: Actor, directory: Directory, now: datetime
) -> tuple[PersonRow, ...]:
    """Whom the asker might represent with this task: the choices of the page's switch."""
    arranged = directory.represented_by(asker.person.id, today(now))
    ids = dict.fromkeys(one.absent for one in arranged if covers(one, found.role, found.process))
    people = (directory.persons.get(one) for one in ids) if found.deputy_allowed else ()
    return tuple(PersonRow(one.id, one.name) for one in people if one is not None and one.active)


def _person(directory: Directory, person: str | None) -> PersonRow | None:
    found = directory.persons.get(person) if person else None  # type: ignore[call-overload]
    return PersonRow(found.id, found.name) if found else None


def _proposal(
    form: Form | None, before: Any, context: Mapping[str, Any], version: Version, *, defaults_first: bool
) -> tuple[dict[str, Any], dict[str, Reason]]:
    """What the form proposes (the answers of the round `before`, else the defaults), and where it is from.

    With `defaults_first` a known default beats the answer of the round before.
    """
    if form is None:
        return {}, {}
    proposal = form.defaults(context)
    told = origins(form, proposal, context, version)
    if isinstance(before, dict):
        kept = {name for name, value in proposal.items() if defaults_first and value is not None}
        again = {one.name: before[one.name] for one in form.fields if one.name in before.keys() - kept}
        told = {name: reason for name, reason in told.items() if name not in again}
        proposal |= again
    return proposal, told


def _inside(who: Person, here: RunState, now: datetime) -> bool:
    """Whether somebody may know what the organisation of this run answered in other cases."""
    return any(
        one.role == permissions.AUDIT or one.organisation == here.organisation
        for one in who.roles_on(today(now))
    )


def diagram(connection: Connection, here: RunState, process_id: str) -> Diagram:
    """A process of the run with where it is now and where it has been."""
    process = here.version.process(process_id)
    current: tuple[str, ...] = ()
    if here.state == "running":
        points = here.version.executable(here.process).waiting(here.tokens)
        standing = [point.element for point in points if point.process == process_id and not point.attached]
        current = tuple(dict.fromkeys(standing))
    told = _visited(connection, here.id, process) | _called(here, process)
    done = tuple(
        element
        for element in sorted(one for one in told if one)
        if element in process.elements and element not in current
    )
    xml = here.version.diagram_xml(process_id).decode()
    return Diagram(process_id, process.name, xml, current, done)


def _visited(connection: Connection, run_id: str, process: Process) -> set[str]:
    """The elements of a process about which the run has an event: asked of each, not of all its events."""
    asked = [
        sa.exists().where(event.c.run_id == run_id, event.c.element == one).label(f"e{place}")
        for place, one in enumerate(process.elements)
    ]
    row = connection.execute(sa.select(*asked)).one() if asked else ()
    return {one for one, there in zip(process.elements, row, strict=True) if there}


def _called(here: RunState, process: Process) -> set[str]:
    """The calls of a process that have been made: they have data, and no event of their own."""
    data = tree.Tree(tree.loads(here.tree))
    inside = data.values if process.id == here.process else {}
    return {one.id for one in process.elements.values() if one.called and inside.get(one.id) is not None}


def _ahead(
    here: RunState, found: TaskState, form: Form | None, context: Mapping[str, Any]
) -> tuple[Ahead, ...]:
    """What happens next, as long as somebody can still choose."""
    if found.state not in ("open", "claimed"):
        return ()
    return ahead(
        Spot.of(here.version, here.process, found.process, found.element, found.scope), form, context
    )


def _ways_back(here: RunState, found: TaskState) -> tuple[WayBack, ...]:
    elements = here.version.process(found.process).elements
    targets = here.version.executable(here.process).hand_back_targets(here.tokens, found.key)
    return tuple(WayBack(one, elements[one].title) for one in targets)


def _notes(found: TaskState, may: Mapping[str, Verdict]) -> tuple[Reason, ...]:
    verdict = may["complete"]
    if found.four_eyes and verdict.allowed:
        return (Reason("four_eyes_kept", {"task": found.title}),)
    return (verdict.reason,) if verdict.reason and found.state in ("open", "claimed") else ()

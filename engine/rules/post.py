"""Messages between the organisations of a case, and notices to people. Not signals, not e-mail.

Only what messages.yaml declares crosses from one organisation to another. A message goes to the run that
waits for it, else it starts the process that begins with it, else it lies in the case until somebody waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine import events, feel, tree
from engine.bpmn import Happening, Waiting
from engine.bpmn.model import Element
from engine.errors import EngineError, Reason
from engine.library import Version
from engine.rules import reminders
from engine.rules.state import RunState
from engine.rules.surroundings import names, seen, value

if TYPE_CHECKING:
    from engine.rules.course import Course

POST = "post"
"""Where a run keeps that its letters go on without end."""

Letter = Mapping[str, Any]
"""A message under way, JSON-ready: message, to, payload, sender, key."""


def send(course: Course, run: RunState, element: Element, happening: Happening) -> None:
    """A throw event or send task was passed: the declared payload goes on its way in this turn."""
    message = str(happening.facts["name"])
    declared = run.version.messages.get(message)
    payload = dict(happening.facts.get("payload") or {})
    to = declared.to if declared else ""
    documents = tuple(declared.documents) if declared else ()
    course.note(
        events.MessageSent(
            run=run.id,
            element=element.id,
            title=element.title,
            message=message,
            to=to,
            payload_sent=payload,
            documents=documents,
        ),
        run,
    )
    receiver = course.case.participants.get(to)
    if receiver:
        course.outcome.shares.extend((template, receiver) for template in documents)
    letter = {
        "message": message,
        "to": to,
        "payload": tree.to_json(payload),
        "sender": run.participant or "",
        "key": declared.key if declared else None,
    }
    course.later(lambda: deliver(course, letter, run.version), lambda: _park(course, letter, run.id, element))


def deliver(course: Course, letter: Letter, version: Version) -> None:
    """To who waits, else to the process it starts, else into the pigeonhole of the case."""
    for run_id, point in _waiting_for(course, letter):
        _hand_over(course, letter, run_id, point)
        return
    starting = version.started_by_message(letter["message"], letter["to"])
    if starting is None:
        course.pending.append(letter)
        return
    process, event = starting
    payload = tree.from_json(letter["payload"])
    run_id = course.start(version, process, at=event, payload=payload, message=letter["message"])
    _received(course, letter, run_id, event, (event,))


def deliver_again(course: Course, version: Version) -> None:
    """Letters that were left lying go on their way once more."""
    letters, course.pending = course.pending, []
    for letter in letters:
        course.later(lambda letter=letter: deliver(course, letter, version))  # type: ignore[misc]


def _park(course: Course, letter: Letter, sender: str, element: Element) -> None:
    """Runs that write to each other for ever: the letter stays in the case, and the sender shows it."""
    reason = Reason("endless_exchange", {"limit": course.depth})
    if course.runs[sender].state != "running":
        raise EngineError(reason.code, **reason.facts)
    course.pending.append(letter)
    course.incident(sender, POST, element, reason)


def look_for_pending(course: Course, run_id: str) -> None:
    """A run has begun to wait: perhaps its message lies in the case already."""
    for letter in list(course.pending):
        for found, point in _waiting_for(course, letter):
            if found == run_id:
                course.pending.remove(letter)
                _hand_over(course, letter, run_id, point)
                return


def notify(course: Course, run_id: str, point: Waiting, element: Element) -> None:
    """The task `mitteilung`: tell the holders of a role, and go on."""
    run = course.runs[run_id]
    context = seen(course.data_of(run_id), point.scope, names(course.case, run, course.now))
    try:
        text = value(element.inputs.get("text"), context) or element.documentation or element.title
    except EngineError as error:
        course.incident(run_id, point.key, element, error.reason)
        return
    participant = element.properties.get("beteiligter") or run.participant or ""
    course.note(
        events.PeopleNotified(
            run=run_id,
            element=element.id,
            title=element.title,
            role=element.properties.get("an", element.lane or ""),
            organisation=course.case.participants.get(participant, ""),
            text=text if isinstance(text, str) else feel.format(text),
        ),
        run,
    )
    told = course.outcome.facts[-1].event
    if isinstance(told, events.PeopleNotified):
        reminders.tell_role(course, told, f"told {run_id} {point.key}")
    course.move(run_id, lambda executable, tokens, around: executable.complete(tokens, point.key, around))


def _waiting_for(course: Course, letter: Letter) -> list[tuple[str, Waiting]]:
    found = []
    for run in course.runs.values():
        if run.state != "running":
            continue
        for point in run.version.executable(run.process).waiting(run.tokens):
            if point.kind == "message" and point.name == letter["message"] and _lives_at(run, point, letter):
                found.append((run.id, point))
    return [one for one in found if _correlates(course, letter, *one)]


def _lives_at(run: RunState, point: Waiting, letter: Letter) -> bool:
    """Whether the process that waits is the addressee's: a called process may belong to another party."""
    waits = run.version.process(point.process).participant or run.participant
    return not letter["to"] or waits == letter["to"]


def _correlates(course: Course, letter: Letter, run_id: str, point: Waiting) -> bool:
    key = letter.get("key")
    if not key:
        return True
    expected = course.data_of(run_id).visible(point.scope).get(key)
    return bool(expected == tree.from_json(letter["payload"]).get(key))


def _hand_over(course: Course, letter: Letter, run_id: str, point: Waiting) -> None:
    payload = tree.from_json(letter["payload"])
    _received(course, letter, run_id, point.element, (*point.scope, point.element))
    course.move(
        run_id,
        lambda executable, tokens, around: executable.deliver(tokens, point.key, payload, around),
    )


def _received(course: Course, letter: Letter, run_id: str, element: str, path: tree.Path) -> None:
    run = course.runs[run_id]
    course.note(
        events.MessageReceived(
            run=run_id,
            element=element,
            title=course.element(run, element).title,
            message=letter["message"],
            sender=letter["sender"],
            path=tree.format_path(path),
            payload_received=tree.from_json(letter["payload"]),
        ),
        run,
    )

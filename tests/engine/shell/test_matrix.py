"""Every verb by everybody: the role holder, others, strangers, deputies of all kinds, closed accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

from engine.clock import FakeClock, today
from engine.commands import Engine, Upload
from engine.config import Config
from engine.errors import NotAllowed, NotFound, NotOpen
from engine.ids import OrganisationId, PersonId
from engine.people import Actor, Assignment, Deputy, Person
from engine.store import directory
from tests.engine.inbox.desk import second_task, staff

PEOPLE = {
    "holder": ("sachbearbeitung", "haus"),
    "superior": ("leitung", "haus"),
    "other role": ("bote", "haus"),
    "other house": ("sachbearbeitung", "nachbar"),
    "deputy": ("bote", "haus"),
    "expired deputy": ("bote", "haus"),
    "coming deputy": ("bote", "haus"),
    "deputy elsewhere": ("bote", "haus"),
    "administrator": ("administration", "haus"),
    "auditor": ("pruefung_lesend", "haus"),
    "former holder": ("sachbearbeitung", "haus"),
    "closed account": ("sachbearbeitung", "haus"),
}
"""Key → role and house; who is a deputy acts for the role holder."""

NOTE = Upload("Vermerk.txt", b"Ein Vermerk.")
INSIDE = {"holder", "superior", "other role", "deputy", "administrator", "auditor"}
ALLOWED: Mapping[str, set[str]] = {
    "claim": {"holder", "deputy"},
    "complete": {"holder", "deputy"},
    "hand_back": {"holder", "deputy"},
    "save_draft": {"holder", "deputy"},
    "delegate": {"holder", "deputy"},
    "ask": {"holder", "deputy"},
    "request_signatures": {"holder", "deputy"},
    "release": {"holder", "deputy"},
    "return_delegated": set(),
    "recall": set(),
    "reassign": {"superior", "administrator"},
    "comment": (INSIDE - {"auditor", "administrator"}) | {"deputy elsewhere", "other house"},
    "attach": {"holder", "deputy"},
    "open_case": {"holder"},
    "retry": {"administrator"},
    "signal": {"administrator"},
}
"""Who may, on the task "Antrag prüfen" that a colleague has made ready; nothing has failed or was lent.

The other house takes part in the case: its people may write notes, for their own house to read.
"""


def _everybody(engine: Engine, people: dict[str, Actor]) -> dict[str, Actor]:
    now = today(engine.clock.now())
    ids = {key: _person(engine, key, now) for key in PEOPLE}
    spans: dict[str, tuple[date, date | None, frozenset[str]]] = {
        "deputy": (now, None, frozenset()),
        "expired deputy": (now - timedelta(9), now - timedelta(1), frozenset()),
        "coming deputy": (now + timedelta(1), None, frozenset()),
        "deputy elsewhere": (now, None, frozenset({"leitung"})),
    }
    with engine.store.transaction() as connection:
        for key, (since, until, roles) in spans.items():
            absent, deputy = PersonId(ids["holder"]), PersonId(ids[key])
            directory.put_deputy(connection, Deputy(absent, deputy, since, until, "Urlaub", roles))
        directory.deactivate(connection, "closed account")
    known = engine.queries.directory().persons
    found = {key: Actor(known[PersonId(one)]) for key, one in ids.items()}
    for key in spans:
        found[key] = Actor(found[key].person, found["holder"].person)
    stranger = Person(PersonId("nobody"), "Niemand", "P-0", found["holder"].person.assignments)
    return {**people, **found, "stranger": Actor(stranger)}


def _person(engine: Engine, key: str, now: date) -> str:
    role, house = PEOPLE[key]
    until = now - timedelta(1) if key == "former holder" else None
    with engine.store.transaction() as connection:
        return directory.put_person(
            connection,
            login=key,
            name=f"Demo {key}",
            personnel_id=f"P-{key}",
            assignments=[Assignment(role, OrganisationId(house), until=until)],
        )


def _acts(engine: Engine, people: dict[str, Actor], by: Actor) -> dict[str, Callable[[], object]]:
    def task() -> str:
        return second_task(engine, people)

    def case() -> str:
        return engine.open_case("freigabe", by=people["clerk"]).case

    def claimed() -> str:
        found = task()
        engine.claim(found, by=people["holder"])
        return found

    other = people["third"].person.id
    return {
        "claim": lambda: engine.claim(task(), by=by),
        "complete": lambda: engine.complete(task(), by=by, answers={"ergebnis": "ja"}),
        "hand_back": lambda: engine.hand_back(task(), by=by, to="antrag", reason="unklar"),
        "save_draft": lambda: engine.save_draft(task(), by=by, fields={"ergebnis": ["ja"]}),
        "delegate": lambda: engine.delegate(task(), by=by, to=other, reason="Bitte"),
        "ask": lambda: engine.ask(task(), by=by, of=other, text="Stimmt das?"),
        "request_signatures": lambda: engine.request_signatures(task(), by=by, of=[other], text="Bitte"),
        "release": lambda: engine.release(claimed(), by=by),
        "return_delegated": lambda: engine.return_delegated(task(), by=by),
        "recall": lambda: engine.recall(task(), by=by, reason="Irrtum"),
        "reassign": lambda: engine.reassign(task(), by=by, to=other, reason="Bitte"),
        "comment": lambda: engine.comment(case(), by=by, text="Notiz"),
        "attach": lambda: engine.attach([NOTE], by=by, task_id=task()),
        "open_case": lambda: engine.open_case("freigabe", by=by, participants={"haus": "haus"}),
        "retry": lambda: engine.retry(_run(engine, task()), by=by),
        "signal": lambda: engine.signal("sig", by=by),
    }


def _run(engine: Engine, task: str) -> str:
    with engine.store.turn(task=task) as turn:
        return turn.task.run


def _may(act: Callable[[], object]) -> bool:
    try:
        act()
    except (NotAllowed, NotFound):
        return False
    except NotOpen:  # would be allowed, but there is nothing to do it to
        return True
    return True


def test_only_who_may_does(new_database: Callable[[str], str], clock: FakeClock) -> None:
    """All others are refused with a reason, or told that there is no such thing."""
    engine = Engine(Config(new_database("sqlite"), Path(), Path(), Path(), demo=True), clock)
    engine.prepare()
    people = _everybody(engine, staff(engine))
    whoever = (*PEOPLE, "stranger")
    found = {
        verb: {key for key in whoever if _may(_acts(engine, people, people[key])[verb])} for verb in ALLOWED
    }
    assert found == ALLOWED

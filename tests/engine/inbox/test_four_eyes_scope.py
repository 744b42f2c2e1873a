"""Four eyes where a process runs several times in one case: a matter of its own where it says so."""

from __future__ import annotations

import pytest

from engine.commands import Engine
from engine.errors import NotAllowed
from engine.people import Actor
from tests.engine.inbox.desk import ROLES, staff
from tests.engine.shell.house import flows, process, user

MESSAGES = b"nachrichten:\n  msg_neu: {titel: Neu, von: haus, an: haus}\nsignale: {}\n"
SEND = '<messageEventDefinition messageRef="m"/>'
CLAIMS = process(
    '<startEvent id="s"/><endEvent id="e"/>'
    + "".join(
        user(f"anlass{n}", f"Anlass {n}")
        + f'<intermediateThrowEvent id="m{n}">{SEND}</intermediateThrowEvent>'
        for n in (1, 2)
    )
    + flows("s>anlass1", "anlass1>m1", "m1>anlass2", "anlass2>m2", "m2>e"),
    lanes={"sachbearbeitung": "s anlass1 m1 anlass2 m2 e"},
)
RECOVERY = process(
    f'<startEvent id="s">{SEND}</startEvent><endEvent id="e"/>'
    + user("entwurf", "Entwurf", vierAugen="bescheid:entwurf")
    + user("freigabe", "Freigabe", vierAugen="bescheid:freigabe")
    + flows("s>entwurf", "entwurf>freigabe", "freigabe>e"),
    lanes={"sachbearbeitung": "s entwurf freigabe e"},
    name="rueckforderung",
)
OWN = (
    b'<extensionElements><camunda:properties><camunda:property name="vierAugenBereich" value="lauf"/>'
    b"</camunda:properties></extensionElements>"
)


def _case(engine: Engine, *, own: bool) -> dict[str, Actor]:
    """A case whose first recovery was drafted by the clerk and released by the second clerk."""
    drawn = RECOVERY.replace(b"<laneSet", OWN + b"<laneSet", 1) if own else RECOVERY
    files = {"freigabe.bpmn": CLAIMS, "rueckforderung.bpmn": drawn}
    files = {
        name: one.replace(b"<collaboration", b'<message id="m" name="msg_neu"/><collaboration', 1)
        for name, one in files.items()
    }
    people = staff(engine, {**files, "messages.yaml": MESSAGES, "roles.yaml": ROLES})
    engine.open_case("freigabe", by=people["clerk"])
    for element, who in (
        ("anlass1", "clerk"),
        ("entwurf", "clerk"),
        ("freigabe", "second"),
        ("anlass2", "clerk"),
    ):
        _complete(engine, people, element, who)
    return people


def _complete(engine: Engine, people: dict[str, Actor], element: str, who: str) -> None:
    task = next(one for one in engine.queries.open_tasks() if one.element == element)
    engine.complete(task.id, by=people[who], answers={})


def test_a_second_run_asks_nobody_what_they_did_in_the_first(engine: Engine) -> None:
    """Who released the first recovery may draft the second one, and the other way round."""
    people = _case(engine, own=True)
    _complete(engine, people, "entwurf", "second")
    _complete(engine, people, "freigabe", "clerk")
    assert engine.queries.open_tasks() == ()


def test_within_a_run_persons_differ_all_the_same(engine: Engine) -> None:
    """Who drafted the second recovery does not release it."""
    people = _case(engine, own=True)
    _complete(engine, people, "entwurf", "second")
    with pytest.raises(NotAllowed, match="Demo Zweite Sachbearbeitung"):
        _complete(engine, people, "freigabe", "second")


def test_without_a_word_of_its_owner_the_scope_is_the_case(engine: Engine) -> None:
    """The careful reading: what was released by somebody is not drafted by the same in the next run."""
    people = _case(engine, own=False)
    with pytest.raises(NotAllowed, match="Demo Zweite Sachbearbeitung"):
        _complete(engine, people, "entwurf", "second")

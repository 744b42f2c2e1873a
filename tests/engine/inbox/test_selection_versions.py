"""Tasks of one kind from several versions: each version says whether its tasks may be answered together."""

from __future__ import annotations

import pytest

from engine.check import Bundle
from engine.commands import Engine
from engine.library import Programme
from engine.people import Actor
from engine.store import publishing
from tests.engine.inbox.desk import ROLES, second_task, staff
from tests.engine.shell.house import APPROVAL, FORMS, YAML

SIGNED = b'<camunda:property name="zeichnung" value="schlusszeichnung"/>'
ALONE = APPROVAL.replace(SIGNED, SIGNED + b'<camunda:property name="gemeinsam" value="nein"/>')
SOONER = APPROVAL.replace(b'"P5D"', b'"P1D"')


def publish(engine: Engine, drawing: bytes) -> None:
    """The next version of the programme."""
    programme = Programme(Bundle({**YAML, "roles.yaml": ROLES, "freigabe.bpmn": drawing, **FORMS}))
    with engine.store.transaction() as connection:
        publishing.publish(connection, programme, by="A", released_by="B", now=engine.clock.now())


def together(engine: Engine, who: Actor, *tasks: str) -> bool:
    return engine.queries.selection(tasks, who.person, engine.clock.now()).can_share


@pytest.mark.parametrize(("older", "shared"), [(ALONE, False), (APPROVAL, True)])
def test_an_older_version_is_not_outvoted(engine: Engine, older: bytes, shared: bool) -> None:
    """The newer task is due first and may be signed with others; the older one says for itself."""
    people = staff(engine, {"freigabe.bpmn": older, **FORMS})
    old = second_task(engine, people)
    publish(engine, SOONER)
    new = second_task(engine, people)
    assert together(engine, people["second"], new)
    assert together(engine, people["second"], old) is shared
    assert together(engine, people["second"], old, new) is shared

"""Every task of the specification is in the diagrams, with its fields, role, deadline and signatures."""

from __future__ import annotations

import re

import pytest

from tests.processes import specified
from tests.processes.specified import Task, elements, group, place, weeks_as_days

TASKS = specified.tasks()
each_task = pytest.mark.parametrize("task", TASKS, ids=[one.id for one in TASKS])


@pytest.mark.skipif(specified.DOCUMENT is None, reason="the specification does not lie beside the repository")
def test_the_list_has_exactly_the_tasks_of_the_specification() -> None:
    """No row of the tables T0_01 … T9_08 is left out, and none is invented."""
    assert specified.DOCUMENT is not None
    rows = re.findall(r"^\| (T\d_\d\d[a-z/]*) \|", specified.DOCUMENT.read_text(encoding="utf-8"), re.M)
    told = {f"{row[:5]}{letter}" for row in rows for letter in (row[5:].split("/") if row[5:] else [""])}
    listed = {one.id for one in TASKS}
    assert told - listed == set()
    assert {one[:5] for one in listed} == {one[:5] for one in told}  # a row may be told in two parts


@each_task
def test_a_task_is_in_a_diagram_under_its_name(task: Task) -> None:
    """The property `spezifikation` names the row; the element is called like it."""
    assert task.told["name"] in {one.name for one in elements(task.id)}


@each_task
def test_a_task_belongs_to_its_role(task: Task) -> None:
    """Every role named in the row has a task of it in its lane."""
    assert set(task.roles) <= {one.lane for one in elements(task.id)}


@each_task
def test_a_task_has_its_deadline(task: Task) -> None:
    """A period is the same period, another deadline begins with the expression on file."""
    wanted = weeks_as_days(task.told.get("frist", ""))
    dates = [one.attributes.get("dueDate", "") for one in elements(task.id)]
    assert any(one.startswith(wanted) for one in dates)


@each_task
def test_a_task_asks_for_its_fields(task: Task) -> None:
    """Each field by name, kind, bounds and whether it must be given."""
    assert list(specified.missing(task)) == []


@each_task
def test_a_task_is_signed_as_the_specification_says(task: Task) -> None:
    """Kind of signature and role, in the task itself or in one of its own for the signature."""
    signed = {(one.properties.get("zeichnung"), one.lane) for one in elements(task.id, family=True)}
    assert set(task.signatures) <= signed


@each_task
def test_different_persons_do_what_must_be_separate(task: Task) -> None:
    """Four eyes: one group of the case, and different places in it."""
    own = [one for one in elements(task.id, family=task.told.get("b2", False)) if group(one)]
    for other in task.told.get("verschieden_von", ()):
        pairs = [(a, b) for a in own for b in elements(other) if a is not b and group(a) == group(b)]
        assert any(place(a) != place(b) for a, b in pairs), other
    if task.told.get("b2"):
        assert any(one.properties.get("zeichnung") and len(own) > 1 for one in own)


@each_task
def test_a_task_makes_its_document_and_its_decision(task: Task) -> None:
    """The letters and the table named in the row hang on elements of the row."""
    here = elements(task.id)
    letters = {one.properties.get("vorlage") for one in elements(task.id, family=True)}
    assert set(task.documents) <= letters
    assert task.told.get("entscheidung") in {None, *(one.attributes.get("decisionRef") for one in here)}

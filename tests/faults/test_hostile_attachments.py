"""Files are looked into for those who may add them only, and never in any number."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.confined import Upload, nursery
from engine.errors import NotFound, Rejected
from engine.rules import Posted
from tests.faults.test_hostile_files import workbook
from tests.web.world import World, build


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build(tmp_path)


def refused(world: World, task: str, role: str, files: list[Upload]) -> tuple[Rejected | NotFound, int]:
    """The refusal, and how many children it cost."""
    born = nursery._NURSERY.born
    with pytest.raises((Rejected, NotFound)) as told:
        world.engine.attach(files, by=world.actor(role), task_id=task)
    return told.value, nursery._NURSERY.born - born


def test_no_file_is_opened_for_who_may_not_add_it(world: World) -> None:
    """Somebody else's task: told so, at no cost, beside the task as in its form."""
    world.open_case()
    task, file = world.claim("sachbearbeitung"), Upload("a.xlsx", workbook())
    assert refused(world, task, "verein", [file])[1] == 0
    born = nursery._NURSERY.born
    with pytest.raises((Rejected, NotFound)):
        world.engine.complete(task, by=world.actor("verein"), answers=Posted({}, {"beleg": [file]}))
    assert nursery._NURSERY.born == born


def test_twenty_one_files_are_one_sentence(world: World) -> None:
    """None of them is opened."""
    world.open_case()
    task = world.claim("sachbearbeitung")
    told, cost = refused(world, task, "sachbearbeitung", [Upload("a.xlsx", workbook())] * 21)
    assert (told.reason.code, cost) == ("files_too_many", 0)
    assert "höchstens 20" in told.reason.sentence()


def test_what_only_calls_itself_an_office_file_is_not_unpacked(world: World) -> None:
    """Its beginning is enough."""
    world.open_case()
    task = world.claim("sachbearbeitung")
    told, cost = refused(world, task, "sachbearbeitung", [Upload("a.xlsx", b"no archive")])
    assert (told.reason.code, cost) == ("file_disguised", 0)

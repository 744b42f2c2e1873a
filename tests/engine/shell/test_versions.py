"""A run goes by the version it began with, whatever becomes of the folder, and by no other."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from engine.check import Bundle
from engine.commands import Engine
from engine.errors import BrokenProcess, EngineError
from engine.library import Programme, Version
from engine.schema import version
from engine.store import publishing
from tests.engine.shell.house import APPROVAL, FORMS, YAML, furnish, open_task

FILES = {**YAML, "freigabe.bpmn": APPROVAL, **FORMS}
OTHER = APPROVAL.replace('"Antrag prüfen"'.encode(), b'"Antrag ansehen"')


def _publish(engine: Engine, files: dict[str, bytes]) -> tuple[str, ...]:
    with engine.store.transaction() as connection:
        return publishing.publish(
            connection, Programme(Bundle(files)), by="A", released_by="B", now=engine.clock.now()
        )


def test_the_same_files_are_the_same_version(engine: Engine) -> None:
    """In whatever order they were read; and publishing them again changes nothing."""
    furnish(engine)
    again = Programme(Bundle(dict(reversed(FILES.items())))).version("freigabe")
    assert again.id == Programme(Bundle(FILES)).version("freigabe").id
    assert Version.unpack(again.packed).packed == again.packed
    assert _publish(engine, FILES) == ()


def test_A19_a_run_stays_on_its_version(engine: Engine) -> None:
    """Another edition is published; the old case goes on as it began, a new one begins anew."""
    people = furnish(engine)
    clerk, second = people["clerk"], people["second"]
    old = engine.open_case("freigabe", by=clerk)
    assert _publish(engine, {**FILES, "freigabe.bpmn": OTHER}) == ("freigabe",)
    new = engine.open_case("freigabe", by=clerk)
    for case in (old, new):
        engine.complete(case.next_tasks[0], by=clerk, answers={"betrag": "1"})
    assert open_task(engine, second, "Antrag prüfen")
    assert open_task(engine, second, "Antrag ansehen")


@pytest.mark.parametrize("how", ["changed", "damaged"])
def test_a_version_that_was_changed_is_not_executed(engine: Engine, how: str) -> None:
    """Somebody with access to the database rewrote a condition: the run stands still and says why."""
    clerk = furnish(engine)["clerk"]
    case = engine.open_case("freigabe", by=clerk)
    with engine.store.transaction() as connection:
        kept = Version.unpack(connection.scalar(sa.select(version.c.files)) or b"").files
        changed = Version.from_files({**kept, "freigabe.bpmn": OTHER}).packed
        connection.execute(sa.update(version), {"files": changed if how == "changed" else changed[:300]})
    again = Engine(engine.config, engine.clock)
    with pytest.raises(EngineError, match="Fassung"):
        again.complete(case.next_tasks[0], by=clerk, answers={"betrag": "1"})
    again.database.dispose()


@pytest.mark.parametrize("path", ["freigabe.bpmn", "neu.bpmn", "roles.yaml", "forms/freigabe/neu.json"])
def test_a_programme_that_cannot_be_read_is_not_published_by_halves(engine: Engine, path: str) -> None:
    """Whoever publishes without a check: the file is named, and what was current stays so."""
    furnish(engine)
    changed = {**FILES, "freigabe.bpmn": OTHER, path: b"<a><b></a>"}
    with pytest.raises(BrokenProcess) as refused:
        _publish(engine, changed)
    assert path in {one.file for one in refused.value.findings}
    assert _publish(engine, FILES) == ()

"""`laufmappe bench`: what a step, an expression and a table cost, as ratios measured in the same run.

Nothing of the installation is touched: on SQLite it works in a file beside the database, on PostgreSQL in a
schema of its own, and removes both.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from engine import database
from engine.check.bundles import Bundle
from engine.cli import crowded, printing
from engine.cli.printing import refusals
from engine.commands import Engine
from engine.config import Config
from engine.decisions import bench as decision_bench
from engine.feel import bench as feel_bench
from engine.ids import OrganisationId, new
from engine.library import Programme
from engine.people import Actor, Assignment, Organisation
from engine.schema import bench, run
from engine.store import directory, publishing

ROUNDS = 300

LOOP = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="laufmappe" id="messung">
  <collaboration id="c"><participant id="haus" name="Haus" processRef="messung_lauf"/></collaboration>
  <process id="messung_lauf" name="Messung" isExecutable="true">
    <laneSet id="l"><lane id="rolle" name="Rolle"><flowNodeRef>beginn</flowNodeRef>
      <flowNodeRef>weiter</flowNodeRef><flowNodeRef>pruefen</flowNodeRef><flowNodeRef>nochmal</flowNodeRef>
      <flowNodeRef>ende</flowNodeRef></lane></laneSet>
    <startEvent id="beginn" name="Begonnen"/>
    <exclusiveGateway id="weiter" name=""/>
    <userTask id="pruefen" name="Pr&#252;fen"/>
    <exclusiveGateway id="nochmal" name="Fertig?" default="zurueck"/>
    <endEvent id="ende" name="Fertig"/>
    <sequenceFlow id="f1" sourceRef="beginn" targetRef="weiter"/>
    <sequenceFlow id="f2" sourceRef="weiter" targetRef="pruefen"/>
    <sequenceFlow id="f3" sourceRef="pruefen" targetRef="nochmal"/>
    <sequenceFlow id="zurueck" sourceRef="nochmal" targetRef="weiter"/>
    <sequenceFlow id="f5" name="ja" sourceRef="nochmal" targetRef="ende">
      <conditionExpression>pruefen.fertig = true</conditionExpression></sequenceFlow>
  </process>
</definitions>"""


ROLES = b"beteiligte: {haus: Haus}\nrollen: {rolle: {name: Rolle, beteiligter: haus}}\n"


@click.command("bench")
@click.argument("name", type=click.Choice(["step", "feel", "decide", "inbox"]), default="step")
@click.option("--json", "json_wanted", is_flag=True, help="One JSON value.")
@refusals
def bench_(name: str, json_wanted: bool) -> None:
    """Measure a step against the raw commit rate, or expressions and tables against plain Python."""
    benches: dict[str, Callable[[], dict[str, Any]]] = {
        "step": step,
        "feel": feel_bench.measure,
        "decide": decision_bench.measure,
        "inbox": inbox,
    }
    found = benches[name]()
    if json_wanted:
        printing.as_json(found)
        return
    for key, value in found.items():
        click.echo(f"{key:24} {value:,.4g}" if isinstance(value, float) else f"{key:24} {value}")


def inbox() -> dict[str, Any]:
    """Pages of the inbox beside a million finished tasks, on the configured kind of database."""
    with _beside(Config.from_environment()) as engine:
        return crowded.measure(engine)


def step(rounds: int = ROUNDS) -> dict[str, Any]:
    """Completed tasks and bare commits a second, alternating, on the configured kind of database."""
    with _beside(Config.from_environment()) as engine:
        actor, process = _furnish(engine)
        loop = _Loop(engine, actor, process)
        raw, stepped, statements = 0.0, 0.0, 0
        for _ in range(rounds // 50):
            raw += _timed(lambda: _commit(engine), 50)
            with _counted(engine) as count:
                stepped += _timed(loop.complete, 50)
            statements = max(statements, count[0] // 50)
        done = rounds // 50 * 50
        with engine.store.transaction() as connection:
            blob = connection.scalar(sa.select(sa.func.length(run.c.tokens)))
        return {
            "raw_commits_per_s": round(done / raw, 1),
            "steps_per_s": round(done / stepped, 1),
            "ratio": round(raw / stepped, 3),
            "statements_per_step": statements,
            "blob_bytes": blob,
        }


class _Loop:
    """One case whose task is completed again and again."""

    def __init__(self, engine: Engine, actor: Actor, process: str) -> None:
        self._engine = engine
        self._actor = actor
        self._receipt = engine.open_case(process, by=actor)

    def complete(self) -> None:
        """Complete the task that the last completion opened."""
        (task,) = self._receipt.next_tasks
        self._receipt = self._engine.complete(task, by=self._actor, request_id=new())


def _commit(engine: Engine) -> None:
    with engine.store.transaction() as connection:
        connection.execute(sa.insert(bench), {"id": new(), "number": 1})


def _timed(action: Callable[[], None], times: int) -> float:
    begin = time.perf_counter()
    for _ in range(times):
        action()
    return time.perf_counter() - begin


@contextmanager
def _counted(engine: Engine) -> Iterator[list[int]]:
    """Statements that are sent to the database, BEGIN and COMMIT not counted."""
    count = [0]

    def listener(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        count[0] += not statement.startswith("BEGIN")

    sa.event.listen(engine.database, "before_cursor_execute", listener)
    try:
        yield count
    finally:
        sa.event.remove(engine.database, "before_cursor_execute", listener)


def _furnish(engine: Engine) -> tuple[Actor, str]:
    engine.prepare()
    files = {"messung.bpmn": LOOP, "roles.yaml": ROLES}
    programme = Programme(Bundle(files))
    with engine.store.transaction() as connection:
        directory.put_organisation(connection, Organisation(OrganisationId("haus"), "Haus", "haus"))
        role = [Assignment("rolle", OrganisationId("haus"))]
        person = directory.put_person(
            connection, login="messung", name="Demo Messung", personnel_id="0", assignments=role
        )
        publishing.publish(connection, programme, by="Messung", released_by="", now=engine.clock.now())
    found = engine.queries.person(person)
    if found is None:
        raise click.ClickException("Die Messung konnte niemanden anlegen.")
    return Actor(found), "messung_lauf"


@contextmanager
def _beside(config: Config) -> Iterator[Engine]:
    """An engine on an empty database of the same kind, in the same place, removed afterwards."""
    address = make_url(config.database_url)
    if address.get_backend_name() == "sqlite":
        folder = Path(address.database or "").parent
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix="messung-") as inside:
            engine = Engine(replace(config, database_url=f"sqlite:///{inside}/messung.db"))
            yield engine
            engine.database.dispose()
        return
    admin = database.connect(config.database_url)
    schema = f"messung_{new()[:8].lower().replace('-', '_')}"
    with admin.begin() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    scoped = address.update_query_dict({"options": f"-c search_path={schema}"})
    engine = Engine(replace(config, database_url=scoped.render_as_string(hide_password=False)))
    try:
        yield engine
    finally:
        engine.database.dispose()
        with admin.begin() as connection:
            connection.execute(sa.schema.DropSchema(schema, cascade=True))
        admin.dispose()

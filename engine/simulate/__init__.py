"""An engine in memory with a clock of its own: scenarios of a programme, or one diagram by itself.

Not a mock: the same verbs, rules, documents and jobs as in daily work, on SQLite in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine import bpmn, check, decisions, feel
from engine.bpmn import auto as driving
from engine.bpmn.model import Element
from engine.clock import FakeClock
from engine.commands import Engine
from engine.config import Config
from engine.errors import BrokenProcess, NotFound
from engine.library import Programme
from engine.simulate.play import Play
from engine.simulate.story import Story, read
from engine.store import demo, publishing
from engine.tree import Tree

__all__ = ["Play", "Story", "auto", "read", "scenarios"]

START = datetime(2021, 1, 4, 8, 0, tzinfo=UTC)
"""When a single diagram begins, where nothing else is said: a Monday morning."""


def scenarios(
    path: Path,
    name: str | None = None,
    *,
    out: Path | None = None,
    progress: Callable[[str], None] | None = None,
) -> Iterator[dict[str, Any]]:
    """Play the scenarios of the programme in `path` (only `name`, if given), one result after the other.

    Raises BrokenProcess where the programme has errors, NotFound where there is no such scenario.
    """
    programme = load(path)
    for story in _chosen(programme.scenarios, name):
        play = Play(*in_memory(programme, story), story)
        result = play.to_the_end()
        if out is not None:
            play.keep_documents(out)
        if progress is not None:
            progress(_told(result))
        yield result


def _chosen(files: Mapping[str, bytes], name: str | None) -> list[Story]:
    """The scenario called `name` (by convention like its file), or all of them in the order of files."""
    beside = [file for file in files if Path(file).stem == name]
    stories = [read(files[file], file, files) for file in (beside or sorted(files))]
    chosen = [one for one in stories if name is None or one.name == name]
    if not chosen:
        raise NotFound("scenario_unknown", name=name or "", known=", ".join(one.name for one in stories))
    return chosen


def in_memory(programme: Programme, story: Story) -> tuple[Engine, FakeClock]:
    """An engine with nothing but the programme and its demo people, at the story's beginning."""
    clock = FakeClock(story.begin)
    config = Config("sqlite://", var=Path(), programmes=Path(), templates=Path(), demo=True)
    engine = Engine(config, clock)
    engine.prepare()
    furnish(engine, programme.with_parameters(story.parameters) if story.parameters else programme)
    return engine, clock


def furnish(engine: Engine, programme: Programme) -> None:
    """Let the demo people in and make the programme current."""
    with engine.store.transaction() as connection:
        demo.load(connection, programme.demo)
        publishing.publish(
            connection, programme, by="Vorführung", released_by="Vorführung", now=engine.clock.now()
        )


def load(path: Path) -> Programme:
    """The programme in a folder, refused if `check` finds errors in it."""
    programme = Programme.load(path, path.parent.parent / "templates" / path.name)
    errors = [one for one in programme.findings() if one.severity == "error"]
    if errors:
        raise BrokenProcess(errors, "programme_broken", count=len(errors), folder=path.name)
    return programme


def auto(
    path: Path, *, seed: int | None = None, data: Mapping[str, Any] | None = None, steps: int = 1000
) -> dict[str, Any]:
    """Drive a single diagram without scenario, forms or roles (see `bpmn.auto.drive`).

    What it calls may lie in files beside it, its tables in `decisions/`; a table that is not there decides
    nothing. Raises BrokenProcess where `check` finds errors in the diagram.
    """
    errors = [one for one in check.paths([path]) if one.severity == "error"]
    if errors:
        raise BrokenProcess(errors, "broken_file", file=path.name)
    diagram = bpmn.read(path.read_bytes(), path.name)
    process = next((one for one in diagram.processes.values() if one.executable), None)
    if process is None:
        raise NotFound("nothing_to_run", file=path.name)
    clock = FakeClock(START)
    tables = _tables(path.parent / "decisions")
    around = bpmn.Around(tree=Tree(dict(data or {})), now=clock.now(), decide=tables)
    executable = bpmn.compile({**_beside(path, diagram), path.name: diagram}, process.id)
    return driving.drive(executable, around, clock, seed=seed, steps=steps)


def _beside(path: Path, diagram: bpmn.Diagram) -> dict[str, bpmn.Diagram]:
    """The readable diagrams in the same folder, for what `diagram` calls; never in the place of its own."""
    found = {}
    for other in sorted(path.parent.glob("*.bpmn")):
        try:
            read = bpmn.read(other.read_bytes(), other.name)
        except BrokenProcess:
            continue
        if not read.processes.keys() & diagram.processes.keys():
            found[other.name] = read
    return found


def _tables(folder: Path) -> Callable[[Element, dict[str, Any]], tuple[Any, Mapping[str, Any]]]:
    files = {one.name: one.read_bytes() for one in sorted(folder.glob("*.dmn"))}

    def decide(element: Element, visible: dict[str, Any]) -> tuple[Any, Mapping[str, Any]]:
        wanted = element.attributes.get("decisionRef", "")
        given = {
            name: feel.evaluate(text.strip().removeprefix("="), visible)
            for name, text in element.inputs.items()
        }
        for name, content in files.items():
            model = decisions.read(
                content, name, imports={key: one for key, one in files.items() if key != name}
            )
            if wanted in model.decisions:
                return model.decide(wanted, {**visible, **given}).result, {"decision": wanted}
        return None, {"decision": wanted}

    return decide


def _told(result: Mapping[str, Any]) -> str:
    mark = "bestanden" if result["passed"] else "NICHT BESTANDEN"
    lines = [f"{result['scenario']}: {mark} ({len(result['steps'])} Schritte, {result['status']})"]
    return "\n".join([*lines, *(f"  - {problem}" for problem in result.get("problems", ()))])

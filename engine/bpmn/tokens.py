"""Tokens of a run as bytes and back: where they are and what they wait for. No data, no specification.

Compressed JSON: `[format, process, last key, ended, scopes]`, a scope is `[key of its host, name, tokens]`,
a token `[key, node, state, notes]`. Readable by any version of the process that still has the nodes.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.compiling import Plan
from engine.bpmn.live import LiveRun
from engine.bpmn.step import Around
from engine.errors import EngineError, NotOpen

FORMAT = 1

Document = list[Any]


def dump(run: LiveRun) -> bytes:
    """The tokens of a run that has come to rest."""
    scopes = [
        [
            workflow.host.id if workflow.host else "",
            workflow.spec.name,
            [[task.id, task.task_spec.name, task.state, task.internal_data] for task in workflow.tokens()],
        ]
        for workflow in run.workflows()
    ]
    return pack([FORMAT, run.plan.process, run.last_key, run.ended, scopes])


def pack(document: Document) -> bytes:
    """The reverse of `unpack`."""
    return zlib.compress(json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode(), 6)


def load(tokens: bytes, plan: Plan, around: Around | None) -> LiveRun:
    """The run that stands where `tokens` say. Raises NotOpen if this version has no place for them."""
    document = unpack(tokens)
    places = _absent(document, plan)
    if places:
        raise NotOpen("bpmn.foreign_tokens", process=plan.process, elements=", ".join(places))
    run = LiveRun(plan, around)
    _, _, run.last_key, run.ended, scopes = document
    hosts: dict[str, Task] = {}
    for host, name, rows in scopes:
        workflow = run.open_scope(hosts[host], name) if host else run
        for row in rows:
            hosts[row[0]] = _token(workflow, *row)
    stuck = [task for task in run.all_tokens() if task.state == TaskState.READY]
    run.ready.extend(sorted(stuck, key=lambda task: int(task.id)))
    return run


def unpack(tokens: bytes) -> Document:
    """The document, as it is described above."""
    try:
        document = json.loads(zlib.decompress(tokens))
    except (zlib.error, ValueError) as error:
        raise EngineError("bpmn.unreadable_tokens") from error
    if document[0] != FORMAT:
        raise EngineError("bpmn.unreadable_tokens")
    return document  # type: ignore[no-any-return]


def _absent(document: Document, plan: Plan) -> list[str]:
    found: dict[str, None] = {}
    for _, name, rows in document[4]:
        scope = plan.scopes.get(name)
        if scope is None:
            found[name] = None
            continue
        flows = plan.processes[scope.process].flows
        for _, node, _, notes in rows:
            if node not in scope.task_specs:
                found[node] = None
            elif "flow" in notes and notes["flow"] not in flows:
                found[notes["flow"]] = None
    return list(found)


def _token(workflow: Any, key: str, node: str, state: int, notes: dict[str, Any]) -> Task:
    task = workflow.put(node, None, key, **notes)
    task._state = state
    return task

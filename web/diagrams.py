"""Diagrams as BPMN for the viewer and as a picture for pages without script. Not their drawing."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from engine import arrange
from engine.ids import CaseId, TaskId
from engine.queries.case_views import CaseWish
from engine.queries.views import Diagram
from web.access import requires
from web.desk import asker, now, queries, represents

diagrams = Blueprint("diagrams", __name__)


@diagrams.get("/tasks/<task_id>/diagram.<shape>")
@requires("signed in", about="task")
def of_task(task_id: str, shape: str) -> Response:
    """The process of a task with the place where it stands."""
    page = queries().task(TaskId(task_id), asker(), now(), represents=represents())
    return _drawn(page.diagram, shape)


@diagrams.get("/cases/<case_id>/diagrams/<int:number>.<shape>")
@requires("signed in", about="case")
def of_case(case_id: str, number: int, shape: str) -> Response:
    """One of the processes that run in a case."""
    found = queries().case(CaseId(case_id), asker(), now(), wish=CaseWish()).diagrams
    return _drawn(found[number], shape) if number < len(found) else abort(404)


@diagrams.get("/processes/<process_id>/diagram.<shape>")
@requires("signed in", about="process")
def of_process(process_id: str, shape: str) -> Response:
    """A published process."""
    return _drawn(Diagram(process_id, "", queries().diagram(process_id)), shape)


def _drawn(diagram: Diagram, shape: str) -> Response:
    if shape == "bpmn":
        return Response(_laid_out(diagram), mimetype="application/xml")
    if shape == "svg":
        drawn = arrange.svg(
            diagram.xml.encode(), current=diagram.current, done=diagram.done, title=diagram.name
        )
        return Response(drawn, mimetype="image/svg+xml")
    return abort(404)


def _laid_out(diagram: Diagram) -> bytes:
    """The file as its owner drew it; one that was never drawn is arranged, so that the viewer can show it."""
    xml = diagram.xml.encode()
    return xml if b"BPMNDiagram" in xml else arrange.arrange(xml, f"{diagram.process}.bpmn")

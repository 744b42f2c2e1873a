"""BPMN: reading what an owner drew and executing it. The only door to SpiffWorkflow."""

from engine.bpmn.executable import Executable, compile
from engine.bpmn.migrating import Migration, Obstacle
from engine.bpmn.model import Diagram
from engine.bpmn.reading import read
from engine.bpmn.step import Around, Happening, Incident, Step, Waiting

__all__ = [
    "Around",
    "Diagram",
    "Executable",
    "Happening",
    "Incident",
    "Migration",
    "Obstacle",
    "Step",
    "Waiting",
    "compile",
    "read",
]

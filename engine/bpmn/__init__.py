"""BPMN: reading what an owner drew and executing it. The only door to SpiffWorkflow."""

from engine.bpmn.executable import Executable, compile
from engine.bpmn.model import Diagram
from engine.bpmn.reading import read
from engine.bpmn.step import Around, Happening, Incident, Step, Waiting

__all__ = ["Around", "Diagram", "Executable", "Happening", "Incident", "Step", "Waiting", "compile", "read"]

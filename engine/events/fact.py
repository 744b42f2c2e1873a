"""What all events are: facts with a name and a payload. Not the events themselves."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar


@dataclass(frozen=True)
class Event:
    """One fact about a case. Subclasses add what their sentence and their reader need."""

    by_person: ClassVar[bool] = False

    @property
    def kind(self) -> str:
        """The name under which it is stored: `TaskCompleted`."""
        return type(self).__name__

    def payload(self) -> dict[str, Any]:
        """All facts by name; what is erased when the law demands it."""
        return {
            one.name: getattr(self, one.name) for one in fields(self) if one.name not in ("run", "element")
        }


@dataclass(frozen=True)
class InRun(Event):
    """A fact at one place of one run."""

    run: str = ""
    element: str = ""
    """Id in the diagram; its name at that time stands in `title`."""
    title: str = ""

"""What happened to no case: deputies and parameters, in the chain of the directory. Not to cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from engine.events.fact import Event


@dataclass(frozen=True)
class DeputyArranged(Event):
    """Not of a case: it lies in the chain of the directory."""

    by_person: ClassVar[bool] = True
    arrangement: str
    absent: str
    absent_name: str
    deputy: str
    deputy_name: str
    since: Any = None
    until: Any = None
    reason: str = ""
    roles: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DeputyEnded(Event):
    """Not of a case: it lies in the chain of the directory."""

    by_person: ClassVar[bool] = True
    arrangement: str
    absent: str
    absent_name: str
    deputy: str
    deputy_name: str
    last_day: Any = None


@dataclass(frozen=True)
class OnParameter(Event):
    """Not of a case: it lies in the chain of the directory."""

    by_person: ClassVar[bool] = True
    proposal: str
    programme: str
    parameter: str
    label: str
    value: Any = None
    since: Any = None
    until: Any = None
    source: str = ""
    proposed_by_name: str = ""
    note: str = ""
    """Why it was declined, or how a released bank account was verified."""


class ParameterProposed(OnParameter):
    pass


class ParameterReleased(OnParameter):
    pass


class ParameterDeclined(OnParameter):
    pass

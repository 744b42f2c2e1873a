"""The kinds of value that Python has no type for: ranges, functions, years-and-months durations.

Not what can be done with them; see `ranges`, `functions` and `durations`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import total_ordering
from typing import Any


@total_ordering
@dataclass(frozen=True, slots=True)
class YearsMonths:
    """A years and months duration, counted in months (may be negative)."""

    months: int

    def __lt__(self, other: YearsMonths) -> bool:
        return self.months < other.months


@dataclass(frozen=True, slots=True)
class Range:
    """From `start` to `end`; None where a range is open to that side: `(< 5)`."""

    start: Any
    end: Any
    start_included: bool = True
    end_included: bool = True
    relation: str = ""
    """How it was written, if by a relation: `(< 5)`, `(= 5)`, `(!= 5)`. It tells `(= 5)` from `[5..5]`."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function: the parameters' names and checks, and what is done.

    `check` turns an argument into what the parameter takes, or raises `Nothing`. `call` is given the
    evaluation's `Run` and the arguments.
    """

    names: tuple[str, ...]
    call: Callable[..., Any]
    checks: tuple[Callable[[Any], Any] | None, ...] = ()
    required: int = -1
    variadic: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A FEEL function value: a name for messages and the ways to call it, tried in order."""

    name: str
    signatures: Sequence[Signature]
    types: tuple[Any, ...] = field(default=())
    """The declared types of the parameters and of the result, where they were declared."""


class Nothing(Exception):
    """An operation has no result; carries the reason that `explain` shows."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

"""What is remembered while a decision is made: matching rules, reasons for nulls, cost. Not the logic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import thread_time
from typing import Any

from engine.errors import EngineError, Reason

STEPS = 100_000
SECONDS = 2.0
"""Computing time of one question; the thread's own, so that a busy machine changes no answer."""
STEPS_BETWEEN_LOOKS = 16
DEPTH = 100
HITS = 1_000
NOTES = 100


@dataclass(frozen=True)
class Hit:
    """One evaluation of a decision table: which rules (1-based) matched, on what, with which outputs."""

    table: str
    rules: tuple[int, ...]
    inputs: Mapping[str, Any]
    outputs: tuple[Any, ...]
    decision: str = ""
    rule_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """A decision with its reasons.

    `rules` are those of the asked decision's own table, `hits` those of every table on the way to it;
    `version` is the sha256 of the files that decided.
    """

    result: Any
    rules: tuple[int, ...] = ()
    hits: tuple[Hit, ...] = ()
    notes: tuple[Reason, ...] = ()
    version: str = ""


class TooMuch(EngineError):
    """A decision that asks for more than the limits allow; becomes null and a note."""


@dataclass
class Trace:
    """The notebook of one question to a model."""

    hits: list[Hit] = field(default_factory=list)
    notes: list[Reason] = field(default_factory=list)
    element: str = ""
    """The name of the element that is being evaluated, for the notes."""
    decision: str = ""
    until: float = 0.0
    steps: int = 0
    depth: int = 0

    def step(self) -> None:
        """Count one evaluation. Raises TooMuch beyond the limits of number and time."""
        self.steps += 1
        if self.steps % STEPS_BETWEEN_LOOKS == 0:
            self._look()

    def _look(self) -> None:
        if self.steps > STEPS:
            raise TooMuch("decisions.too_many_steps", limit=STEPS)
        now = thread_time()
        self.until = self.until or now + SECONDS
        if now > self.until:
            raise TooMuch("decisions.too_slow", limit=SECONDS)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Inside a function. Raises TooMuch when functions call each other without end."""
        self.depth += 1
        if self.depth > DEPTH:
            raise TooMuch("decisions.too_deep", limit=DEPTH)
        try:
            yield
        finally:
            self.depth -= 1

    @contextmanager
    def inside(self, element: str, decision: str) -> Iterator[None]:
        """While this element is evaluated, notes carry its name and hits its id."""
        before = self.element, self.decision
        self.element, self.decision = element, decision
        try:
            yield
        finally:
            self.element, self.decision = before

    def note(self, code: str, **facts: Any) -> None:
        """Say why something is null; the facts get the name of the element."""
        self.remember(Reason(f"decisions.{code}", {"name": self.element, **facts}))

    def remember(self, reason: Reason) -> None:
        """Keep a note, unless there are very many already."""
        if len(self.notes) < NOTES and reason not in self.notes:
            self.notes.append(reason)

    def hit(self, hit: Hit) -> None:
        """Keep which rules matched, unless there are very many already."""
        if len(self.hits) < HITS:
            self.hits.append(hit)

"""Whether something is surely done before something else: asked of the states of a process. No data.

The question "is `asked` done on every way to `reader`?" is answered by exploring the process with `asked`
taken out: whatever can still be reached can be reached without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.bpmn.model import Process
from engine.check.anatomy import State
from engine.check.exploring import Space, explore
from engine.check.net import Net

BOUND = 5_000


@dataclass
class Before:
    """The answers for one process; each exploration is made once."""

    process: Process
    spaces: Mapping[str | None, Space]
    _without: dict[tuple[str | None, str], Space] = field(default_factory=dict)
    _behind: dict[str, set[str]] = field(default_factory=dict)

    def way_around(self, asked: str, reader: str) -> list[str] | None:
        """The shortest way to the beginning of `reader` on which `asked` is not done; None: there is none."""
        event = next((key for key, space in self.spaces.items() if self._reaches(space, reader)), None)
        without = self._explored(event, asked)
        state = self._state(without, reader)
        return None if state is None else [*without.way(state), reader]

    def way_to_end(self, asked: str) -> list[str] | None:
        """The shortest way to a regular end of the process without `asked`."""
        without = self._explored(None, asked)
        for state, step in without.before.items():
            if without.net.is_over(state) and not self._fails(step):
                return without.way(state)
        return None

    def ever(self, asked: str, reader: str) -> bool:
        """Whether `asked` can be done before `reader` at all."""
        if asked not in self._behind:
            self._behind[asked] = self._after(asked)
        return reader in self._behind[asked]

    def _fails(self, step: tuple[State, str] | None) -> bool:
        element = self.process.elements[step[1]] if step else None
        return element is not None and element.trigger is not None and element.trigger.kind == "error"

    def _explored(self, event: str | None, asked: str) -> Space:
        key = (event, asked)
        if key not in self._without:
            base = self.spaces[event].net
            net = Net(base.parts, base.outside, base.optional)
            self._without[key] = explore(net, avoid=asked, bound=BOUND)
        return self._without[key]

    def _reaches(self, space: Space, reader: str) -> bool:
        return self._state(space, reader) is not None

    def _state(self, space: Space, reader: str) -> State | None:
        """The first state in which a token stands before `reader`, or in which `reader` has begun."""
        if reader in space.entered:
            return space.entered[reader]
        return next((state for state, start in space.began.items() if start == reader), None)

    def _after(self, asked: str) -> set[str]:
        """Everything into which a token can still go once `asked` is done."""
        found: set[str] = set()
        for space in self.spaces.values():
            todo = list(space.done.get(asked, ()))
            seen = set(todo)
            while todo:
                state = todo.pop()
                found |= space.net.entered(state)
                for following in space.after.get(state, ()):
                    if following not in seen:
                        seen.add(following)
                        todo.append(following)
        return found

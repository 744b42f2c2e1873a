"""Walks through all states of a net, breadth first and bounded, and keeps the shortest way to each.

Judges nothing; `soundness` and `reads` ask what they need to know of the states.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from engine.check.anatomy import State
from engine.check.net import Move, Net

BOUND = 20_000
"""States that are looked at in one walk."""

LABOUR = 1_000_000
"""Tokens in all states that are looked at in one walk: a state with thousands of them counts for many."""


@dataclass
class Space:
    """The states found, how they hang together, and whether these are all."""

    net: Net
    before: dict[State, tuple[State, str] | None] = field(default_factory=dict)
    """The state before each on the shortest way, and the element that moved; None at the start."""
    after: dict[State, list[State]] = field(default_factory=dict)
    began: dict[State, str] = field(default_factory=dict)
    """The start event of each first state."""
    moved: set[str] = field(default_factory=set)
    """Elements that did something."""
    done: dict[str, set[State]] = field(default_factory=dict)
    """The states right after an element was completed."""
    entered: dict[str, State] = field(default_factory=dict)
    """Elements into which a token went, with the first state in which it stood before them."""
    doubled: dict[str, State] = field(default_factory=dict)
    """Flows on which two tokens stood at once, with the first such state."""
    cut: set[State] = field(default_factory=set)
    """States behind which was not looked: an event beside the flow came a third time."""
    complete: bool = True
    """False when there were more states than `bound`, or too many tokens in them."""
    tokens: int = 0
    """How many tokens stand in all states found."""

    def way(self, state: State) -> list[str]:
        """The elements that moved on the shortest way to `state`."""
        elements: list[str] = []
        here: State | None = state
        while here is not None:
            step = self.before[here]
            elements.append(step[1] if step else self.began[here])
            here = step[0] if step else None
        return elements[::-1]


def explore(
    net: Net,
    *,
    avoid: str | None = None,
    bound: int = BOUND,
    enough: Callable[[Space], bool] | None = None,
) -> Space:
    """All states of `net` that can be reached without completing the element `avoid`.

    Ends early when `enough` says so, or at `bound` states.
    """
    space = Space(net)
    todo: deque[State] = deque()
    for move in _without(net.begin(), avoid):
        _found(space, todo, move, None)
    while todo:
        state = todo.popleft()
        if len(space.before) > bound or space.tokens > LABOUR:
            space.complete = False
            break
        if enough is not None and enough(space):
            break
        space.after[state] = []
        for move in _without(net.moves(state), avoid):
            space.after[state].append(move.state)
            _found(space, todo, move, state)
            if space.tokens > 2 * LABOUR:  # a single state may have thousands of moves
                space.complete = False
                return space
    return space


def _without(moves: Iterator[Move], avoid: str | None) -> Iterator[Move]:
    return (move for move in moves if not (move.completes and move.element == avoid))


def _found(space: Space, todo: deque[State], move: Move, before: State | None) -> None:
    space.moved.update(id for id in (move.element, move.caught) if id)
    if move.completes:
        space.done.setdefault(move.element, set()).add(move.state)
    state = move.state
    if state in space.before:
        return
    space.before[state] = None if before is None else (before, move.element)
    space.tokens += len(state)
    if before is None:
        space.began[state] = move.element
    for element in space.net.entered(state):
        space.entered.setdefault(element, state)
    side = space.net.parts.side
    doubled = [place for place in _several(state, 2) if place not in side]
    for place in doubled:
        space.doubled.setdefault(place, state)
    if any(place in side for place in _several(state, 3)):
        space.cut.add(state)
    elif not doubled:  # behind a doubled token everything happens twice; that much is said once
        todo.append(state)


def _several(state: State, number: int) -> Iterator[str]:
    """Places in which there are at least this many tokens."""
    for end, place in enumerate(state[number - 1 :], number):
        if state[end - number] == place and not place.startswith("!"):
            yield place

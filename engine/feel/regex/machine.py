"""Runs a pattern's program over a text. Not the reading of patterns (`syntax`, `program`).

It backtracks with its own stack and remembers each (instruction, place) that has failed, so that none is
tried twice. Only a back reference makes that memory useless; then the charge alone bounds the work.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.feel.regex.program import Instruction

Charge = Callable[[int], None]
Slots = tuple[int, ...]
_BETWEEN_CHARGES = 64
_STEPS_PER_CHARGE = 8
"""A step of this machine costs less than one of an expression: eight for the price of one."""


class Machine:
    """A program with the flags that matter while it runs."""

    def __init__(self, program: list[Instruction], groups: int, *, lines: bool, fold: bool) -> None:
        self.program = program
        self.slots: Slots = (-1,) * (2 * groups + 2)
        self.lines = lines
        self.fold = fold
        self.remembers = all(name != "back" for name, _, _ in program)

    def search(self, text: str, start: int, charge: Charge) -> Slots | None:
        """The first match from `start` on: the places of the match and its groups, -1 for none."""
        seen: set[int] = set()
        for begin in range(start, len(text) + 1):
            found = self._match(text, begin, seen, charge)
            if found:
                return found
        return None

    def _match(self, text: str, begin: int, seen: set[int], charge: Charge) -> Slots | None:
        program, width = self.program, len(text) + 1
        stack: list[tuple[int, int, Slots]] = [(0, begin, self.slots)]
        steps = 0
        charge(1)
        while stack:
            counter, place, slots = stack.pop()
            while True:
                steps += 1
                if steps % _BETWEEN_CHARGES == 0:
                    charge(_BETWEEN_CHARGES // _STEPS_PER_CHARGE)
                if self.remembers:
                    state = counter * width + place
                    if state in seen:
                        break
                    seen.add(state)
                name, first, second = program[counter]
                if name == "set":
                    if place >= len(text) or not first(text[place]):
                        break
                    counter, place = counter + 1, place + 1
                elif name == "fork":
                    stack.append((second, place, slots))
                    counter = first
                elif name == "jump":
                    counter = first
                elif name == "save":
                    slots = (*slots[:first], place, *slots[first + 1 :])
                    counter += 1
                elif name == "done":
                    return (begin, place, *slots[2:])
                else:
                    moved = self._look(name, first, text, place, slots)
                    if moved < 0:
                        break
                    counter, place = counter + 1, moved
        return None

    def _look(self, name: str, what: object, text: str, place: int, slots: Slots) -> int:
        """Where an edge or a back reference leads, -1 if it does not hold."""
        if name == "edge":
            return place if self._edge(str(what), text, place) else -1
        assert isinstance(what, int)
        begin, end = slots[2 * what], slots[2 * what + 1]
        if begin < 0 or end < 0:
            return place
        wanted, there = text[begin:end], text[place : place + end - begin]
        same = wanted.casefold() == there.casefold() if self.fold else wanted == there
        return place + end - begin if same else -1

    def _edge(self, mark: str, text: str, place: int) -> bool:
        if mark == "^":
            return place == 0 or (self.lines and text[place - 1] == "\n" and place < len(text))
        return place == len(text) or (self.lines and text[place] == "\n")

"""A pattern as a program of a few instructions. Not the machine that runs it (`machine`).

After Thompson and Pike: a repeat is a loop with a fork, counted repeats are written out.
"""

from __future__ import annotations

from typing import Any

from engine.feel.regex.syntax import Back, Choice, Edge, Group, Piece, Repeat, Sequence, Set

LARGEST = 4_000
"""Instructions; a pattern that needs more is refused."""

Instruction = tuple[str, Any, Any]
"""(`set`, predicate, -) · (`fork`, first, second) · (`jump`, to, -) · (`save`, slot, -) · (`edge`, mark, -) ·
(`back`, group, -) · (`done`, -, -)"""


def assemble(piece: Piece) -> list[Instruction]:
    """The program of a pattern. Raises ValueError when it is too large."""
    program: list[Instruction] = []
    _write(piece, program)
    program.append(("done", None, None))
    return program


def _write(piece: Piece, program: list[Instruction]) -> None:
    if len(program) > LARGEST:
        raise ValueError("size")
    match piece:
        case Set(inside):
            program.append(("set", inside, None))
        case Edge(mark):
            program.append(("edge", mark, None))
        case Back(number):
            program.append(("back", number, None))
        case Sequence(parts):
            for part in parts:
                _write(part, program)
        case Group(number, inner):
            program.append(("save", 2 * number, None))
            _write(inner, program)
            program.append(("save", 2 * number + 1, None))
        case Choice(branches):
            _write_choice(branches, program)
        case Repeat():
            _write_repeat(piece, program)


def _write_choice(branches: tuple[Piece, ...], program: list[Instruction]) -> None:
    ends: list[int] = []
    for branch in branches[:-1]:
        fork = len(program)
        program.append(("fork", fork + 1, 0))
        _write(branch, program)
        ends.append(len(program))
        program.append(("jump", 0, None))
        program[fork] = ("fork", fork + 1, len(program))
    _write(branches[-1], program)
    for end in ends:
        program[end] = ("jump", len(program), None)


def _write_repeat(repeat: Repeat, program: list[Instruction]) -> None:
    for _ in range(repeat.least):
        _write(repeat.piece, program)
    if repeat.most is None:
        _write_loop(repeat, program)
        return
    forks: list[int] = []
    for _ in range(repeat.most - repeat.least):
        forks.append(len(program))
        program.append(("fork", 0, 0))
        _write(repeat.piece, program)
    for fork in forks:
        program[fork] = _fork(fork + 1, len(program), greedy=repeat.greedy)


def _write_loop(repeat: Repeat, program: list[Instruction]) -> None:
    fork = len(program)
    program.append(("fork", 0, 0))
    _write(repeat.piece, program)
    program.append(("jump", fork, None))
    program[fork] = _fork(fork + 1, len(program), greedy=repeat.greedy)


def _fork(inside: int, outside: int, *, greedy: bool) -> Instruction:
    return ("fork", inside, outside) if greedy else ("fork", outside, inside)

"""Reads a pattern (XPath 3.1 functions, 5.6.1) into a tree of small records. Not the matching.

Bad patterns raise ValueError with a word that says what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.feel.regex import classes
from engine.feel.regex.classes import CharacterSet

MOST_REPEATS = 1_000
DEEPEST = 40
_SPECIAL = frozenset("\\|.?*+(){}[]^$")
_SPACE = (" ", "\t", "\n", "\r")
_CONTROL = {"n": "\n", "r": "\r", "t": "\t"}


@dataclass(frozen=True)
class Set:
    """One character of a set."""

    inside: CharacterSet


@dataclass(frozen=True)
class Sequence:
    parts: tuple[Piece, ...]


@dataclass(frozen=True)
class Choice:
    branches: tuple[Piece, ...]


@dataclass(frozen=True)
class Repeat:
    """`{least, most}`, most None for no end; greedy takes as much as it can."""

    piece: Piece
    least: int
    most: int | None
    greedy: bool


@dataclass(frozen=True)
class Group:
    """A group with its number, from 1 on."""

    number: int
    piece: Piece


@dataclass(frozen=True)
class Back:
    """What the group of that number has matched, again."""

    number: int


@dataclass(frozen=True)
class Edge:
    """`^` or `$`."""

    mark: str


Piece = Set | Sequence | Choice | Repeat | Group | Back | Edge


@dataclass
class Flags:
    """s: `.` takes line ends; m: `^ $` at lines; i: either case; x: spaces do not count; q: no pattern."""

    dot_all: bool
    lines: bool
    fold: bool
    spaced: bool
    quoted: bool

    @classmethod
    def of(cls, letters: str) -> Flags:
        if set(letters) - set("smixq"):
            raise ValueError("flags")
        return cls(*(letter in letters for letter in "smixq"))


def read(pattern: str, flags: Flags) -> tuple[Piece, int]:
    """The tree of a pattern and the number of its groups. Raises ValueError."""
    if flags.quoted:
        return Sequence(tuple(Set(classes.literal(one, fold=flags.fold)) for one in pattern)), 0
    reader = _Reader(pattern, flags)
    piece = reader.choice(0)
    if reader.here:
        raise ValueError(")")
    return piece, reader.groups


class _Reader:
    def __init__(self, pattern: str, flags: Flags) -> None:
        self.pattern = pattern
        self.flags = flags
        self.position = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.inside = 0
        """How many square brackets are open: in them, spaces always count."""

    @property
    def here(self) -> str:
        """The next character that counts, "" at the end."""
        while (
            self.flags.spaced
            and not self.inside
            and self.pattern[self.position : self.position + 1] in _SPACE
        ):
            self.position += 1
        return self.pattern[self.position : self.position + 1]

    def take(self) -> str:
        one = self.here
        if not one:
            raise ValueError("end")
        self.position += 1
        return one

    def choice(self, depth: int) -> Piece:
        if depth > DEEPEST:
            raise ValueError("depth")
        branches = [self.sequence(depth)]
        while self.here == "|":
            self.take()
            branches.append(self.sequence(depth))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def sequence(self, depth: int) -> Piece:
        parts: list[Piece] = []
        while self.here and self.here not in "|)":
            parts.append(self.quantified(self.atom(depth)))
        return Sequence(tuple(parts))

    def atom(self, depth: int) -> Piece:
        one = self.take()
        if one == "(":
            return self.group(depth)
        if one == "[":
            return Set(self.bracket(depth))
        if one == ".":
            return Set(classes.dot(all_characters=self.flags.dot_all))
        if one in "^$":
            return Edge(one)
        if one == "\\":
            return self.escaped()
        if one in _SPECIAL:
            raise ValueError(one)
        return Set(classes.literal(one, fold=self.flags.fold))

    def group(self, depth: int) -> Piece:
        if self.pattern.startswith("?:", self.position):
            self.position += 2
            piece = self.choice(depth + 1)
            self.close(")")
            return piece
        self.groups += 1
        number = self.groups
        piece = self.choice(depth + 1)
        self.close(")")
        self.closed.add(number)
        return Group(number, piece)

    def close(self, mark: str) -> None:
        if self.take() != mark:
            raise ValueError(mark)

    def quantified(self, piece: Piece) -> Piece:
        mark = self.here
        if mark not in ("?", "*", "+", "{"):
            return piece
        self.take()
        least, most = {"?": (0, 1), "*": (0, None), "+": (1, None)}.get(mark) or self.counts()
        greedy = self.here != "?"
        if not greedy:
            self.take()
        if self.here in ("?", "*", "+", "{"):
            raise ValueError(self.here)
        return Repeat(piece, least, most, greedy)

    def counts(self) -> tuple[int, int | None]:
        closing = self.pattern.find("}", self.position)
        low, comma, high = self.pattern[self.position : max(closing, 0)].partition(",")
        if closing < 0 or not low.isdecimal() or not (high.isdecimal() or not high):
            raise ValueError("{")
        self.position = closing + 1
        least = int(low)
        most = (int(high) if high else None) if comma else least
        if least > MOST_REPEATS or (most is not None and not least <= most <= MOST_REPEATS):
            raise ValueError("{")
        return least, most

    def escaped(self) -> Piece:
        one = self.take()
        if one.isdecimal() and one != "0":
            return self.back_reference(int(one))
        return Set(
            self.escaped_set(one) or classes.literal(self.escaped_character(one), fold=self.flags.fold)
        )

    def back_reference(self, number: int) -> Piece:
        while self.here.isdecimal() and number * 10 + int(self.here) <= self.groups:
            number = number * 10 + int(self.take())
        if number not in self.closed:
            raise ValueError(f"\\{number}")
        return Back(number)

    def escaped_set(self, one: str) -> CharacterSet | None:
        if one not in "pP":
            return classes.escape(one)
        self.close("{")
        closing = self.pattern.find("}", self.position)
        if closing < 0:
            raise ValueError("{")
        name = self.pattern[self.position : closing]
        self.position = closing + 1
        inside = classes.category(name)
        return inside if one == "p" else classes.negated(inside)

    def escaped_character(self, one: str) -> str:
        if one in _CONTROL:
            return _CONTROL[one]
        if one not in _SPECIAL and one != "-":
            raise ValueError(f"\\{one}")
        return one

    def bracket(self, depth: int) -> CharacterSet:
        """`[...]`, behind its opening: characters, spans, escapes, and at the end a subtraction `-[...]`."""
        if depth > DEEPEST:
            raise ValueError("depth")
        self.inside += 1
        turned = self.here == "^"
        if turned:
            self.take()
        sets: list[CharacterSet] = []
        removed: CharacterSet | None = None
        while self.here != "]":
            if sets and self.pattern.startswith("-[", self.position):
                self.position += 2
                removed = self.bracket(depth + 1)
                break
            sets.append(self.member())
        self.inside -= 1
        self.close("]")
        if not sets:
            raise ValueError("[]")
        inside = classes.negated(classes.any_of(sets)) if turned else classes.any_of(sets)
        return classes.without(inside, removed) if removed else inside

    def member(self) -> CharacterSet:
        low = self.take()
        if low == "[":
            raise ValueError("[")
        if low == "\\":
            letter = self.take()
            inside = self.escaped_set(letter)
            if inside:
                return inside
            low = self.escaped_character(letter)
        following = self.pattern[self.position + 1 : self.position + 2]
        if self.here != "-" or following in ("]", "[", ""):
            return classes.literal(low, fold=self.flags.fold)
        self.take()
        high = self.take()
        if high == "\\":
            high = self.escaped_character(self.take())
        return classes.span(low, high, fold=self.flags.fold)

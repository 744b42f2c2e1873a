"""A compiled pattern and its three uses: search, replace, split. Not the machine behind it (`machine`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from engine.feel import limits
from engine.feel.kinds.records import Nothing
from engine.feel.regex.machine import Charge, Machine, Slots
from engine.feel.regex.program import assemble
from engine.feel.regex.syntax import Flags, read

_REPLACEMENT = re.compile(r"\\[\\$]|\$(\d+)|[\\$]")


class Pattern:
    """A pattern that is ready to be used on many texts."""

    def __init__(self, machine: Machine, groups: int, *, quoted: bool) -> None:
        self._machine = machine
        self._groups = groups
        self._quoted = quoted

    def search(self, text: str, charge: Charge) -> Slots | None:
        """The first match: begin and end, then those of each group; None without one."""
        return self._machine.search(text, 0, charge)

    def _all(self, text: str, charge: Charge) -> Iterator[Slots]:
        place = 0
        while place <= len(text):
            found = self._machine.search(text, place, charge)
            if found is None:
                return
            yield found
            place = found[1] if found[1] > found[0] else found[1] + 1

    def replace(self, text: str, replacement: str, charge: Charge) -> str:
        """Every match replaced. Raises Nothing if the pattern matches the empty text, as XPath has it."""
        self._refuse_empty(charge)
        pieces: list[str] = []
        place = length = 0
        for found in self._all(text, charge):
            pieces += (text[place : found[0]], self._filled(replacement, text, found))
            length += len(pieces[-1]) + len(pieces[-2])
            if length > limits.STRING:
                break
            place = found[1]
        return "".join(pieces) + text[place:]

    def _refuse_empty(self, charge: Charge) -> None:
        """XPath has no pieces and no replacement where a pattern matches the empty text (FORX0003)."""
        if self._machine.search("", 0, charge):
            raise Nothing("pattern_empty")

    def _filled(self, replacement: str, text: str, found: Slots) -> str:
        """The replacement with `$1` filled in; `\\$` and `\\\\` are the characters themselves."""
        if self._quoted:
            return replacement
        limits.checked_size(len(replacement) // 2 + replacement.count("$") * (found[1] - found[0]))
        return _REPLACEMENT.sub(lambda mark: self._fill(mark, text, found), replacement)

    def _fill(self, mark: re.Match[str], text: str, found: Slots) -> str:
        if mark.group() in ("\\\\", "\\$"):
            return mark.group()[1]
        digits = mark.group(1)
        if digits is None:
            raise Nothing("replacement", text=mark.group())
        used = len(digits)
        while used > 1 and int(digits[:used]) > self._groups:
            used -= 1
        number = int(digits[:used])
        if number > self._groups:
            return digits[used:]
        begin, end = found[2 * number], found[2 * number + 1]
        return (text[begin:end] if begin >= 0 else "") + digits[used:]

    def split(self, text: str, charge: Charge) -> list[str]:
        """What stands between the matches. Raises Nothing as `replace` does."""
        self._refuse_empty(charge)
        pieces: list[str] = []
        place = 0
        for found in self._all(text, charge):
            pieces.append(text[place : found[0]])
            place = found[1]
        return [*pieces, text[place:]]


@lru_cache(maxsize=512)
def compile(pattern: str, flags: str = "") -> Pattern:
    """The pattern. Raises Nothing, with the reason, for one that cannot be read or is too large."""
    try:
        meaning = Flags.of(flags)
        piece, groups = read(pattern, meaning)
        machine = Machine(assemble(piece), groups, lines=meaning.lines, fold=meaning.fold)
    except ValueError:
        raise Nothing("pattern", pattern=pattern[:80]) from None
    return Pattern(machine, groups, quoted=meaning.quoted)

"""Cuts FEEL text into the tokens of `feel.lark`. Not the grammar: this module knows words, not sentences.

What a grammar cannot see is decided here: where a name ends (see `names`), whether a bracket opens or
closes a range, and whether `<` stands in a type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lark import Token

from engine.feel import limits
from engine.feel.errors import FeelSyntaxError, LimitExceeded
from engine.feel.reading.names import BUILT_IN, KEYWORDS, LATER_WORD, WORD, Names, canonical
from engine.feel.reading.text import unquote

_SPACE = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_KEY = re.compile(r"\s*([^\s\d\"{}()\[\],:][^\"{}()\[\],:]*)(?=:)")
_PARAMETER = re.compile(r"\s*([^\s\d\"{}()\[\],:][^\"{}()\[\],:]*)(?=[:,)])")
_BOUND = re.compile(r"\s*([^\s\d\"{}()\[\],:][^\"{}()\[\],:]*?)(?<!\s)(?=\s+in\b)")
_ARGUMENT = re.compile(rf"({WORD.pattern}(?:\s+{LATER_WORD.pattern})*)(?=\s*:)")
_MARKS = {
    "**": "POWER", "..": "DOTS", "!=": "NE", "<=": "LE", ">=": "GE", "->": "ARROW", "@": "AT", ".": "DOT",
    ",": "COMMA", ":": "COLON", "(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB", "{": "LBRACE",
    "}": "RBRACE", "=": "EQ", "<": "LT", ">": "GT", "-": "MINUS", "+": "PLUS", "*": "STAR", "/": "SLASH",
    "−": "MINUS", "–": "MINUS", "≤": "LE", "≥": "GE", "≠": "NE",
}  # fmt: skip
_HINTS = {
    "=": "double_equals", "&": "and", "|": "or", "!": "not", "%": "percent", "$": "dollar",
    "'": "quotes", "„": "quotes", "“": "quotes", "”": "quotes", "»": "quotes", "‚": "quotes",
}  # fmt: skip
"""What people write who come from other languages or from a text processor."""
_OPERAND_ENDS = frozenset(
    ["NAME", "NUMBER", "STRING", "TRUE", "FALSE", "NULL", "RPAR", "RSQB", "RBRACE", "RANGE_END", "TYPE_CLOSE"]
)
_OPENERS = {"(": "LPAR", "[": "LSQB", "{": "LBRACE"}
_TYPES = {"list": "TYPE_LIST", "range": "TYPE_RANGE", "context": "TYPE_CONTEXT", "function": "TYPE_FUNCTION"}
_BINDERS = frozenset({"FOR", "SOME", "EVERY"})


def tokens(source: str, names: Iterable[str | tuple[str, ...]] = (), *, unary: bool = False) -> list[Token]:
    """All tokens of `source`. `names` are known names; in a tuple, all but the first are known after a dot.

    Raises FeelSyntaxError (unfinished text, unknown character) and LimitExceeded (length, nesting).
    """
    if len(source) > limits.SOURCE:
        raise LimitExceeded("source", limits.SOURCE)
    return _Cutter(source, names, unary=unary).run()


class _Bracket:
    """An open bracket: which, what names are known inside, and what its parts mean."""

    def __init__(self, mark: str, position: int, kind: str = "") -> None:
        self.mark = mark
        self.position = position
        self.kind = kind
        self.is_range = False
        self.names = Names()
        self.binders = 0
        """`for`, `some` and `every` whose body has not begun: a comma here brings a further iterator."""


class _Cutter:
    def __init__(self, source: str, names: Iterable[str | tuple[str, ...]], *, unary: bool) -> None:
        self.source = source
        self.unary = unary
        self.position = 0
        self.out: list[Token] = []
        self.stack = [_Bracket("", 0)]
        self.inner = Names()
        """Names that can stand after a dot or inside a filter: those of nested contexts."""
        for name in BUILT_IN:
            self.stack[0].names.add(name)
        self.known: set[str] = set()
        for path in names:
            parts = (path,) if isinstance(path, str) else path
            self.stack[0].names.add(parts[0])
            self.known.add(canonical(parts[0]))
            for part in parts[1:]:
                self.inner.add(part)

    def run(self) -> list[Token]:
        while self._skip_space():
            self._next()
        if self.out and self.out[0].type == "NOT_TESTS" and not _around_all(self.out):
            self.out[0].type = "NAME"
        return self.out

    def _skip_space(self) -> bool:
        space = _SPACE.match(self.source, self.position)
        if space:
            self.position = space.end()
        return self.position < len(self.source)

    def _next(self) -> None:
        if self._declared_name():
            return
        character = self.source[self.position]
        if character == '"':
            self._string()
        elif number := _NUMBER.match(self.source, self.position):
            self._add("NUMBER", number.group(), number.end())
        elif not self._name():
            self._mark()

    def _add(self, kind: str, value: str, end: int) -> None:
        self.out.append(Token(kind, value, start_pos=self.position, end_pos=end))
        self.position = end

    # names

    def _declared_name(self) -> bool:
        """A name where it is brought in: key of a context, parameter, iterator. It is known from here on."""
        bracket = self.stack[-1]
        last = self.out[-1].type if self.out else ""
        pattern = None
        if bracket.binders and (last in _BINDERS or last == "COMMA"):
            pattern = _BOUND
        elif bracket.kind == "context" and last in ("LBRACE", "COMMA"):
            pattern = _KEY
        elif bracket.kind == "parameters" and last in ("LPAR", "COMMA"):
            pattern = _PARAMETER
        elif bracket.mark == "(" and last in ("LPAR", "COMMA"):
            return self._argument_name()
        found = pattern.match(self.source, self.position) if pattern else None
        if not found or not WORD.match(found.group(1)):
            return False
        name = canonical(found.group(1))
        scope = self.stack[-2] if bracket.kind == "parameters" else bracket
        scope.names.add(name)
        self.inner.add(name)
        self.position = found.start(1)
        self._add("NAME", name, found.end(1))
        return True

    def _argument_name(self) -> bool:
        """`start position:` in a call by names; the colon tells that it is one name, known or not."""
        found = _ARGUMENT.match(self.source, self.position)
        if found:
            self._add("NAME", canonical(found.group(1)), found.end(1))
        return bool(found)

    def _name(self) -> bool:
        after_dot = bool(self.out) and self.out[-1].type == "DOT"
        known = self._known_name(after_dot=after_dot)
        if known:
            self._add("NAME", *known)
            return True
        if self.source[self.position] == "?":
            self._add("NAME", "?", self.position + 1)
            return True
        word = WORD.match(self.source, self.position)
        if not word:
            return False
        if after_dot or not self._keyword(word.group(), word.end()):
            self._words(word, after_dot=after_dot)
        return True

    def _known_name(self, *, after_dot: bool) -> tuple[str, int] | None:
        """The longest name that is known here, looked up from the inner bracket outwards."""
        wells = [self.inner] if after_dot else [bracket.names for bracket in self.stack]
        if not after_dot and any(bracket.kind == "filter" for bracket in self.stack):
            wells.append(self.inner)
        found = [match for well in wells if (match := well.longest(self.source, self.position))]
        return max(found, key=lambda match: match[1], default=None)

    def _words(self, word: re.Match[str], *, after_dot: bool) -> None:
        """Join the words that follow: nobody knows them, and side by side they can only be one name."""
        name, end = word.group(), word.end()
        if self._expects_type():
            kind = _TYPES.get(name)
            following = _SPACE.match(self.source, end)
            opening = following.end() if following else end
            if kind and self.source[opening : opening + 1] == "<":
                self._add(kind, name, end)
                self._add_opening(opening)
                return
        while after_dot or not self._is_known(name):
            space = _SPACE.match(self.source, end)
            further = LATER_WORD.match(self.source, space.end()) if space else None
            if not further or further.group() in KEYWORDS or further.group() == "external":
                break
            name, end = f"{name} {further.group()}", further.end()
        self._add("NAME", name, end)

    def _is_known(self, name: str) -> bool:
        return name in self.known or any(name in bracket.names.all for bracket in self.stack[1:])

    # words of the language

    def _keyword(self, word: str, end: int) -> bool:
        if word == "external" and self.out and self.out[-1].type == "RPAR":
            self._add("EXTERNAL", word, end)
        elif word == "not" and self.unary and not self.out:
            self._add("NOT_TESTS", word, end)
        elif word == "instance":
            return self._instance_of(end)
        elif word == "function" and self._expects_type():
            return False
        elif word in KEYWORDS:
            self._add(word.upper(), word, end)
            self._count_binders()
        else:
            return False
        return True

    def _count_binders(self) -> None:
        bracket, word = self.stack[-1], self.out[-1].type
        if word in _BINDERS:
            bracket.binders += 1
        elif word in ("RETURN", "SATISFIES"):
            bracket.binders = max(0, bracket.binders - 1)

    def _instance_of(self, end: int) -> bool:
        further = re.compile(r"\s+of\b").match(self.source, end)
        if further and self.out and self.out[-1].type in _OPERAND_ENDS:
            self._add("INSTANCE_OF", "instance of", further.end())
            return True
        return False

    def _expects_type(self) -> bool:
        last = self.out[-1].type if self.out else ""
        kind = self.stack[-1].kind
        if kind == "type":
            return last in ("TYPE_OPEN", "COMMA", "COLON")
        return last in ("INSTANCE_OF", "ARROW") or (last == "COLON" and kind == "parameters")

    # marks

    def _string(self) -> None:
        text = _STRING.match(self.source, self.position)
        if not text:
            raise FeelSyntaxError("unfinished_string", self.source, self.position, found='"')
        self._add("STRING", unquote(text.group()), text.end())

    def _mark(self) -> None:
        mark = self.source[self.position : self.position + 2]
        if mark not in _MARKS:
            mark = mark[:1]
        hint = _HINTS.get(mark, "character")
        if mark not in _MARKS or (mark == "=" and self.source.startswith("==", self.position)):
            raise FeelSyntaxError(hint, self.source, self.position, found=mark)
        if mark in "([{":
            self._open(mark)
        elif mark in ")]}":
            self._close(mark)
        elif mark == ">" and self.stack[-1].kind == "type":
            self._pop("TYPE_CLOSE", mark)
        else:
            if mark == "..":
                self.stack[-1].is_range = True
            self._add(_MARKS[mark], mark, self.position + len(mark))

    def _add_opening(self, position: int) -> None:
        self.position = position
        self._push("<", "type")
        self._add("TYPE_OPEN", "<", position + 1)

    def _push(self, mark: str, kind: str) -> None:
        if len(self.stack) > limits.NESTING:
            raise LimitExceeded("nesting", limits.NESTING)
        self.stack.append(_Bracket(mark, self.position, kind))

    def _pop(self, kind: str, mark: str) -> None:
        if len(self.stack) > 1:
            self.stack.pop()
        self._add(kind, mark, self.position + 1)

    def _open(self, mark: str) -> None:
        last = self.out[-1].type if self.out else ""
        if mark == "[" and last in _OPERAND_ENDS:
            if self._ends_range():
                self._pop("RANGE_END", mark)
                return
            self._push(mark, "filter")
        else:
            kind = "context" if mark == "{" else "parameters" if last == "FUNCTION" else ""
            self._push(mark, kind)
        self._add(_OPENERS[mark], mark, self.position + 1)

    def _close(self, mark: str) -> None:
        last = self.out[-1].type if self.out else ""
        if mark == "]" and last not in _OPERAND_ENDS and last != "LSQB":
            self._push(mark, "")
            self._add("RANGE_START", mark, self.position + 1)
            return
        self._pop(_MARKS[mark], mark)

    def _ends_range(self) -> bool:
        """`[` after the upper end of an open range closes it, unless it begins a filter of that end."""
        bracket = self.stack[-1]
        if not bracket.is_range or bracket.mark not in ("(", "[", "]"):
            return False
        rest = self._marks_after(self.position + 1)
        return next(rest, "") in (
            "",
            ")",
            "]",
            "}",
            ",",
            ".",
            "=",
            "!",
            "<",
            ">",
            "*",
            "/",
            "+",
        ) or not _closes(self.source, self.position)

    def _marks_after(self, position: int) -> Iterator[str]:
        space = _SPACE.match(self.source, position)
        position = space.end() if space else position
        yield self.source[position : position + 1]


def _closes(source: str, position: int) -> bool:
    """Is the bracket at `position` closed again, and does the range still end after that?"""
    closing = source.find("]", position)
    return closing >= 0 and any(mark in source[closing + 1 :] for mark in ")][")


def _around_all(out: list[Token]) -> bool:
    """`not( ... )` around all of a unary test, and not a call of the function within an expression."""
    depth = 0
    for place, token in enumerate(out[1:], start=1):
        depth += (token.type in ("LPAR", "LSQB", "RANGE_START")) - (
            token.type in ("RPAR", "RSQB", "RANGE_END")
        )
        if depth <= 0:
            return place == len(out) - 1 and out[1].type == "LPAR"
    return False

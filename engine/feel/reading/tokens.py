"""Cuts FEEL text into the tokens of `feel.lark`. Not the grammar: this module knows words, not sentences.

What a grammar cannot see is decided here: where a name ends (see `names`), whether a bracket opens or
closes a range, and whether `<` stands in a type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lark import Token

from engine.feel import limits
from engine.feel.errors import FeelSyntaxError, LimitExceeded
from engine.feel.reading import marks
from engine.feel.reading.brackets import Surroundings
from engine.feel.reading.names import KEYWORDS, LATER_WORD, WORD, canonical
from engine.feel.reading.text import unquote


def tokens(source: str, names: Iterable[str | tuple[str, ...]] = (), *, unary: bool = False) -> list[Token]:
    """All tokens of `source`. `names` are known names; in a tuple, all but the first are known after a dot.

    Raises FeelSyntaxError (unfinished text, unknown character) and LimitExceeded (length, nesting).
    """
    if len(source) > limits.SOURCE:
        raise LimitExceeded("source", limits.SOURCE)
    return _Cutter(source, names, unary=unary).run()


class _Cutter:
    def __init__(self, source: str, names: Iterable[str | tuple[str, ...]], *, unary: bool) -> None:
        self.source = source
        self.unary = unary
        self.position = 0
        self.out: list[Token] = []
        self.around = Surroundings(names)

    def run(self) -> list[Token]:
        while self._skip_space():
            self._next()
        if self.out and self.out[0].type == "NOT_TESTS" and not _around_all(self.out):
            self.out[0].type = "NAME"
        return self.out

    def _skip_space(self) -> bool:
        space = marks.SPACE.match(self.source, self.position)
        if space:
            self.position = space.end()
        return self.position < len(self.source)

    def _next(self) -> None:
        if self._declared_name():
            return
        character = self.source[self.position]
        if character == '"':
            self._string()
        elif number := marks.NUMBER.match(self.source, self.position):
            self._add("NUMBER", number.group(), number.end())
        elif not self._name():
            self._mark()

    def _add(self, kind: str, value: str, end: int) -> None:
        self.out.append(Token(kind, value, start_pos=self.position, end_pos=end))
        self.position = end

    # names

    def _declared_name(self) -> bool:
        """A name where it is brought in: key of a context, parameter, iterator. It is known from here on."""
        bracket = self.around.bracket
        last = self.out[-1].type if self.out else ""
        pattern = None
        if bracket.binders and (last in marks.BINDERS or last == "COMMA"):
            pattern = marks.BOUND
        elif bracket.kind == "context" and last in ("LBRACE", "COMMA"):
            pattern = marks.KEY
        elif bracket.kind == "parameters" and last in ("LPAR", "COMMA"):
            pattern = marks.PARAMETER
        elif bracket.mark == "(" and last in ("LPAR", "COMMA"):
            return self._argument_name()
        found = pattern.match(self.source, self.position) if pattern else None
        if not found or not (found.group(1).startswith("?") or WORD.match(found.group(1))):
            return False
        name = canonical(marks.SPACE.sub(" ", found.group(1)))
        self.around.declare(name)
        self.position = found.start(1)
        self._add("NAME", name, found.end(1))
        return True

    def _argument_name(self) -> bool:
        """`start position:` in a call by names; the colon tells that it is one name, known or not."""
        found = marks.ARGUMENT.match(self.source, self.position)
        if found:
            self._add("NAME", canonical(found.group(1)), found.end(1))
        return bool(found)

    def _name(self) -> bool:
        after_dot = bool(self.out) and self.out[-1].type == "DOT"
        known = self.around.longest(self.source, self.position, after_dot=after_dot)
        if known:
            self._add("NAME", *known)
            return True
        if question := marks.QUESTION.match(self.source, self.position):
            self._add("NAME", question.group(), question.end())
            return True
        word = WORD.match(self.source, self.position)
        if not word:
            return False
        if word.group() == "not" and not after_dot and marks.BEFORE_WORD.match(self.source, word.end()):
            raise FeelSyntaxError("not", self.source, self.position, found="not")
        if after_dot or not self._keyword(word.group(), word.end()):
            self._words(word, after_dot=after_dot)
        return True

    def _words(self, word: re.Match[str], *, after_dot: bool) -> None:
        """Join the words that follow: nobody knows them, and side by side they can only be one name."""
        name, end = word.group(), word.end()
        if self._expects_type():
            kind = marks.TYPES.get(name)
            following = marks.SPACE.match(self.source, end)
            opening = following.end() if following else end
            if kind and self.source[opening : opening + 1] == "<":
                self._add(kind, name, end)
                self._add_opening(opening)
                return
        while after_dot or not self.around.knows(name):
            space = marks.SPACE.match(self.source, end)
            further = LATER_WORD.match(self.source, space.end()) if space else None
            if not further or further.group() in KEYWORDS or further.group() == "external":
                break
            name, end = f"{name} {further.group()}", further.end()
        self._add("NAME", name, end)

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
        bracket, word = self.around.bracket, self.out[-1].type
        if word in marks.BINDERS:
            bracket.binders += 1
        elif word in ("RETURN", "SATISFIES"):
            bracket.binders = max(0, bracket.binders - 1)

    def _instance_of(self, end: int) -> bool:
        further = re.compile(r"\s+of\b").match(self.source, end)
        if further and self.out and self.out[-1].type in marks.OPERAND_ENDS:
            self._add("INSTANCE_OF", "instance of", further.end())
            return True
        return False

    def _expects_type(self) -> bool:
        last = self.out[-1].type if self.out else ""
        kind = self.around.bracket.kind
        if kind == "type":
            return last in ("TYPE_OPEN", "COMMA", "COLON")
        return last in ("INSTANCE_OF", "ARROW") or (last == "COLON" and kind == "parameters")

    # marks

    def _string(self) -> None:
        text = marks.STRING.match(self.source, self.position)
        if not text:
            raise FeelSyntaxError("unfinished_string", self.source, self.position, found='"')
        self._add("STRING", unquote(text.group()), text.end())

    def _mark(self) -> None:
        mark = self.source[self.position : self.position + 2]
        if mark not in marks.MARKS and mark not in marks.HINTS:
            mark = mark[:1]
        hint = marks.HINTS.get(mark, "character")
        if mark not in marks.MARKS or (mark == "=" and self.source.startswith("==", self.position)):
            raise FeelSyntaxError(hint, self.source, self.position, found=mark)
        if mark in "([{":
            self._open(mark)
        elif mark in ")]}":
            self._close(mark)
        elif mark == ">" and self.around.bracket.kind == "type":
            self._pop("TYPE_CLOSE", mark)
        else:
            if mark == "..":
                self.around.bracket.is_range = True
            self._add(marks.MARKS[mark], mark, self.position + len(mark))

    def _add_opening(self, position: int) -> None:
        self.position = position
        self.around.enter("<", "type")
        self._add("TYPE_OPEN", "<", position + 1)

    def _pop(self, kind: str, mark: str) -> None:
        self.around.leave()
        self._add(kind, mark, self.position + 1)

    def _open(self, mark: str) -> None:
        last = self.out[-1].type if self.out else ""
        if mark == "[" and last in marks.OPERAND_ENDS:
            if self._ends_range():
                self._pop("RANGE_END", mark)
                return
            self.around.enter(mark, "filter")
        else:
            kind = "context" if mark == "{" else "parameters" if last == "FUNCTION" else ""
            self.around.enter(mark, kind)
        self._add(marks.OPENERS[mark], mark, self.position + 1)

    def _close(self, mark: str) -> None:
        last = self.out[-1].type if self.out else ""
        if mark == "]" and last not in marks.OPERAND_ENDS and last != "LSQB":
            self.around.enter(mark, "")
            self._add("RANGE_START", mark, self.position + 1)
            return
        self._pop(marks.MARKS[mark], mark)

    def _ends_range(self) -> bool:
        """`[` after the upper end of an open range closes it, unless it begins a filter of that end."""
        bracket = self.around.bracket
        if not bracket.is_range or bracket.mark not in ("(", "[", "]"):
            return False
        space = marks.SPACE.match(self.source, self.position + 1)
        following = self.source[space.end() if space else self.position + 1 :][:1]
        return following in marks.NO_OPERAND or not _closes(self.source, self.position)


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

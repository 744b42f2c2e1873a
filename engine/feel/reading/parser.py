"""Text to syntax tree: the grammar `feel.lark`, read by Lark (LALR). Not the cutting of tokens (`tokens`).

The tree is built while the parser reduces, without recursion, so the length of an expression costs no
stack.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, UnexpectedInput, UnexpectedToken
from lark.exceptions import VisitError
from lark.lexer import Lexer

from engine.feel.errors import FeelSyntaxError
from engine.feel.reading.builder import Builder
from engine.feel.reading.hints import hint
from engine.feel.reading.nodes import Node
from engine.feel.reading.tokens import tokens

Known = Iterable[str | tuple[str, ...]]


def parse(source: str, names: Known = ()) -> Node:
    """The tree of an expression. Raises FeelSyntaxError and LimitExceeded."""
    return _parse(source, names, "feel_expression")


def parse_unary_tests(source: str, names: Known = ()) -> Node:
    """The tree of unary tests (the cell of a decision table). Raises FeelSyntaxError and LimitExceeded."""
    return _parse(source, names, "unary_tests")


class _Ready(Lexer):
    """Hands Lark the tokens that are already cut."""

    def __init__(self, lexer_conf: Any) -> None:
        pass

    def lex(self, stream: Any) -> Iterator[Token]:  # type: ignore[override]
        return iter(stream)


@cache
def _grammar() -> Lark:
    text = files("engine.feel").joinpath("feel.lark").read_text(encoding="utf-8")
    return Lark(
        text,
        parser="lalr",
        lexer=_Ready,
        transformer=Builder(),
        keep_all_tokens=True,
        maybe_placeholders=False,
        start=["feel_expression", "unary_tests"],
    )


def _parse(source: str, names: Known, start: str) -> Node:
    cut = tokens(source, names, unary=start == "unary_tests")
    if not cut:
        raise FeelSyntaxError("empty", source, 0, expected=("value",))
    try:
        tree: Any = _grammar().parse(cut, start=start)
    except UnexpectedToken as unexpected:
        raise _unexpected(source, unexpected, cut) from None
    except VisitError as wrong:
        raise wrong.orig_exc from None
    except UnexpectedInput:  # pragma: no cover - Lark's other refusals come from its own lexers
        raise FeelSyntaxError("operand", source, 0) from None
    return _with_source(tree, source)


def _with_source(tree: Any, source: str) -> Node:
    if isinstance(tree, FeelSyntaxError):
        raise tree
    assert isinstance(tree, Node)
    return tree


_LABELS = {
    "RPAR": ")", "RSQB": "]", "RBRACE": "}", "RANGE_END": "[", "COLON": ":", "DOTS": "..", "COMMA": ",",
    "THEN": "then", "ELSE": "else", "IN": "in", "RETURN": "return", "SATISFIES": "satisfies", "AND": "and",
    "LPAR": "(", "TYPE_CLOSE": ">", "TYPE_OPEN": "<", "ARROW": "->",
}  # fmt: skip
_CLOSERS = ("then", "else", "in", "return", "satisfies", ")", "]", "}", ":", ">")
_CLOSES = {"LPAR": ")", "LSQB": "]", "RANGE_START": "]", "LBRACE": "}", "TYPE_OPEN": ">"}
_CLOSED = ("RPAR", "RSQB", "RANGE_END", "RBRACE", "TYPE_CLOSE")


def _unexpected(source: str, error: UnexpectedToken, cut: list[Token]) -> FeelSyntaxError:
    """What was expected in the words of the writer: a value, an operator, or what must close the phrase."""
    parser = error.interactive_parser
    expected = set(parser.accepts() if parser else error.expected)  # type: ignore[no-untyped-call]
    token = error.token
    at_end = token.type == "$END"
    position = len(source.rstrip()) if at_end else int(token.start_pos or 0)
    found = "" if at_end else source[position : token.end_pos]
    better = hint(source, position, found)
    if better:
        return FeelSyntaxError(better[0], source, position, found=found.split(" ")[0], wanted=better[1])
    if "NUMBER" in expected:
        wanted: tuple[str, ...] = ("value",)
        code = "operand_at_end" if at_end else "operand"
    else:
        operators = {"IN", "AND"} if "PLUS" in expected else set()
        labels = {_LABELS[kind] for kind in expected - operators if kind in _LABELS}
        other = "name" if "NAME" in expected else "operator" if "$END" in expected else "and"
        wanted = _closer(labels, cut, token) or (other,)
        code = wanted[0] if wanted[0] in ("name", "operator") else "closing"
        code += "_at_end" if at_end else ""
    return FeelSyntaxError(code, source, position, expected=wanted, found=found, wanted=" ".join(wanted))


def _closer(labels: set[str], cut: list[Token], stop: Token) -> tuple[str, ...]:
    """What must close the phrase; of several brackets that could, the one that belongs to the last opened."""
    opened: list[str] = []
    for token in cut:
        if token is stop:
            break
        if token.type in _CLOSES:
            opened.append(_CLOSES[token.type])
        elif token.type in _CLOSED and opened:
            opened.pop()
    fitting = tuple(label for label in _CLOSERS if label in labels)
    return tuple(opened[-1:]) if opened and opened[-1] in fitting and fitting[0] == ")" else fitting[:1]

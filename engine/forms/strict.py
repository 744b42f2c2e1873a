"""Reading JSON that strangers wrote: bounded, each key once, only real numbers. Not the form in it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from engine.errors import BrokenProcess, Finding

SIZE = 256 * 1024
DEPTH = 20


def parse(data: bytes, file: str) -> Any:
    """The JSON value of `data`; numbers with a point are Decimals. Raises BrokenProcess with one finding."""
    if len(data) > SIZE:
        raise _refused(file, "too_large", size=len(data), limit=SIZE)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise _refused(file, "not_utf8") from None
    if _nesting(text) > DEPTH:  # measured before parsing: the parser itself falls over deep files
        raise _refused(file, "too_deep", limit=DEPTH)
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once)
    except _Refusal as refusal:
        raise _refused(file, refusal.rule, **refusal.facts) from None
    except json.JSONDecodeError as error:
        raise _refused(file, "not_json", line=error.lineno, column=error.colno) from None
    except ValueError:  # an integer with thousands of digits
        raise _refused(file, "not_a_number", word="…") from None


class _Refusal(Exception):
    def __init__(self, rule: str, **facts: Any) -> None:
        self.rule, self.facts = rule, facts


def _nesting(text: str) -> int:
    deepest = depth = 0
    quoted = escaped = False
    for character in text:
        if quoted:
            quoted = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            quoted = True
        elif character in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "}]":
            depth -= 1
    return deepest


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for key, item in pairs:
        if key in value:
            raise _Refusal("duplicate_key", key=key)
        value[key] = item
    return value


def _no_constant(word: str) -> Any:
    raise _Refusal("not_a_number", word=word)


def _refused(file: str, rule: str, **facts: Any) -> BrokenProcess:
    return BrokenProcess(
        [Finding(file=file, rule=f"forms.{rule}", facts=facts)], code="broken_file", file=file
    )

"""Whether every expression can be compiled and every timer means a sensible time. Not what they read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from engine import feel
from engine.bpmn import timers
from engine.bpmn.model import Process
from engine.check.report import at
from engine.check.uses import Use, uses
from engine.errors import EngineError, Finding

MOST = 1_000
"""Instances of a multi-instance, rounds of a loop."""
OFTENEST = 60
"""Seconds between two times of a repeating timer."""
_OTHER_ENGINES = re.compile(r"[$#]\{")
_ISO = re.compile(r"-?P[\dT]|R\d*/")
_SOME_TIME = datetime(2021, 1, 1, tzinfo=UTC)
_SOME_DAY = {"now()": _SOME_TIME}
_DURATION = re.compile(r'\bduration\s*\(\s*"([^"]*)"')


def expressions(process: Process) -> Iterator[Finding]:
    """What is wrong with the expressions of a process, each at its element or flow."""
    for use in uses(process):
        yield from judge(process, use)
    for element in process.elements.values():
        rounds = element.repetition.maximum if element.repetition else None
        if rounds is not None and rounds > MOST:
            yield at(process, element, "expressions.too_often", number=rounds, most=MOST)


def judge(process: Process, use: Use) -> Iterator[Finding]:
    """What is wrong with one expression."""
    facts = {"where": use.where, "source": use.source}
    if _OTHER_ENGINES.search(use.source):
        yield at(process, use.at, "expressions.foreign", **facts)
        return
    literal = _literal(use)
    if literal is not None:
        yield from _time(process, use, literal)
        return
    if _ISO.match(use.source) and use.place in ("timer", "due", "follow_up"):
        yield at(process, use.at, _no_time(use), kind=use.timer or "duration", **facts)
        return
    compiled = attempt(use.source)
    if isinstance(compiled, EngineError):
        yield at(process, use.at, "expressions.syntax", cause=compiled.reason, **facts)
        return
    yield from _durations(process, use)
    yield from _fixed_time(process, use, compiled)
    yield from _number(process, use, compiled)


def attempt(source: str) -> feel.Expression | EngineError:
    """The compiled expression, or why it cannot be compiled."""
    try:
        return feel.compile(source)
    except EngineError as error:
        return error


def is_feel(use: Use) -> bool:
    """Whether the text is an expression and not a plain ISO 8601 time."""
    return _literal(use) is None and not _OTHER_ENGINES.search(use.source)


def _literal(use: Use) -> object | None:
    if use.place == "timer":
        found: object | None = timers.literal(use.timer or "duration", use.source)
        return found
    if use.place in ("due", "follow_up"):
        found = timers.literal("duration", use.source)
        return found if found is not None else timers.literal("date", use.source)
    return None


def _time(process: Process, use: Use, literal: object) -> Iterator[Finding]:
    """A literal time must be longer than nothing and shorter than a century."""
    facts = {"where": use.where, "source": use.source}
    if isinstance(literal, timers.Duration) and not literal.sensible:
        yield at(process, use.at, "expressions.duration", **facts)
    if isinstance(literal, timers.Cycle) and _seconds(literal.every) < OFTENEST and literal.times != 1:
        yield at(process, use.at, "expressions.too_dense", least=OFTENEST, **facts)


def _no_time(use: Use) -> str:
    """A cycle of nothing is the classic: it would fire without end."""
    every = use.source.rpartition("/")[2]
    length = timers.literal("duration", every) if "/" in use.source else None
    return "expressions.no_time" if length is None else "expressions.duration"


def _seconds(every: timers.Duration) -> float:
    return (every.months * 30 + every.days) * 86_400 + every.seconds


def _durations(process: Process, use: Use) -> Iterator[Finding]:
    """Durations written out inside an expression."""
    for text in _DURATION.findall(use.source):
        length = timers.literal("duration", text.removeprefix("-"))
        rule = "expressions.no_time" if length is None else "expressions.duration"
        if length is None or not (length.sensible or length == timers.Duration()):
            yield at(process, use.at, rule, where=use.where, source=text, kind="duration")


def _fixed_time(process: Process, use: Use, compiled: feel.Expression) -> Iterator[Finding]:
    """An expression that reads nothing means the same always: `2021-13-45` is a subtraction, no day."""
    if use.place == "timer" and not compiled.reads:
        kind = use.timer or "duration"
        if timers.schedule(kind, compiled.evaluate(_SOME_DAY), _SOME_TIME) is None:
            yield at(process, use.at, "expressions.no_time", where=use.where, source=use.source, kind=kind)


def _number(process: Process, use: Use, compiled: feel.Expression) -> Iterator[Finding]:
    """A fixed number of instances must be one, and not too large."""
    if use.place != "cardinality" or compiled.reads:
        return
    value = compiled.evaluate({})
    if not isinstance(value, Decimal) or value != value.to_integral_value() or value < 0:
        yield at(process, use.at, "expressions.no_number", where=use.where, source=use.source)
    elif value > MOST:
        yield at(process, use.at, "expressions.too_often", number=value, most=MOST)

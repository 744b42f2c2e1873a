"""What the boxed `for`, `every`, `some` and `filter` do at run time. Not their compiling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from engine import feel
from engine.decisions.formulas import Logic, Values, value_shown
from engine.decisions.trace import Trace

Collect = Callable[[str, Sequence[Any], Logic, Values, Trace], Any]


def items(value: Any, trace: Trace) -> Sequence[Any] | None:
    """What is iterated over: a list, a range of whole numbers or days, or a single value; None for null."""
    if value is None:
        trace.note("nothing_to_iterate")
        return None
    if isinstance(value, feel.Range):
        found: Sequence[Any] | None = feel.evaluate("for each in all return each", {"all": value})
        return found
    return value if isinstance(value, list) else [value]


def all_with_partial(name: str, items: Sequence[Any], body: Logic, values: Values, trace: Trace) -> Any:
    made: list[Any] = []
    for item in items:
        trace.step()
        made.append(body({**values, name: item, "partial": list(made)}, trace))
    return made


def _all(name: str, items: Sequence[Any], body: Logic, values: Values, trace: Trace) -> list[Any]:
    answers = []
    for item in items:
        trace.step()
        answers.append(body({**values, name: item}, trace))
    return answers


def _every(name: str, items: Sequence[Any], body: Logic, values: Values, trace: Trace) -> Any:
    return _joined(_all(name, items, body, values, trace), False, trace)


def _some(name: str, items: Sequence[Any], body: Logic, values: Values, trace: Trace) -> Any:
    return _joined(_all(name, items, body, values, trace), True, trace)


def _joined(answers: list[Any], deciding: bool, trace: Trace) -> bool | None:
    """Three-valued: one deciding answer decides; else anything but a boolean makes it unknown."""
    if any(answer is deciding for answer in answers):
        return deciding
    odd = [answer for answer in answers if not isinstance(answer, bool)]
    if odd:
        trace.note("not_boolean", value=value_shown(odd[0]))
        return None
    return not deciding


def kept(value: Any, match: Logic, values: Values, trace: Trace) -> Any:
    """The items for which match is true, or the one at the place that match gives (FEEL: `list[2]`)."""
    if value is None:
        trace.note("nothing_to_iterate")
        return None
    items = value if isinstance(value, list) else [value]
    found = []
    for item in items or [None]:  # a place is asked for in an empty list, too
        trace.step()
        members = item if isinstance(item, dict) else {}
        answer = match({**values, "item": item, **members}, trace)
        if isinstance(answer, Decimal):
            return feel.evaluate("all[place]", {"all": items, "place": answer})
        if answer is not None and not isinstance(answer, bool):
            trace.note("not_boolean", value=value_shown(answer))
            return None
        found += [item] if answer is True and items else []
    return found


COLLECT: dict[str, Collect] = {"for": _all, "every": _every, "some": _some}

"""Sums below tables and amounts side by side, from what is answered so far. Never a reason to refuse.

Unknown is not zero: what is not known is not counted, and is told as open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from engine.errors import EngineError, Reason
from engine.forms.answers import Reading
from engine.forms.fields import Comparison, Field
from engine.forms.form import Form
from engine.forms.showing import show
from engine.wording import Language

State = Literal["even", "uneven", "open"]


@dataclass(frozen=True)
class Total:
    """The sum of a column over the rows where it is known, and in how many rows it is not."""

    column: Field
    value: Decimal | int
    open: int

    def shown(self, language: Language = "de") -> str:
        """`45.000,00 €`, with what is open behind it."""
        text = show(self.value, self.column, language)
        if not self.open:
            return text
        code = "forms.open_one" if self.open == 1 else "forms.open_many"
        return Reason(code, {"sum": text, "count": self.open}).sentence(language)


@dataclass(frozen=True)
class Balance:
    """How two amounts stand to each other, as a sentence."""

    state: State
    reason: Reason


def totals(table: Field, rows: Sequence[Mapping[str, Any]] | None) -> dict[str, Total]:
    """Column → sum, for the columns of `table` that are to be summed up."""
    return {one.name: _total(one, rows or ()) for one in table.columns if one.summed}


def balance(form: Form, one: Comparison, reading: Reading) -> Balance:
    """By how much, and in which direction, the two sides differ; open while a part of one is unknown.

    Where the first may be at most the second, what is left is no difference that anybody must explain.
    """
    seen = {**reading.context, **dict.fromkeys(form.sheet.by_name), **reading.answers}
    left, right = (_amount(side.expression, seen) for side in one.sides)
    names = dict(zip(("left", "right"), one.names, strict=True))
    if left is None or right is None:
        return Balance("open", Reason("forms.balance_open", {**names, "open": _open(form, one, seen)}))
    amounts = {"left_amount": left, "right_amount": right, "difference": abs(left - right)}
    facts = {**names, **{name: _told(amount, one.unit) for name, amount in amounts.items()}}
    if one.at_most:
        code = "forms.balance_within" if left <= right else "forms.balance_beyond"
        return Balance("even" if left <= right else "uneven", Reason(code, facts))
    if left == right:
        return Balance("even", Reason("forms.balance_even", facts))
    return Balance("uneven", Reason("forms.balance_short" if right < left else "forms.balance_over", facts))


def _total(column: Field, rows: Sequence[Mapping[str, Any]]) -> Total:
    known = [row[column.name] for row in rows if isinstance(row.get(column.name), int | Decimal)]
    return Total(column, sum(known, Decimal(0)), len(rows) - len(known))


def _amount(expression: Any, seen: Mapping[str, Any]) -> Decimal | None:
    try:
        value = expression.evaluate(seen)
    except EngineError:  # a half-filled form may divide by zero; that is open, not broken
        return None
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _told(amount: Decimal, unit: str) -> Reason:
    """Euro always with cents, anything else only as exactly as it is."""
    cents = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    if unit == "€":
        return Reason("forms.amount_money", {"amount": cents})
    whole = int(cents) if cents == cents.to_integral_value() else cents
    return Reason("forms.amount_unit", {"amount": whole, "unit": unit})


def _open(form: Form, one: Comparison, seen: Mapping[str, Any]) -> str:
    """The names of the fields that are read and not known yet."""
    read = {path[0] for side in one.sides for path in side.expression.reads}
    labels = [field.label for field in form.fields if field.name in read and seen[field.name] in (None, [])]
    return ", ".join(labels) or "–"

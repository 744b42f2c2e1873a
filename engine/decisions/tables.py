"""Decision tables (DMN 1.5, chapter 8): which rules match, found through an index over their cells.

Not what follows from the match: hit policies are `policies`. A column keeps, for each different cell, the
rules that have it as bits of a number, so that equal cells are asked once and literals are looked up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.decisions import boxed, cells
from engine.decisions.formulas import Bench, Logic, Match, Values, literal, nothing, shown, tests, value_shown
from engine.decisions.policies import Results, results_of
from engine.decisions.trace import Hit, Trace

POLICIES = frozenset({"UNIQUE", "ANY", "FIRST", "PRIORITY", *boxed.MULTIPLE})
AGGREGATIONS = frozenset({"SUM", "MIN", "MAX", "COUNT"})


@dataclass
class Question:
    """One cell text of a column, the rules that have it, and how it is asked."""

    rules: int
    match: Match
    cell: cells.Cell | None

    def holds(self, value: Any, values: Values) -> bool:
        """Does the value pass? Plain numbers are compared directly, everything else is FEEL's."""
        if self.cell and self.cell.kind is Decimal and type(value) is Decimal:
            return self.cell.holds(value)
        return self.match(value, values)


@dataclass
class Column:
    """The cells of one input of all rules."""

    title: str
    asked: Logic
    allowed: Match | None
    always: int = 0
    """The rules whose cell is `-`."""
    words: dict[str, int] = field(default_factory=dict)
    """Rules by the string that they ask for."""
    plain: list[Question] = field(default_factory=list)
    """The questions behind `words`, for values that are no string."""
    questions: list[Question] = field(default_factory=list)

    def matching(self, value: Any, values: Values, trace: Trace, candidates: int) -> int:
        """Which of the candidate rules accept the value."""
        found = self.always
        questions = self.questions
        if type(value) is str:
            found |= self.words.get(value, 0)
        elif self.plain:
            questions = questions + self.plain
        for question in questions:
            if question.rules & candidates & ~found:
                trace.step()
                if question.holds(value, values):
                    found |= question.rules
        return found & candidates


def table(drawn: boxed.Table, local: frozenset[str], bench: Bench, expected: str) -> Logic:
    """The logic of a decision table; `expected` is the type whose allowed values give the priorities."""
    if not _executable(drawn, bench):
        return nothing("not_executable", text=drawn.id)
    columns = [_column(drawn, place, local, bench) for place in range(len(drawn.inputs))]
    outputs = [_outputs(drawn, rule, local, bench) for rule in drawn.rules]
    finish = results_of(drawn, local, bench, expected)
    everything = (1 << len(drawn.rules)) - 1
    rule_ids = tuple(rule.id for rule in drawn.rules)

    def evaluate(values: Values, trace: Trace) -> Any:
        asked = [column.asked(values, trace) for column in columns]
        if not _allowed(columns, asked, values, trace):
            return None
        matching = everything
        for column, value in zip(columns, asked, strict=True):
            matching = column.matching(value, values, trace, matching)
        inputs = {column.title: value for column, value in zip(columns, asked, strict=True)}
        found = Results(drawn, inputs, list(_bits(matching)), outputs, values, trace)
        result = finish(found)
        chosen, given = found.taken()
        ids = tuple(rule_ids[number - 1] for number in chosen)
        trace.hit(Hit(drawn.id, chosen, inputs, given, trace.decision, ids))
        return result

    return evaluate


def _bits(number: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _allowed(columns: list[Column], asked: list[Any], values: Values, trace: Trace) -> bool:
    for column, value in zip(columns, asked, strict=True):
        if column.allowed and value is not None and not column.allowed(value, values):
            trace.note("input_not_allowed", column=column.title, value=value_shown(value))
            return False
    return True


def _column(drawn: boxed.Table, place: int, local: frozenset[str], bench: Bench) -> Column:
    head = drawn.inputs[place]
    allowed = None if cells.is_any(head.values) else tests(head.values, local, bench)
    column = Column(head.title, literal(head.expression, local, bench), allowed)
    by_text: dict[str, int] = {}
    for number, rule in enumerate(drawn.rules):
        text = rule.inputs[place]
        by_text[text] = by_text.get(text, 0) | 1 << number
    for text, rules in by_text.items():
        _place(column, text, rules, tests(text, local, bench) if not cells.is_any(text) else None)
    return column


def _place(column: Column, text: str, rules: int, match: Match | None) -> None:
    if cells.is_any(text):
        column.always |= rules
        return
    if match is None:
        return
    cell = cells.read(text)
    question = Question(rules, match, cell)
    if cell and cell.kind is str and not cell.negated:
        for word in cell.points:
            column.words[str(word)] = column.words.get(str(word), 0) | rules
        column.plain.append(question)
    else:
        column.questions.append(question)


def _outputs(drawn: boxed.Table, rule: boxed.Rule, local: frozenset[str], bench: Bench) -> tuple[Logic, ...]:
    return tuple(
        literal(boxed.Literal(text, column.type_ref, rule.id), local, bench)
        if text.strip() not in ("", "-")
        else _empty
        for text, column in zip(rule.outputs, drawn.outputs, strict=True)
    )


def _empty(values: Values, trace: Trace) -> None:
    """An output that the owner left open is null."""


def _executable(drawn: boxed.Table, bench: Bench) -> bool:
    """Say what is wrong with the table as a whole; only a table without such findings is executed."""
    before = len(bench.findings)
    for complain in (_form, _policy, _widths):
        complain(drawn, bench)
    return len(bench.findings) == before


def _form(drawn: boxed.Table, bench: Bench) -> None:
    if not drawn.outputs:
        bench.complain("no_outputs")
    names = [column.name or column.label for column in drawn.outputs]
    for place, name in enumerate(names):
        if len(names) > 1 and (not name or name in names[:place]):
            bench.complain("unnamed_output", place=place + 1)


def _policy(drawn: boxed.Table, bench: Bench) -> None:
    if drawn.hit_policy not in POLICIES:
        bench.complain("hit_policy", policy=drawn.hit_policy)
    if drawn.aggregated and drawn.aggregation not in AGGREGATIONS:
        bench.complain("aggregation", aggregation=drawn.aggregation, policy=drawn.hit_policy)
    language = next((rule.language for rule in drawn.rules if rule.language), "")
    if language:
        bench.complain("foreign_language", language=language, text=shown(drawn.id))


def _widths(drawn: boxed.Table, bench: Bench) -> None:
    for number, rule in enumerate(drawn.rules, 1):
        if len(rule.inputs) != len(drawn.inputs):
            bench.complain("input_width", row=number, found=len(rule.inputs), expected=len(drawn.inputs))
        if len(rule.outputs) != len(drawn.outputs):
            bench.complain("output_width", row=number, found=len(rule.outputs), expected=len(drawn.outputs))

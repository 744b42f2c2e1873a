"""What is wrong with a decision table as a whole: overlaps, gaps, hidden rules, unlisted outputs.

Not the search itself (`coverage`), and not what keeps a table from being executed (`tables`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from engine.decisions import boxed, cells, model
from engine.decisions.coverage import RULES, Grid
from engine.decisions.formulas import shown

if TYPE_CHECKING:
    from engine.decisions.models import Model

PAIRS = 10
"""How many overlapping pairs of one table are named."""
_PATH = re.compile(r"[^\W\d]\w*(?:[. ]\w+)*", re.UNICODE)
_WHOLE = frozenset({"integer", "int", "long"})


@dataclass
class TableCheck:
    """One table of an element; `complain` takes the rule, the facts and `warning`."""

    asked: Model
    drawn: model.Named
    table: boxed.Table
    complain: Callable[..., None]

    def run(self) -> None:
        """Say everything that is wrong with the table."""
        table = self.table
        if not _regular(table):
            return
        self._unlisted_outputs()
        if table.aggregation and not table.aggregated:
            policy, aggregation = table.hit_policy, table.aggregation
            self.complain("aggregation", warning=True, policy=policy, aggregation=aggregation)
        if table.inputs and len(table.rules) <= RULES:
            allowed = [self._allowed(column) for column in table.inputs]
            whole = [column.expression.type_ref in _WHOLE for column in table.inputs]
            self._search(Grid(table, allowed, whole))

    def _search(self, grid: Grid) -> None:
        table = self.table
        if table.hit_policy in ("UNIQUE", "ANY"):
            self._overlaps(grid)
        if table.hit_policy == "FIRST":
            for earlier, rule in grid.hidden():
                self.complain("rule_hidden", warning=True, row=rule + 1, earlier=earlier + 1)
        if table.hit_policy not in boxed.MULTIPLE and not any(column.default for column in table.outputs):
            gap = grid.gap()
            if gap:
                self.complain("gap", warning=True, example=gap)

    def _overlaps(self, grid: Grid) -> None:
        table = self.table
        pairs = grid.overlaps()
        if table.hit_policy == "ANY":
            pairs = ((a, b) for a, b in pairs if table.rules[a].outputs != table.rules[b].outputs)
        rule = "overlap" if table.hit_policy == "UNIQUE" else "overlap_any"
        independent = self._independent()
        for one, other in islice(pairs, PAIRS):
            self.complain(rule, warning=not independent, row=one + 1, other=other + 1)

    def _independent(self) -> bool:
        """Are the inputs separate values from outside? Computed ones may exclude what the cells allow."""
        texts = [column.expression.text for column in self.table.inputs]
        computed = {name for drawn in self.asked.drawn.decisions for name in drawn.names}
        heads = {text.split(".")[0].strip() for text in texts}
        return (
            len(set(texts)) == len(texts)
            and all(_PATH.fullmatch(text) for text in texts)
            and not heads & computed
        )

    def _allowed(self, column: boxed.TableInput) -> str:
        """The values that can come into a column, by its own list or by the type of what it reads."""
        types = self.asked.types
        if column.values:
            return column.values
        if types.allowed(column.expression.type_ref):
            return types.allowed(column.expression.type_ref)
        head, _, rest = column.expression.text.partition(".")
        typed = {name: item.type_ref for item in self.asked.named.values() for name in item.names}
        if isinstance(self.drawn, model.Knowledge) and self.drawn.function:
            typed |= {parameter.name: parameter.type_ref for parameter in self.drawn.function.parameters}
        return types.allowed(typed.get(head, ""), rest)

    def _unlisted_outputs(self) -> None:
        for place, column in enumerate(self.table.outputs):
            listed = cells.literals(column.values) if column.values else None
            if listed is None:
                continue
            for number, rule in enumerate(self.table.rules, 1):
                given = cells.literals(rule.outputs[place]) if rule.outputs[place] else None
                if given and len(given) == 1 and given[0] not in listed:
                    text = shown(rule.outputs[place])
                    self.complain("output_not_listed", warning=True, row=number, value=text)


def _regular(table: boxed.Table) -> bool:
    """Is the table whole enough to be searched? What it lacks was said when it was compiled."""
    width, height = len(table.inputs), len(table.outputs)
    return all(len(rule.inputs) == width and len(rule.outputs) == height for rule in table.rules)

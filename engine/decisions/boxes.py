"""Reads boxed expressions from XML into `model` values. Not their evaluation, and no FEEL is parsed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.decisions import boxed
from engine.decisions.notation import attribute, child, children, foreign_language, kind, text_of, type_name
from engine.errors import Finding

NOT_EXPRESSIONS = frozenset(
    {
        "description",
        "extensionElements",
        "question",
        "allowedAnswers",
        "variable",
        "informationRequirement",
        "knowledgeRequirement",
        "authorityRequirement",
        "supportedObjective",
        "impactedPerformanceIndicator",
        "decisionMaker",
        "decisionOwner",
        "usingProcess",
        "usingTask",
        "formalParameter",
        "parameter",
    }
)


@dataclass
class Sheet:
    """What is known while one file is read: its name, its namespaces, and the findings so far."""

    file: str
    namespace: str
    imports: Mapping[str, str]
    findings: list[Finding] = field(default_factory=list)
    element: str = ""
    name: str = ""

    def type(self, node: Any, attr: str = "typeRef") -> str:
        """The type that `node` names."""
        return type_name(node, self.imports, self.namespace, attr)

    def variable(self, node: Any) -> boxed.Variable:
        """A variable, parameter or column: its name and type."""
        return boxed.Variable(attribute(node, "name"), self.type(node))

    def complain(self, rule: str, **facts: Any) -> None:
        """Note what is wrong with the element that is being read."""
        self.findings.append(Finding(self.file, f"decisions.{rule}", self.element, self.name, facts=facts))


def expression_in(node: Any, sheet: Sheet) -> boxed.Expression | None:
    """The one expression among the children of `node`; None where there is none."""
    found = [item for item in children(node) if kind(item) not in NOT_EXPRESSIONS]
    if len(found) > 1:
        sheet.complain("two_expressions", where=kind(node))
    return expression(found[0], sheet) if found else None


def expression(node: Any, sheet: Sheet) -> boxed.Expression | None:
    """The expression that `node` is; a finding and None for anything the standard does not know."""
    reader = _READERS.get(kind(node))
    if reader is None:
        sheet.complain("unknown_expression", what=kind(node))
        return None
    return reader(node, sheet)


def _literal(node: Any, sheet: Sheet) -> boxed.Literal:
    if child(node, "importedValues") is not None:
        sheet.complain("imported_values")
    return boxed.Literal(text_of(node), sheet.type(node), attribute(node, "id"), foreign_language(node))


def _table(node: Any, sheet: Sheet) -> boxed.Table:
    return boxed.Table(
        id=attribute(node, "id"),
        inputs=tuple(_table_input(item, sheet) for item in children(node, "input")),
        outputs=tuple(_table_output(item, sheet) for item in children(node, "output")),
        rules=tuple(_rule(item) for item in children(node, "rule")),
        hit_policy=attribute(node, "hitPolicy") or "UNIQUE",
        aggregation=attribute(node, "aggregation"),
        type_ref=sheet.type(node),
    )


def _table_input(node: Any, sheet: Sheet) -> boxed.TableInput:
    inner = child(node, "inputExpression")
    asked = _literal(inner, sheet) if inner is not None else boxed.Literal("")
    return boxed.TableInput(asked, text_of(child(node, "inputValues")), attribute(node, "label"))


def _table_output(node: Any, sheet: Sheet) -> boxed.TableOutput:
    return boxed.TableOutput(
        name=attribute(node, "name"),
        type_ref=sheet.type(node),
        values=text_of(child(node, "outputValues")),
        default=text_of(child(node, "defaultOutputEntry")),
        label=attribute(node, "label"),
        id=attribute(node, "id"),
    )


def _rule(node: Any) -> boxed.Rule:
    cells = list(children(node, "inputEntry", "outputEntry"))
    return boxed.Rule(
        id=attribute(node, "id"),
        inputs=tuple(text_of(item) for item in cells if kind(item) == "inputEntry"),
        outputs=tuple(text_of(item) for item in cells if kind(item) == "outputEntry"),
        remarks=tuple(filter(None, map(_remark, children(node, "description", "annotationEntry")))),
        language=next(filter(None, map(foreign_language, cells)), ""),
    )


def _remark(node: Any) -> str:
    return text_of(node) if kind(node) == "annotationEntry" else (node.text or "").strip()


def _context(node: Any, sheet: Sheet) -> boxed.Context:
    entries = []
    for item in children(node, "contextEntry"):
        name = child(item, "variable")
        variable = sheet.variable(name) if name is not None else None
        entries.append(boxed.Entry(variable, expression_in(item, sheet)))
    return boxed.Context(tuple(entries), sheet.type(node), attribute(node, "id"))


def _listing(node: Any, sheet: Sheet) -> boxed.Listing:
    items = tuple(expression(item, sheet) for item in children(node) if kind(item) not in NOT_EXPRESSIONS)
    return boxed.Listing(items, sheet.type(node), attribute(node, "id"))


def _relation(node: Any, sheet: Sheet) -> boxed.Relation:
    columns = tuple(sheet.variable(item) for item in children(node, "column"))
    rows = tuple(_listing(item, sheet).items for item in children(node, "row"))
    for number, row in enumerate(rows, 1):
        if len(row) != len(columns):
            sheet.complain("relation_width", row=number, found=len(row), expected=len(columns))
    return boxed.Relation(columns, rows, sheet.type(node), attribute(node, "id"))


def _invocation(node: Any, sheet: Sheet) -> boxed.Invocation:
    bindings = []
    for item in children(node, "binding"):
        parameter = child(item, "parameter")
        name = sheet.variable(parameter) if parameter is not None else boxed.Variable("")
        bindings.append(boxed.Binding(name, expression_in(item, sheet)))
    called = [item for item in children(node) if kind(item) not in NOT_EXPRESSIONS | {"binding"}]
    function = expression(called[0], sheet) if called else None
    return boxed.Invocation(function, tuple(bindings), sheet.type(node), attribute(node, "id"))


def function(node: Any, sheet: Sheet) -> boxed.FunctionDefinition:
    """A boxed function or the encapsulated logic of a business knowledge model."""
    return boxed.FunctionDefinition(
        parameters=tuple(sheet.variable(item) for item in children(node, "formalParameter")),
        body=expression_in(node, sheet),
        kind=attribute(node, "kind") or "FEEL",
        type_ref=sheet.type(node),
        id=attribute(node, "id"),
    )


def _inside(node: Any, part: str, sheet: Sheet) -> boxed.Expression | None:
    """The expression inside a named part (`<if>`, `<in>` ...) of a boxed expression."""
    holder = child(node, part)
    return expression_in(holder, sheet) if holder is not None else None


def _conditional(node: Any, sheet: Sheet) -> boxed.Conditional:
    condition, then, otherwise = (_inside(node, part, sheet) for part in ("if", "then", "else"))
    return boxed.Conditional(condition, then, otherwise, sheet.type(node), attribute(node, "id"))


def _iteration(node: Any, sheet: Sheet) -> boxed.Iteration:
    what = kind(node)
    typed = child(node, "iteratorVariable")
    name = attribute(node, "iteratorVariable") or (attribute(typed, "name") if typed is not None else "")
    return boxed.Iteration(
        kind="for" if what == "for" else "every" if what == "every" else "some",
        variable=boxed.Variable(name),
        over=_inside(node, "in", sheet),
        body=_inside(node, "return" if what == "for" else "satisfies", sheet),
        type_ref=sheet.type(node),
        id=attribute(node, "id"),
    )


def _filter(node: Any, sheet: Sheet) -> boxed.Filter:
    over, match = _inside(node, "in", sheet), _inside(node, "match", sheet)
    return boxed.Filter(over, match, sheet.type(node), attribute(node, "id"))


_READERS: dict[str, Callable[[Any, Sheet], boxed.Expression]] = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "list": _listing,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": function,
    "conditional": _conditional,
    "for": _iteration,
    "every": _iteration,
    "some": _iteration,
    "filter": _filter,
}

"""Reads a DMN file (1.1 to 1.5) into `model.Definitions`. Not the imported files: `imports` finds those."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from engine import xml
from engine.decisions import boxed, model
from engine.decisions.boxes import Sheet, expression_in, function
from engine.decisions.notation import (
    attribute,
    child,
    children,
    kind,
    references,
    text_of,
)
from engine.errors import BrokenProcess, Finding

IDENTIFIER = re.compile(r"[^\W\d][\w.-]{0,199}", re.UNICODE)
IGNORED = frozenset(
    {
        "description",
        "extensionElements",
        "import",
        "elementCollection",
        "performanceIndicator",
        "organizationUnit",
        "knowledgeSource",
        "textAnnotation",
        "association",
        "group",
        "DMNDI",
        "artifact",
        "businessContextElement",
    }
)
"""Parts of the drawing that the standard gives no meaning in execution."""

EXECUTED = frozenset({"itemDefinition", "inputData", "decision", "businessKnowledgeModel", "decisionService"})


def definitions(data: bytes, file: str) -> tuple[model.Definitions, list[Finding]]:
    """The file as drawn, and what is wrong with single elements of it.

    Raises BrokenProcess where nothing can be made of the file: no XML, no DMN, ids that are not unique.
    """
    root = xml.parse(data, file)
    if kind(root) != "definitions":
        raise _broken(file, "not_dmn", found=str(root.tag)[:200])
    namespace = attribute(root, "namespace")
    imports = tuple(_import(item) for item in children(root, "import"))
    sheet = Sheet(file, namespace, {item.namespace: item.name for item in imports})
    _identifiers(root, sheet)
    drawn = model.Definitions(
        file=file,
        name=attribute(root, "name"),
        namespace=namespace,
        imports=imports,
        items=tuple(_item(item, sheet) for item in children(root, "itemDefinition")),
        inputs=tuple(_input_data(item, sheet) for item in children(root, "inputData")),
        decisions=tuple(_decision(item, sheet) for item in children(root, "decision")),
        knowledge=tuple(_knowledge(item, sheet) for item in children(root, "businessKnowledgeModel")),
        services=tuple(_service(item, sheet) for item in children(root, "decisionService")),
    )
    _unknown(root, sheet)
    return drawn, sheet.findings


def heading(data: bytes, file: str) -> str:
    """Only the namespace of the model in a file: enough to know whether an import means it."""
    root = xml.parse(data, file)
    return attribute(root, "namespace") if kind(root) == "definitions" else ""


def _broken(file: str, rule: str, **facts: Any) -> BrokenProcess:
    return BrokenProcess([Finding(file, f"decisions.{rule}", facts=facts)], code="broken_file", file=file)


def _identifiers(root: Any, sheet: Sheet) -> None:
    seen: set[str] = set()
    for node in root.iter():
        if not kind(node):
            continue
        identifier = attribute(node, "id")
        if identifier in seen and kind(node) in EXECUTED:
            raise _broken(sheet.file, "id_twice", id=identifier[:200])
        if identifier and identifier in seen:
            sheet.complain("id_twice", id=identifier[:200])
        if identifier and kind(node) in EXECUTED and not IDENTIFIER.fullmatch(identifier):
            sheet.complain("bad_id", id=identifier[:200])
        seen.update([identifier] if identifier else [])


def _unknown(root: Any, sheet: Sheet) -> None:
    for node in children(root):
        if kind(node) not in IGNORED | EXECUTED:
            sheet.complain("unknown_element", what=kind(node))


def _import(node: Any) -> model.Import:
    return model.Import(
        name=attribute(node, "name"),
        namespace=attribute(node, "namespace"),
        location=attribute(node, "locationURI"),
        kind=attribute(node, "importType"),
    )


def _item(node: Any, sheet: Sheet) -> model.ItemDefinition:
    drawn = child(node, "functionItem")
    return model.ItemDefinition(
        name=attribute(node, "name"),
        type_ref=sheet.type(node),
        components=tuple(_item(item, sheet) for item in children(node, "itemComponent")),
        function=_function_item(drawn, sheet) if drawn is not None else None,
        collection=attribute(node, "isCollection") in ("true", "1"),
        allowed=text_of(child(node, "allowedValues")),
        constraint=text_of(child(node, "typeConstraint")),
    )


def _function_item(node: Any, sheet: Sheet) -> model.FunctionItem:
    parameters = tuple(sheet.variable(item) for item in children(node, "parameters"))
    return model.FunctionItem(parameters, sheet.type(node, "outputTypeRef"))


def _head(node: Any, sheet: Sheet) -> dict[str, str]:
    """What every element of the requirement graph has: id, name, and its variable's name and type."""
    sheet.element, sheet.name = attribute(node, "id"), attribute(node, "name")
    drawn = child(node, "variable")
    variable = sheet.variable(drawn) if drawn is not None else boxed.Variable("")
    return {
        "id": sheet.element or sheet.name,
        "name": sheet.name,
        "type_ref": variable.type_ref,
        "variable": variable.name,
    }


def _input_data(node: Any, sheet: Sheet) -> model.InputData:
    return model.InputData(**_head(node, sheet))


def _required(node: Any, requirement: str, sheet: Sheet, *kinds: str) -> tuple[model.Reference, ...]:
    found: Iterable[tuple[model.Reference, ...]] = (
        references(item, sheet.namespace, *kinds) for item in children(node, requirement)
    )
    return tuple(reference for group in found for reference in group)


def _decision(node: Any, sheet: Sheet) -> model.Decision:
    head = _head(node, sheet)
    return model.Decision(
        **head,
        information=_required(node, "informationRequirement", sheet, "requiredInput", "requiredDecision"),
        knowledge=_required(node, "knowledgeRequirement", sheet, "requiredKnowledge"),
        expression=expression_in(node, sheet),
    )


def _knowledge(node: Any, sheet: Sheet) -> model.Knowledge:
    head = _head(node, sheet)
    logic = child(node, "encapsulatedLogic")
    return model.Knowledge(
        **head,
        knowledge=_required(node, "knowledgeRequirement", sheet, "requiredKnowledge"),
        function=function(logic, sheet) if logic is not None else None,
    )


def _service(node: Any, sheet: Sheet) -> model.DecisionService:
    head = _head(node, sheet)
    outputs, encapsulated, decisions, inputs = (
        references(node, sheet.namespace, part)
        for part in ("outputDecision", "encapsulatedDecision", "inputDecision", "inputData")
    )
    return model.DecisionService(
        **head, outputs=outputs, encapsulated=encapsulated, input_decisions=decisions, inputs=inputs
    )

"""Draws small DMN files for the tests, in any version of the standard. Not a reader."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from engine import decisions

NAMESPACES = {
    "1.1": "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "1.2": "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "1.3": "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "1.4": "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "1.5": "https://www.omg.org/spec/DMN/20230324/MODEL/",
}


def dmn(*parts: str, version: str = "1.5", namespace: str = "urn:test") -> bytes:
    """A whole file of these parts."""
    return (
        f'<definitions xmlns="{NAMESPACES[version]}" name="test" namespace="{namespace}">'
        f"{''.join(parts)}</definitions>"
    ).encode()


def model(*parts: str, **more) -> decisions.Model:
    """The model of these parts, read."""
    return decisions.read(dmn(*parts, **more), "test.dmn")


def literal(text: str, kind: str = "") -> str:
    return f"<literalExpression{_type(kind)}><text>{escape(text)}</text></literalExpression>"


def input_data(name: str, kind: str = "") -> str:
    return f'<inputData id="in_{name}" name="{name}"><variable name="{name}"{_type(kind)}/></inputData>'


def decision(name: str, logic: str, *, needs: Sequence[str] = (), kind: str = "") -> str:
    """A decision; `needs` are ids: `in_…` inputs, `bkm_…` and `ds_…` functions, others decisions."""
    required = "".join(map(_requirement, needs))
    variable = f'<variable name="{name}"{_type(kind)}/>'
    return f'<decision id="{name}" name="{name}">{variable}{required}{logic}</decision>'


def knowledge(name: str, parameters: Sequence[str], logic: str, *, needs: Sequence[str] = ()) -> str:
    """A business knowledge model; parameters as `name` or `name: type`."""
    required = "".join(map(_requirement, needs))
    return (
        f'<businessKnowledgeModel id="bkm_{name}" name="{name}"><variable name="{name}"/>'
        f"<encapsulatedLogic>{''.join(map(parameter, parameters))}{logic}</encapsulatedLogic>{required}"
        "</businessKnowledgeModel>"
    )


def service(outputs: str, *, encapsulated: str = "", decisions_in: str = "", inputs: str = "") -> str:
    parts = {"outputDecision": outputs, "encapsulatedDecision": encapsulated, "inputDecision": decisions_in}
    parts["inputData"] = inputs
    inside = "".join(f'<{part} href="#{name}"/>' for part, names in parts.items() for name in names.split())
    return f'<decisionService id="ds_s" name="s"><variable name="s"/>{inside}</decisionService>'


def parameter(text: str) -> str:
    name, _, kind = text.partition(": ")
    return f'<formalParameter name="{name}"{_type(kind)}/>'


def table(
    inputs: Sequence[str],
    outputs: Sequence[str],
    rules: Sequence[Sequence[str]],
    policy: str = "UNIQUE",
    **more: str,
) -> str:
    """A decision table. Outputs as `name` or `name = "a", "b"`; `more`: aggregation, default."""
    aggregation = f' aggregation="{more["aggregation"]}"' if "aggregation" in more else ""
    columns = "".join(
        f"<input><inputExpression><text>{escape(one)}</text></inputExpression></input>" for one in inputs
    )
    results = "".join(_output(one, more.get("default", "")) for one in outputs)
    rows = "".join(_rule(rule, len(inputs)) for rule in rules)
    head = f'<decisionTable id="table" hitPolicy="{policy}"{aggregation}>'
    return f"{head}{columns}{results}{rows}</decisionTable>"


def _output(text: str, default: str) -> str:
    name, _, values = text.partition(" = ")
    inside = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    inside += f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    return f'<output name="{name}">{inside}</output>'


def _rule(cells: Sequence[str], width: int) -> str:
    entries = [("inputEntry" if place < width else "outputEntry", cell) for place, cell in enumerate(cells)]
    return (
        "<rule>"
        + "".join(f"<{kind}><text>{escape(cell)}</text></{kind}>" for kind, cell in entries)
        + "</rule>"
    )


def _requirement(target: str) -> str:
    identifier = target.rpartition("#")[2]
    href = target if "#" in target else f"#{target}"
    if identifier.startswith(("bkm_", "ds_")):
        return f'<knowledgeRequirement><requiredKnowledge href="{href}"/></knowledgeRequirement>'
    kind = "requiredInput" if identifier.startswith("in_") else "requiredDecision"
    return f'<informationRequirement><{kind} href="{href}"/></informationRequirement>'


def _type(kind: str) -> str:
    return f' typeRef="{escape(kind)}"' if kind else ""

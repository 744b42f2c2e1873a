"""Runs a folder of the DMN Technology Compatibility Kit against `engine.decisions`. Not a test by itself.

    python -m tests.conformance.dmn_tck DIR [--csv FILE]

`DIR` holds `compliance-level-2` and `compliance-level-3` (or is one of them, or one test's folder) with
models (`*.dmn`) and tests (`*.xml` with root `testCases`, see the kit's testCases.xsd). External Java
functions are skipped: they are refused on purpose. Whatever else goes wrong is an error of its case.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from engine import decisions, feel, xml
from engine.clock import SystemClock
from engine.decisions import model as drawn_as
from engine.errors import BrokenProcess, EngineError, NotFound

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
PRECISION = Decimal("0.00000001")
"""How far a number may be from the expected one; the kit writes many results with eight places."""
ROOMY = xml.Bounds(size=20_000_000, elements=500_000)
"""Tests are ours to run, not a stranger's upload: they may be long."""
EXTERNAL = re.compile(r"\bexternal\s*\{|kind='(?!FEEL')\w+'")


@dataclass(frozen=True)
class Verdict:
    """What came of one test case; `status` is a word of the kit's own result files."""

    folder: str
    test: str
    case: str
    status: str
    detail: str = ""

    def row(self) -> tuple[str, str, str, str, str]:
        return self.folder, self.test, self.case, self.status, self.detail


def run(root: Path) -> Iterator[Verdict]:
    """The verdicts on all test cases below `root`, in the order of folders, files and cases."""
    for path in sorted(root.rglob("*.xml")):
        yield from _file(path)


def summary(verdicts: list[Verdict]) -> str:
    """`N passed, N failed, N skipped`."""
    count = [sum(one.status == word for one in verdicts) for word in ("SUCCESS", "ERROR", "IGNORED")]
    return "{} passed, {} failed, {} skipped".format(*count)


def _file(path: Path) -> Iterator[Verdict]:
    """The verdicts on one file; none for an XML file that holds no test cases."""
    folder = "/".join(path.absolute().parts[-3:-1])
    try:
        tests = xml.parse(path.read_bytes(), path.name, ROOMY)
    except (BrokenProcess, OSError) as error:
        if "-test-" in path.name:
            yield Verdict(folder, path.stem, "", "ERROR", f"cannot read the tests: {_cause(error)}")
        return
    _forget_namespaces(tests)
    if tests.tag != "testCases":
        return
    model_path = _model_path(path, (tests.findtext("modelName") or "").strip())
    for case in tests.iter("testCase"):
        status, detail = _judge(case, model_path)
        yield Verdict(folder, path.stem, case.get("id", ""), status, detail)


def _forget_namespaces(tests: Any) -> None:
    for node in tests.iter():
        if isinstance(node.tag, str):
            node.tag = node.tag.rpartition("}")[2]


def _model_path(path: Path, name: str) -> Path:
    """The model that the tests name, else the one called like the folder, else the only one there."""
    wanted = path.parent / (name or f"{path.parent.name}.dmn")
    there = sorted(path.parent.glob("*.dmn"))
    return there[0] if len(there) == 1 and not wanted.exists() else wanted


def _judge(case: Any, model_path: Path) -> tuple[str, str]:
    """The status of a case and, if it failed, why. Whatever goes wrong is an error of this case alone."""
    try:
        model = _model(model_path)
    except (BrokenProcess, OSError) as error:
        return "ERROR", f"cannot read the model: {_cause(error)}"
    try:
        return _verdict(case, model)
    except Exception as error:  # a kit may hold what nobody has thought of
        return "ERROR", f"{type(error).__name__}: {error}"


def _cause(error: Exception) -> str:
    findings = getattr(error, "findings", ())
    return "; ".join(one.as_json("en")["message"] for one in findings) or str(error)


def _verdict(case: Any, model: decisions.Model) -> tuple[str, str]:
    problems = []
    for node in case.findall("resultNode"):
        if _asks_external(model, case, node):
            return "IGNORED", "external functions are refused"
        expected = _value(node.find("expected"))
        found, notes = _ask(model, case, node)
        if not _same(expected, found):
            because = "; ".join(note.code for note in notes)
            problems.append(f"{node.get('name')}: expected {_text(expected)}, got {_text(found)} ({because})")
    return ("ERROR", " | ".join(problems)) if problems else ("SUCCESS", "")


@cache
def _model(path: Path) -> decisions.Model:
    others = {other.name: other.read_bytes() for other in path.parent.glob("*.dmn") if other != path}
    return decisions.read(path.read_bytes(), path.name, others)


def _ask(model: decisions.Model, case: Any, node: Any) -> tuple[Any, tuple[Any, ...]]:
    inputs = {_name(item, model): _value(item) for item in case.findall("inputNode")}
    inputs[feel.NOW] = SystemClock().now()
    name, invocable = " ".join(node.get("name", "").split()), case.get("invocableName")
    try:
        if invocable and case.get("type", "decision") != "decision":
            home = _home(model, case.get("namespace"))
            outcome = home.invoke(invocable, inputs)
            several = _service_outputs(home, invocable) > 1 and isinstance(outcome.result, dict)
            whole = not several or name not in outcome.result
            return outcome.result if whole else outcome.result[name], outcome.notes
        outcome = _home(model, node.get("namespace")).decide(name, inputs)
    except EngineError as error:
        return error, (error.reason,)
    return outcome.result, outcome.notes


def _name(node: Any, model: decisions.Model) -> str:
    namespace = node.get("namespace")
    foreign = namespace and namespace != model.drawn.namespace
    name = " ".join(node.get("name", "").split())
    return f"{{{namespace}}}{name}" if foreign else name


def _home(model: decisions.Model, namespace: str | None) -> decisions.Model:
    others = (other for other in model.imports.values() if other.drawn.namespace == namespace)
    return next(others, model)


def _service_outputs(model: decisions.Model, name: str) -> int:
    return next((len(service.outputs) for service in model.drawn.services if name in service.names), 0)


def _asks_external(model: decisions.Model, case: Any, node: Any) -> bool:
    """Does the asked element, or one that it requires, hold a function in Java or PMML?"""
    names = {node.get("name"), case.get("invocableName")}
    waiting = [element for element in model.named.values() if names & set(element.names)]
    seen: set[str] = set()
    while waiting:
        element = waiting.pop()
        if element.id in seen:
            continue
        seen.add(element.id)
        if EXTERNAL.search(repr(element)):
            return True
        for references in (getattr(element, kind, ()) for kind in ("information", "knowledge", "outputs")):
            found = (model.located(reference)[1] for reference in references)
            waiting.extend(one for one in found if isinstance(one, drawn_as.Named))
    return False


# values of the kit


class Untyped(str):
    """An expected text whose type the kit does not say; "" may stand for null or an empty context."""


def _value(node: Any) -> Any:
    """The value that an `expected`, `item`, `component` or `inputNode` holds."""
    if node is None or node.get(f"{XSI}nil") == "true":
        return None
    listed, value = node.find("list"), node.find("value")
    if listed is not None:
        absent = listed.get(f"{XSI}nil") == "true"
        return None if absent else [_value(item) for item in listed.findall("item")]
    if value is not None:
        return _simple(value)
    components = node.findall("component")
    if not components and node.tag == "expected":
        return Untyped("")
    named = (item for item in components if item.get("name") is not None)
    return {item.get("name"): _value(item) for item in named} if components else None


_READERS = {
    "date": "date(text)",
    "time": "time(text)",
    "datetime": "date and time(text)",
    **dict.fromkeys(("duration", "daytimeduration", "yearmonthduration"), "duration(text)"),
}


def _simple(node: Any) -> Any:
    """A value by its XML Schema type; what has none of those named here is a number."""
    if node.get(f"{XSI}nil") == "true":
        return None
    text, kind = node.text or "", (node.get(f"{XSI}type") or "").rpartition(":")[2].lower()
    if kind in ("", "anysimpletype"):
        return Untyped(text)
    if kind == "string":
        return text
    if kind == "boolean":
        return text.strip() in ("true", "1")
    if kind in _READERS:
        return feel.evaluate(_READERS[kind], {"text": text.strip()})
    return Decimal(text.strip())


def _same(expected: Any, found: Any) -> bool:
    if isinstance(found, EngineError):
        return expected in (None, "") and not isinstance(found, NotFound)
    if isinstance(expected, Untyped):
        return expected == found or _text(found) == expected or (expected == "" and found in (None, {}))
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(_same, expected, found))
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(_same(expected[name], found[name]) for name in found)
    if isinstance(expected, Decimal) and isinstance(found, Decimal):
        return abs(expected - found) < PRECISION
    if isinstance(expected, bool) or isinstance(found, bool) or type(expected) is not type(found):
        return type(expected) is type(found) and expected == found
    return expected == found or feel.evaluate("a = b", {"a": expected, "b": found}) is True


def _text(value: Any) -> str:
    return repr(value) if isinstance(value, str | EngineError) else feel.format(value)


def main(arguments: list[str] | None = None) -> int:
    """Run the kit; print what failed and, last, the sum. Exit status 1 when something failed."""
    options = argparse.ArgumentParser(prog="dmn_tck", description=__doc__)
    options.add_argument("directory", type=Path)
    options.add_argument("--csv", type=Path)
    chosen = options.parse_args(arguments)
    if not chosen.directory.is_dir():
        options.error(f"no such folder: {chosen.directory}")
    verdicts = list(run(chosen.directory))
    for verdict in verdicts:
        if verdict.status == "ERROR":
            sys.stdout.write(f"{verdict.folder} {verdict.test} {verdict.case}: {verdict.detail}\n")
    if chosen.csv:
        _write(chosen.csv, verdicts)
    sys.stdout.write(summary(verdicts) + "\n")
    return 1 if any(verdict.status == "ERROR" for verdict in verdicts) else 0


def _write(path: Path, verdicts: list[Verdict]) -> None:
    """The kit's own result format: one row for each case, all in quotation marks."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        rows.writerows(verdict.row() for verdict in verdicts)


if __name__ == "__main__":
    sys.exit(main())

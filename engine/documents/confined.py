"""Checking and rendering of strangers' templates in a child process that cannot grow, linger or reach out.
Not for templates of a published version: those were checked here once and are rendered in place.

The child has 256 MB above what it needs for itself and 1 s of processor time to check (4 s to render); it may
open no connection, start no process and write no file; after 5 s (10 s) on the clock it is killed.
"""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any

import docx as word

from engine.documents.allowed import Fields
from engine.documents.checking import check as check_here
from engine.documents.checking import fields as fields_here
from engine.documents.comparing import Difference
from engine.documents.comparing import compare as compare_here
from engine.documents.rendering import Rendered
from engine.documents.rendering import render as render_here
from engine.errors import BrokenProcess, EngineError, FieldProblem, Finding, Invalid, Reason
from engine.tree import dumps, from_json, loads, to_json

MEGABYTES = 256
SECONDS = {"check": (1, 5.0), "render": (4, 10.0), "compare": (4, 30.0)}
"""Of processor time, and on the clock."""
_NEVER = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "ctypes.")


def check(docx: bytes, file: str) -> tuple[list[Finding], Fields]:
    """`documents.check` and `documents.fields` of an uploaded template. Raises EngineError `too_costly`."""
    answer = _ask("check", docx, {"file": file})
    findings = [_finding(one) for one in answer["findings"]]
    return findings, frozenset(tuple(path) for path in answer["fields"])


def render(docx: bytes, context: Mapping[str, Any], *, title: str, draft: bool = True) -> Rendered:
    """`documents.render` of an uploaded template, for trying it out. Raises the same, or `too_costly`."""
    answer = _ask("render", docx, {"context": to_json(context), "title": title, "draft": draft})
    if "findings" in answer:
        raise BrokenProcess([_finding(one) for one in answer["findings"]], code="broken_file", file=title)
    if "problems" in answer:
        problems = [FieldProblem(path, _reason(reason)) for path, reason in answer["problems"]]
        raise Invalid(problems, code="documents.cannot_write", count=len(problems))
    return Rendered(base64.b64decode(answer["docx"]), answer["sha256"], answer["used"])


def compare(old: bytes, new: bytes, file: str) -> tuple[Difference, ...]:
    """`documents.compare` of an uploaded letter with the version it was made from. Raises the same."""
    answer = _ask("compare", new, {"old": base64.b64encode(old).decode(), "file": file})
    if "findings" in answer:
        raise BrokenProcess([_finding(one) for one in answer["findings"]], code="broken_file", file=file)
    return tuple(Difference(kind, before, after) for kind, before, after in answer["differences"])


def _ask(verb: str, docx: bytes, question: Mapping[str, Any]) -> Any:
    asked = json.dumps({**question, "verb": verb, "docx": base64.b64encode(docx).decode()})
    program = f"import sys; sys.path[:] = {sys.path!r}; import {__name__} as child; child.serve()"
    command = [sys.executable, "-I", "-c", program]
    seconds = SECONDS[verb][1]
    try:
        ended = subprocess.run(
            command, input=asked.encode(), capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise EngineError("documents.too_costly", file=question.get("file", "")) from None
    if ended.returncode != 0 or not ended.stdout:
        raise EngineError("documents.too_costly", file=question.get("file", ""))
    return loads(ended.stdout)


def serve() -> None:
    """The child: one question from standard input, one answer to standard output."""
    question = json.loads(sys.stdin.buffer.read())
    docx = base64.b64decode(question["docx"])
    _load_everything()
    _confine(SECONDS[question["verb"]][0])
    answer = {"check": _checked, "render": _rendered, "compare": _compared}[question["verb"]](docx, question)
    sys.stdout.buffer.write(dumps(answer).encode())
    sys.stdout.buffer.flush()


def _checked(docx: bytes, question: Mapping[str, Any]) -> dict[str, Any]:
    findings = check_here(docx, question["file"])
    return {"findings": [_plain(one) for one in findings], "fields": sorted(fields_here(docx))}


def _compared(docx: bytes, question: Mapping[str, Any]) -> dict[str, Any]:
    try:
        told = compare_here(base64.b64decode(question["old"]), docx, question["file"])
    except BrokenProcess as error:
        return {"findings": [_plain(one) for one in error.findings]}
    return {"differences": [[one.kind, one.old, one.new] for one in told]}


def _rendered(docx: bytes, question: Mapping[str, Any]) -> dict[str, Any]:
    context = from_json(question["context"])
    try:
        made = render_here(docx, context, title=question["title"], draft=question["draft"])
    except BrokenProcess as error:
        return {"findings": [_plain(one) for one in error.findings]}
    except Invalid as error:
        return {"problems": [(one.path, _spoken(one.reason)) for one in error.problems]}
    return {"docx": base64.b64encode(made.docx).decode(), "sha256": made.sha256, "used": made.used}


def _load_everything() -> None:
    """What Python loads at first use, it loads now, before the limits."""
    sample = io.BytesIO()
    document = word.Document()
    document.add_paragraph("{{ text | oder('-') }}")
    document.save(sample)
    render_here(sample.getvalue(), {"text": None}, title="", draft=True)


def _forbid(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(_NEVER):
        raise PermissionError(event)


def _confine(seconds: int) -> None:
    """Limits counted from here: the modules are loaded, the question is read."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the clock still ends the child
        return
    sys.addaudithook(_forbid)
    with open("/proc/self/statm", encoding="ascii") as statistics:
        pages = int(statistics.read().split()[0])
    memory = pages * resource.getpagesize() + MEGABYTES * 1024 * 1024
    used = int(time.process_time()) + 1
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: used + seconds,
        resource.RLIMIT_NOFILE: 16,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    for what, limit in limits.items():
        resource.setrlimit(what, (limit, limit))


def _plain(finding: Finding) -> dict[str, Any]:
    facts = {name: _spoken(fact) for name, fact in finding.facts.items()}
    own = {"file": finding.file, "rule": finding.rule, "element": finding.element, "name": finding.name}
    return {**own, "severity": finding.severity, "facts": facts}


def _finding(plain: Mapping[str, Any]) -> Finding:
    return Finding(**{**plain, "facts": {name: _reason(fact) for name, fact in plain["facts"].items()}})


def _spoken(fact: Any) -> Any:
    if not isinstance(fact, Reason):
        return fact
    return {"reason": fact.code, "facts": {name: _spoken(one) for name, one in fact.facts.items()}}


def _reason(fact: Any) -> Any:
    if not isinstance(fact, dict):
        return fact
    return Reason(fact["reason"], {name: _reason(one) for name, one in fact["facts"].items()})

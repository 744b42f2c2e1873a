"""An EngineError as a plain value and back, so that a child refuses as the parent would. Not its wording."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from engine import errors
from engine.errors import BrokenProcess, EngineError, FieldProblem, Finding, Invalid, Reason


def told(error: EngineError) -> dict[str, Any]:
    """The error as a value of `engine.tree`."""
    plain = {"kind": type(error).__name__, "reason": _spoken(error.reason)}
    if isinstance(error, BrokenProcess):
        plain["findings"] = [plain_finding(one) for one in error.findings]
    if isinstance(error, Invalid):
        plain["problems"] = [[one.path, _spoken(one.reason)] for one in error.problems]
    return plain


def heard(plain: Mapping[str, Any]) -> EngineError:
    """The reverse of `told`."""
    kind, reason = getattr(errors, plain["kind"]), _meant(plain["reason"])
    if "findings" in plain:
        found = [finding_of(one) for one in plain["findings"]]
        return BrokenProcess(found, code=reason.code, **reason.facts)
    if "problems" in plain:
        wrong = [FieldProblem(path, _meant(one)) for path, one in plain["problems"]]
        return Invalid(wrong, code=reason.code, **reason.facts)
    return kind(reason.code, **reason.facts)  # type: ignore[no-any-return]


def plain_finding(finding: Finding) -> dict[str, Any]:
    """A finding as a value of `engine.tree`."""
    facts = {name: _spoken(fact) for name, fact in finding.facts.items()}
    own = {"file": finding.file, "rule": finding.rule, "element": finding.element, "name": finding.name}
    return {**own, "severity": finding.severity, "facts": facts}


def finding_of(plain: Mapping[str, Any]) -> Finding:
    """The reverse of `plain_finding`."""
    return Finding(**{**plain, "facts": {name: _meant(fact) for name, fact in plain["facts"].items()}})


def _spoken(fact: Any) -> Any:
    if not isinstance(fact, Reason):
        return fact if isinstance(fact, str | bool | int | Decimal | date | None) else str(fact)
    return {"reason": fact.code, "facts": {name: _spoken(one) for name, one in fact.facts.items()}}


def _meant(fact: Any) -> Any:
    if not isinstance(fact, dict):
        return fact
    return Reason(fact["reason"], {name: _meant(one) for name, one in fact["facts"].items()})

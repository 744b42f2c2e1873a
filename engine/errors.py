"""What can go wrong, as facts. Not the wording: sentences for people are made in `engine.wording`.

Each error carries a `reason`: a code of the catalogue `wording/*/reasons.toml` and the facts that its
sentence needs. A refused move is an error and leaves no event; a process that cannot go on is an event
(`IncidentRaised`) and no error for whoever stood by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.wording import Language, say


@dataclass(frozen=True)
class Reason:
    """Why something is refused or impossible: a code and the facts for its sentence."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self, language: Language = "de") -> str:
        """The reason as a sentence for a person."""
        return say("reasons", self.code, language, **_worded(self.facts, language))


def _worded(facts: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Facts for a sentence; a fact that is a reason itself (a cause) is said in the same language."""
    return {
        name: fact.sentence(language) if isinstance(fact, Reason) else fact for name, fact in facts.items()
    }


@dataclass(frozen=True)
class Finding:
    """What is wrong with a file: where, which rule, how bad. The sentences come from the catalogue."""

    file: str
    rule: str
    """Code of the catalogue, `area.rule`: its sentences are `<rule>.message` and `<rule>.remedy`."""
    element: str = ""
    name: str = ""
    severity: Literal["error", "warning"] = "error"
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self, language: Language = "de") -> dict[str, Any]:
        """`{file, element, name, rule, severity, message, remedy}`, ready for `check --json`."""
        facts = _worded(self.facts, language)
        facts |= {"file": self.file, "element": self.element, "name": self.name or self.element}
        return {
            "file": self.file,
            "element": self.element,
            "name": self.name,
            "rule": self.rule,
            "severity": self.severity,
            "message": say("findings", f"{self.rule}.message", language, **facts),
            "remedy": say("findings", f"{self.rule}.remedy", language, **facts),
        }


@dataclass(frozen=True)
class FieldProblem:
    """One wrong answer: the path of the field in the form (`kosten[2].betrag`) and the reason."""

    path: str
    reason: Reason


class EngineError(Exception):
    """Anything the engine says no to."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.reason = Reason(code, facts)
        super().__init__(str(self.reason))


class NotFound(EngineError):
    """There is no such thing, or the asker may not know of it (the two read the same)."""


class Rejected(EngineError):
    """The move is not possible for this person, now. Nothing was changed."""


class NotAllowed(Rejected):
    """A rule of `permissions` forbids it; the reason names the rule and who may."""


class NotOpen(Rejected):
    """The task or case is not in a state in which this can be done."""


class AlreadyDone(Rejected):
    """Somebody was faster; the facts name `by` and `at`."""


class Stale(Rejected):
    """The page is older than the case; the facts name what happened meanwhile."""


class Invalid(EngineError):
    """Answers that do not fit the form; one problem for each wrong field."""

    def __init__(self, problems: Sequence[FieldProblem], code: str = "invalid", **facts: Any) -> None:
        super().__init__(code, **facts)
        self.problems = tuple(problems)


class BrokenProcess(EngineError):
    """A file or a process that cannot be executed; the findings say where and what to do."""

    def __init__(self, findings: Sequence[Finding], code: str = "broken_process", **facts: Any) -> None:
        super().__init__(code, **facts)
        self.findings = tuple(findings)


class TransientError(EngineError):
    """The same call may succeed in a moment (a lock, a lost connection): the caller may retry."""

"""Setting a parameter: one administrator proposes, another releases. Not the use of the value.

Domain specification 3.5, row 15: two administrators; a bank account changes only with a note of the call
back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from engine import events, feel
from engine.check.settings import Parameter
from engine.errors import FieldProblem, Invalid, NotAllowed, Reason, Rejected
from engine.forms import Field, Kind
from engine.forms.values import Refused, native
from engine.forms.values import typed as read
from engine.ids import new
from engine.parameters import Proposal
from engine.people import Actor
from engine.permissions import Verdict, may_decide_parameter, may_propose_parameter
from engine.rules.tasks import MINIMUM_REASON

_KINDS: dict[str, Kind] = {
    "betrag": "money", "zahl": "decimal", "prozent": "decimal", "text": "text", "dauer": "text",
    "iban": "iban", "datum": "date", "ja_nein": "boolean", "": "text",
}  # fmt: skip
CALL_BACK = "iban"
"""Kind of parameter whose release needs a note of how it was verified with the owner of the account."""


@dataclass(frozen=True)
class Wanted:
    """What an administrator wants a parameter to be worth, as typed: German, or native values."""

    value: Any
    since: date
    until: date | None = None
    source: str = ""


def propose_parameter(
    programme: str, parameter: Parameter, wanted: Wanted, *, by: Actor, now: datetime, day: date
) -> tuple[Proposal, events.ParameterProposed]:
    """The proposal as it shall be kept. Raises NotAllowed, Rejected, Invalid."""
    _allow(may_propose_parameter(by, day))
    if wanted.until is not None and wanted.until < wanted.since:
        raise Rejected("parameter_period", since=wanted.since, until=wanted.until)
    if len(wanted.source.strip()) < MINIMUM_REASON:
        raise Rejected("parameter_source_missing", label=parameter.label)
    kept = Proposal(
        id=new(),
        programme=programme,
        key=parameter.key,
        label=parameter.label,
        kind=parameter.kind,
        value=typed(parameter, wanted.value),
        since=wanted.since,
        until=wanted.until,
        source=wanted.source.strip(),
        proposed_by=by.person.id,
        proposed_by_name=by.person.name,
        proposed_personnel_id=by.person.personnel_id,
        proposed_at=now,
    )
    return kept, events.ParameterProposed(**_told(kept))


def release_parameter(
    proposal: Proposal, *, by: Actor, note: str, now: datetime, day: date
) -> tuple[Proposal, events.ParameterReleased]:
    """The proposal in force. Raises NotAllowed, Rejected."""
    _open(proposal)
    _allow(may_decide_parameter(by, proposal, day))
    if proposal.kind == CALL_BACK and len(note.strip()) < MINIMUM_REASON:
        raise Rejected("parameter_call_back", label=proposal.label)
    kept = _decided(proposal, "released", by, note, now)
    return kept, events.ParameterReleased(**_told(kept))


def decline_parameter(
    proposal: Proposal, *, by: Actor, note: str, now: datetime, day: date
) -> tuple[Proposal, events.ParameterDeclined]:
    """The proposal refused, or taken back by who made it; with the reason. Raises NotAllowed, Rejected."""
    _open(proposal)
    _allow(may_propose_parameter(by, day))
    if len(note.strip()) < MINIMUM_REASON:
        raise Rejected("reason_missing")
    kept = _decided(proposal, "declined", by, note, now)
    return kept, events.ParameterDeclined(**_told(kept))


def typed(parameter: Parameter, value: Any) -> Any:
    """The value in the parameter's kind; blank is None: not known. Raises Invalid; Rejected for lists."""
    kind = _KINDS.get(parameter.kind)
    if kind is None:
        raise Rejected("parameter_only_published", label=parameter.label)
    places = {"money": 2, "decimal": 6}.get(kind, 0)
    field = Field("wert", "wert", parameter.label, kind, decimals=places, longest=2000)
    try:
        found = read(field, value) if isinstance(value, str) else native(field, value)
    except Refused as refused:
        raise Invalid([FieldProblem("wert", refused.reason)]) from None
    return _duration(found, parameter) if parameter.kind == "dauer" and found is not None else found


def _duration(text: str, parameter: Parameter) -> Any:
    found = feel.evaluate("duration(text)", {"text": text})
    if found is None:
        reason = Reason("parameter_no_duration", {"label": parameter.label, "value": text[:60]})
        raise Invalid([FieldProblem("wert", reason)])
    return found


def _decided(proposal: Proposal, state: Any, by: Actor, note: str, now: datetime) -> Proposal:
    return replace(proposal, state=state, decided_by_name=by.person.name, decided_at=now, note=note.strip())


def _told(kept: Proposal) -> dict[str, Any]:
    same = ("programme", "label", "value", "since", "until", "source", "proposed_by_name", "note")
    return {"proposal": kept.id, "parameter": kept.key, **{name: getattr(kept, name) for name in same}}


def _open(proposal: Proposal) -> None:
    if proposal.state != "proposed":
        raise Rejected("parameter_decided", label=proposal.label, person=proposal.decided_by_name)


def _allow(verdict: Verdict) -> None:
    if not verdict.allowed and verdict.reason is not None:
        raise NotAllowed(verdict.reason.code, **verdict.reason.facts)

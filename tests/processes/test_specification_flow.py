"""Messages, gateways, timers and escalations are in the diagrams and lead where the specification says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from engine.bpmn.model import Element, Flow, Process
from tests.processes import specified
from tests.processes.playing import programme


def _told(name: str) -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load((specified.FOLDER / "flow" / name).read_text(encoding="utf-8"))
    return told


CATALOGUE, WAYS, EVENTS = _told("nachrichten.yaml"), _told("wege.yaml"), _told("ereignisse.yaml")
THROWS = ("intermediateThrowEvent", "endEvent")


def triggers(*kinds: str, thrown: bool | None = None) -> set[str]:
    """The names that events of these kinds wait for, throw, or both."""
    found = [
        one
        for process in programme().contents.processes.values()
        for one in process.elements.values()
        if one.trigger and one.trigger.kind in kinds
    ]
    wanted = [one for one in found if thrown is None or (one.kind in THROWS) is thrown]
    return {one.trigger.reference for one in wanted if one.trigger and one.trigger.reference}


@pytest.mark.skipif(specified.DOCUMENT is None, reason="the specification does not lie beside the repository")
def test_the_catalogue_is_that_of_the_specification() -> None:
    """No message, signal, error or escalation that the specification names is left out of the list."""
    assert specified.DOCUMENT is not None
    text = specified.DOCUMENT.read_text(encoding="utf-8")
    rows = re.search(r"\| Message \| From.*?\n\n", text, re.S)
    assert rows
    named = {one for one in re.findall(r"`(msg_\w+|sig_\w+)`", rows[0]) if not one.endswith("_")}
    assert named - set(CATALOGUE["nachrichten"]) - set(CATALOGUE["signale"]) == set()


@pytest.mark.parametrize("name", CATALOGUE["nachrichten"])
def test_a_message_is_declared_sent_and_received(name: str) -> None:
    """Between the parties of the catalogue, with its documents; somebody throws it, somebody waits for it."""
    told, declared = CATALOGUE["nachrichten"][name], programme().contents.messages.messages[name]
    assert (set(declared.senders), declared.to) == (set(told["von"]), told["an"])
    assert set(told.get("dokumente", ())) <= {one.split("_")[0] for one in declared.documents}
    assert name in triggers("message", thrown=True)
    assert name in triggers("message", thrown=False)


def test_no_message_is_declared_in_vain() -> None:
    """Every message of messages.yaml is sent by one diagram and expected by another."""
    declared = set(programme().contents.messages.messages)
    assert declared - triggers("message", thrown=True) == set()
    assert declared - triggers("message", thrown=False) == set()


def test_signals_errors_and_escalations_are_caught() -> None:
    """Those the specification names have an event that waits for them."""
    named = {*CATALOGUE["signale"], *CATALOGUE["fehler"], *CATALOGUE["eskalationen"]}
    assert named - triggers("signal", "error", "escalation", thrown=False) == set()


@pytest.mark.parametrize("statement", WAYS)
def test_a_gateway_leads_where_the_specification_says(statement: str) -> None:
    """The branch of that name, on that condition, comes next to that row."""
    told = WAYS[statement]
    for process, gateway in places(told):
        (branch,) = [one for one in leaving(process, gateway) if one.name == told["zweig"]]
        assert told["wenn"] in (branch.condition or "") if "wenn" in told else branch.id == gateway.default
        assert told["nach"] in set(rows_after(process, branch.target))


@pytest.mark.parametrize("statement", EVENTS)
def test_an_event_comes_when_the_specification_says(statement: str) -> None:
    """The timer, message or escalation of that name, interrupting or not, comes next to that row."""
    told = EVENTS[statement]
    for process, event in places(told):
        assert event.trigger
        assert told.get("wann", "") in (event.trigger.expression or "")
        assert told.get("ruft") in (None, event.trigger.reference)
        assert event.interrupting is told.get("unterbricht", True)
        after = {row for one in leaving(process, event) for row in rows_after(process, one.target)}
        assert told["nach"] in after


def places(told: dict[str, Any]) -> list[tuple[Process, Element]]:
    """Every element of this id, only in the named process where one is named."""
    found = [
        (process, process.elements[told["an"]])
        for process in programme().contents.processes.values()
        if told["an"] in process.elements and told.get("prozess") in (None, process.id)
    ]
    assert found, told
    return found


def leaving(process: Process, element: Element) -> list[Flow]:
    return [process.flows[one] for one in element.outgoing]


def rows_after(process: Process, target: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """The rows of the specification met first on each way from here, through gateways, events and calls."""
    here = process.elements[target]
    if target in seen:
        return
    if row := here.properties.get("spezifikation"):
        yield row
    elif here.called and here.called in programme().contents.processes:
        called = programme().contents.processes[here.called]
        starts = [one for one in called.elements.values() if one.kind == "startEvent" and not one.parent]
        for start in starts:
            yield from rows_after(called, start.id)
    elif not here.outgoing:
        yield "ENDE"
    for flow in leaving(process, here) if not row and not here.called else ():
        yield from rows_after(process, flow.target, seen | {target})

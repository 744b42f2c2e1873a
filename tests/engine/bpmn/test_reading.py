"""What the reader makes of a .bpmn file."""

from __future__ import annotations

import pytest

from engine.bpmn.model import Repetition, Trigger
from engine.bpmn.reading import read
from engine.errors import BrokenProcess

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t">'
)


def diagram(inside: str):
    return read(f"{HEAD}{inside}</definitions>".encode(), "p.bpmn")


def process(inside: str):
    return diagram(f'<process id="p" isExecutable="true">{inside}</process>').processes["p"]


def rules(inside: str) -> list[tuple[str, str]]:
    with pytest.raises(BrokenProcess) as broken:
        diagram(inside)
    return [(finding.rule, finding.element) for finding in broken.value.findings]


def test_innermost_lane_wins_and_reaches_into_subprocesses_and_to_boundary_events():
    """A task's role is its innermost lane; what lies in a subprocess or on its border shares it."""
    read = process(
        '<laneSet id="ls"><lane id="amt"><flowNodeRef>sub</flowNodeRef><childLaneSet id="cls">'
        '<lane id="leitung"><flowNodeRef>sub</flowNodeRef></lane></childLaneSet></lane></laneSet>'
        '<boundaryEvent id="b" attachedToRef="sub"/><subProcess id="sub"><userTask id="inner"/></subProcess>'
    )
    assert {id: element.lane for id, element in read.elements.items()} == {
        "sub": "leitung", "inner": "leitung", "b": "leitung",
    }  # fmt: skip
    assert read.elements["inner"].parent == "sub"
    assert list(read.lanes) == ["amt", "leitung"]


def test_each_pool_has_its_process_and_a_closed_pool_has_none():
    """The participant's id is the organisation; message flows join pools and elements."""
    read = diagram(
        '<collaboration id="c"><participant id="kreis" name="Kreis" processRef="p"/>'
        '<participant id="gericht" name="VG"/><messageFlow id="m" sourceRef="t" targetRef="gericht"/>'
        '</collaboration><process id="p"><sendTask id="t"/></process>'
    )
    assert (read.processes["p"].participant, read.processes["p"].name) == ("kreis", "Kreis")
    assert read.pools["gericht"].process is None
    assert (read.message_flows[0].source, read.message_flows[0].target) == ("t", "gericht")


@pytest.mark.parametrize(
    ("declared", "definition", "expected"),
    [
        (
            '<message id="m" name="antrag"/>',
            '<messageEventDefinition messageRef="m"/>',
            ("message", "antrag"),
        ),
        ('<signal id="s" name="los"/>', '<signalEventDefinition signalRef="s"/>', ("signal", "los")),
        ('<error id="e" name="x" errorCode="E1"/>', '<errorEventDefinition errorRef="e"/>', ("error", "E1")),
        ('<error id="e"/>', "<errorEventDefinition/>", ("error", None)),
        ("", '<linkEventDefinition name="A"/>', ("link", "A")),
        ("", "<terminateEventDefinition/>", ("terminate", None)),
        ("", "", ("none", None)),
        ("", "<terminateEventDefinition/><cancelEventDefinition/>", ("multiple", None)),
    ],
)
def test_an_event_knows_what_it_waits_for_by_name_or_code(declared, definition, expected):
    """References are resolved: messages and signals to names, errors to codes."""
    read = diagram(f'{declared}<process id="p"><endEvent id="e1">{definition}</endEvent></process>')
    trigger = read.processes["p"].elements["e1"].trigger
    assert (trigger.kind, trigger.reference) == expected


def test_timers_and_conditions_are_feel_without_the_leading_equals_sign():
    """`= duration("P1D")` and `duration("P1D")` mean the same; comments are not part of the text."""
    read = process(
        '<startEvent id="s" isInterrupting="false"><timerEventDefinition><timeCycle> R3/P7D </timeCycle>'
        '</timerEventDefinition></startEvent><intermediateCatchEvent id="c"><conditionalEventDefinition>'
        "<condition>= a<!-- so --> &gt; 1</condition></conditionalEventDefinition></intermediateCatchEvent>"
        '<exclusiveGateway id="g" default="f2"/><sequenceFlow id="f1" sourceRef="g" targetRef="c">'
        "<conditionExpression>=x = 1</conditionExpression></sequenceFlow>"
        '<sequenceFlow id="f2" sourceRef="g" targetRef="c"/>'
    )
    assert read.elements["s"].trigger == Trigger("timer", timer="cycle", expression="R3/P7D")
    assert read.elements["s"].interrupting is False
    assert read.elements["c"].trigger.expression == "a > 1"
    assert (read.flows["f1"].condition, read.flows["f2"].condition) == ("x = 1", None)
    assert (read.elements["g"].outgoing, read.elements["g"].default) == (("f1", "f2"), "f2")


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (
            '<multiInstanceLoopCharacteristics camunda:collection="stellen" camunda:elementVariable="stelle">'
            "<completionCondition>fertig</completionCondition></multiInstanceLoopCharacteristics>",
            Repetition("parallel", "stellen", "stelle", completion="fertig"),
        ),
        (
            '<multiInstanceLoopCharacteristics isSequential="true">'
            "<loopDataInputRef>zeilen</loopDataInputRef>"
            '<inputDataItem id="i" name="zeile"/></multiInstanceLoopCharacteristics>',
            Repetition("sequential", "zeilen", "zeile"),
        ),
        (
            "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>"
            "</multiInstanceLoopCharacteristics>",
            Repetition("parallel", cardinality="3"),
        ),
        (
            '<standardLoopCharacteristics testBefore="true" loopMaximum="5"><loopCondition>= offen'
            "</loopCondition></standardLoopCharacteristics>",
            Repetition("loop", completion="offen", test_before=True, maximum=5),
        ),
    ],
)
def test_repetitions_are_read(inside, expected):
    """Multi-instance by collection (Camunda's or BPMN's own words), by number, and the standard loop."""
    assert process(f'<userTask id="t">{inside}</userTask>').elements["t"].repetition == expected


def test_settings_of_a_task():
    """Camunda's attributes, properties, parameters, the help text and the line are kept."""
    task = process(
        '<userTask id="t" name=" Prüfen " camunda:formKey="f" camunda:dueDate="= heute">'
        "<documentation>Hilfe</documentation><extensionElements><camunda:properties>"
        '<camunda:property name="vierAugen" value="bescheid"/></camunda:properties><camunda:inputOutput>'
        '<camunda:inputParameter name="betrag">=a.b</camunda:inputParameter></camunda:inputOutput>'
        "</extensionElements></userTask>"
    ).elements["t"]
    assert (task.title, task.documentation, task.line) == ("Prüfen", "Hilfe", 1)
    assert task.attributes == {"formKey": "f", "dueDate": "heute"}
    assert task.properties == {"vierAugen": "bescheid"}
    assert task.inputs == {"betrag": "a.b"}


def test_called_processes_event_subprocesses_and_receive_tasks():
    """What calls, what may happen at any time, what waits."""
    elements = (
        diagram(
            '<message id="m" name="post"/><process id="p"><callActivity id="c" calledElement="q"/>'
            '<subProcess id="e" triggeredByEvent="true"/>'
            '<receiveTask id="r" messageRef="m" instantiate="true"/>'
            "</process>"
        )
        .processes["p"]
        .elements
    )
    assert elements["c"].called == "q"
    assert elements["e"].event_subprocess
    assert (elements["r"].trigger, elements["r"].instantiate) == (Trigger("message", "post"), True)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("", [("bpmn.no_process", "")]),
        ('<process id="../../etc/x"/>', [("bpmn.id_malformed", "../../etc/x")]),
        (f'<process id="{"a" * 201}"/>', [("bpmn.id_malformed", "a" * 201)]),
        ('<process id="prüfen"/>', [("bpmn.id_malformed", "prüfen")]),
        ("<process/>", [("bpmn.id_missing", "")]),
        ('<process id="p"><task id="a"/><task id="a"/></process>', [("bpmn.id_twice", "a")]),
        ('<process id="p"><task id="p"/></process>', [("bpmn.id_twice", "p")]),
        (
            '<process id="p"><task id="a"/><sequenceFlow id="f" sourceRef="a" targetRef="b"/></process>',
            [("bpmn.unknown_reference", "f")],
        ),
        (
            '<process id="p"><task id="a"/><subProcess id="s"><task id="b"/></subProcess>'
            '<sequenceFlow id="f" sourceRef="a" targetRef="b"/></process>',
            [("bpmn.unknown_reference", "f")],
        ),
        ('<process id="p"><boundaryEvent id="b"/></process>', [("bpmn.unknown_reference", "b")]),
        (
            '<process id="p"><endEvent id="e"><signalEventDefinition signalRef="no"/></endEvent></process>',
            [("bpmn.unknown_reference", "e")],
        ),
        (
            '<process id="p"><laneSet id="l"><lane id="r"><flowNodeRef>x</flowNodeRef></lane></laneSet>'
            '<exclusiveGateway id="g" default="y"/></process>',
            [("bpmn.unknown_reference", "r"), ("bpmn.unknown_reference", "g")],
        ),
        (
            '<collaboration id="c"><participant id="k" processRef="no"/></collaboration><process id="p"/>',
            [("bpmn.unknown_reference", "k")],
        ),
    ],
)
def test_what_has_no_meaning_is_refused_with_all_findings_at_once(inside, expected):
    """Bad ids and broken references name their element; nothing is guessed."""
    assert rules(inside) == expected


def test_another_vocabulary_is_not_bpmn():
    """A file that is XML but no BPMN says so."""
    with pytest.raises(BrokenProcess) as broken:
        read(b"<svg/>", "x.bpmn")
    finding = broken.value.findings[0].as_json()
    assert finding["message"] == "x.bpmn ist keine BPMN-Datei: Sie beginnt mit „svg“ statt mit „definitions“."

"""Everything a process names exists: roles, forms, decisions, templates, messages; four eyes can be kept."""

from __future__ import annotations

import pytest

from engine import check
from tests.engine.check.check_drawing import (
    MESSAGES,
    PROGRAMME,
    ROLES,
    diagram,
    event,
    form,
    inputs,
    programme,
    settings,
    told,
)

TASK = "start s\nuser pruefen {} | {}\nend e\ns > pruefen > e"
ASKED = {"forms/p/pruefen.json": form(ergebnis="string", betrag="money")}
DMN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="d">
<decision id="hoehe" name="Höhe"><variable name="Höhe"/><decisionTable id="t" hitPolicy="UNIQUE">
<input id="i"><inputExpression id="ie" typeRef="number"><text>{}</text></inputExpression></input>
<output id="o" name="satz" typeRef="number"/>
<rule id="r"><inputEntry id="e"><text>-</text></inputEntry>
<outputEntry id="x"><text>1</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def faults(drawing: str, files=None, *areas: str) -> list[tuple[str, str]]:
    found = check.bundle(programme(drawing, {**ASKED, **(files or {})}))
    return told(found, *(areas or ("references", "settings", "four_eyes", "check", "reads", "yaml")))


def test_a_complete_programme_gives_no_finding():
    """Form, role, pool and opening process are all there."""
    assert check.bundle(programme(TASK.format("", ""), ASKED)) == []


@pytest.mark.parametrize(
    ("attributes", "inside", "expected"),
    [
        ('camunda:formKey="pruefn"', "", "references.form_unknown"),
        ("", settings(vieraugen="a"), "references.property"),
        ("", settings(zeichnung="schluss"), "references.property_value"),
        ("", settings(vierAugen="a"), "four_eyes.alone"),
        ('camunda:candidateGroups="sb"', "", "references.role_unquoted"),
        ("camunda:candidateGroups='\"sbb\"'", "", "references.role_unknown"),
    ],
)
def test_each_wrong_setting_of_a_task_is_told(attributes, inside, expected):
    """A setting that is misspelt would otherwise silently do nothing."""
    assert (expected, "pruefen") in faults(TASK.format(attributes, inside))


def test_a_task_without_form_is_a_warning_and_a_form_without_task_too():
    """Most often one of the two was renamed."""
    found = check.bundle(programme(TASK.format("", ""), {"forms/p/prufen.json": form(a="string")}))
    assert {(one.rule, one.severity) for one in found} == {
        ("references.form_missing", "warning"),
        ("references.form_unused", "warning"),
    }


def test_roles_and_pools_come_from_the_roles_file():
    """A lane is a role, a pool is a participant, and a role acts at its own authority."""
    for pool, lane, expected in (
        ("kreis", "sbx", ("references.role_unknown", "pruefen")),
        ("stadt", "sb", ("references.pool_unknown", "p")),
        ("bezreg", "sb", ("references.role_elsewhere", "pruefen")),
    ):
        drawn = diagram(TASK.format("", ""), pool=pool, lane=lane)
        assert expected in faults(TASK.format("", ""), {"p.bpmn": drawn})


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("rule t", "references.decision_missing"),
        ('rule t camunda:decisionRef="hohe"', "references.decision_unknown"),
        (
            'rule t camunda:decisionRef="hoehe" | ' + settings(pflichtausgabe="saetze"),
            "references.output_unknown",
        ),
        ("service t", "references.topic"),
        ('service t camunda:type="external" camunda:topic="shell"', "references.topic"),
        ('service t camunda:type="external" camunda:topic="dokument"', "references.template_missing"),
        (
            'service t camunda:type="external" camunda:topic="dokument" | ' + settings(vorlage="D99"),
            "references.template_unknown",
        ),
        (
            'service t camunda:type="external" camunda:topic="mitteilung" | ' + settings(an="niemand"),
            "references.role_unknown",
        ),
        (f"throw t | {event('message', 'antwort')}", "references.message_sender"),
        (f"catch t | {event('message', 'post')}", "references.message_receiver"),
        ('call t calledElement="weg"', "execution.called"),
    ],
)
def test_what_an_element_calls_must_exist(element, expected):
    """Decisions, topics, templates, roles, messages, processes."""
    drawing = f"start s\nuser pruefen\n{element}\nend e\ns > pruefen > t > e"
    files = {"decisions/d.dmn": DMN.format("betrag")}
    assert (expected, "t") in faults(drawing, files, "references", "execution")


def test_a_decision_gets_its_inputs_from_parameters_or_from_what_was_asked():
    """An input that nobody gives would be null, and a wrong rule would match."""
    drawing = 'start s\nuser pruefen\nrule t camunda:decisionRef="hoehe" | {}\nend e\ns > pruefen > t > e'
    files = {"decisions/d.dmn": DMN.format("betrag")}
    assert ("reads.unknown", "t") in faults(drawing.format(""), files, "reads")
    assert faults(drawing.format(inputs(betrag="pruefen.betrag")), files, "reads") == []


def test_messages_and_signals_must_be_described_and_meet_their_counterpart():
    """What is sent is received by somebody; what is awaited is sent by somebody."""
    drawing = f"start s\nuser pruefen\nend e | {event('message', 'post')}\ns > pruefen > e"
    assert ("references.message_unheard", "e") in faults(drawing)
    assert ("references.message_unknown", "e") in faults(drawing, {"messages.yaml": "signale: {los: Los}"})
    drawing = f"start s\nuser pruefen\nend e | {event('signal', 'los')}\ns > pruefen > e"
    assert ("references.signal_unknown", "e") in faults(drawing, {"messages.yaml": "signale: {}"})


def test_two_processes_cannot_begin_with_the_same_message():
    """Which of them begins must not be a matter of the order of files."""
    start = f"start {{0}} | {event('message', 'post')}\nuser {{1}}\nend {{2}}\n{{0}} > {{1}} > {{2}}"
    files = {
        f"{id}.bpmn": diagram(
            start.format(f"{id}s", f"{id}u", f"{id}e"), id=id, pool="bezreg", lane="pruefer"
        )
        for id in ("q", "r")
    }
    assert ("references.message_starts_two", "rs") in faults(TASK.format("", ""), files)


def test_an_error_that_nobody_catches_is_told_at_the_call():
    """The case would stand still."""
    inner = diagram(f"start i\nuser u\nend k | {event('error', 'E1')}\ni > u > k", id="q")
    drawing = 'start s\nuser pruefen\ncall c calledElement="q"\nend e\ns > pruefen > c > e'
    assert ("references.error_not_caught", "c") in faults(drawing, {"q.bpmn": inner})
    caught = drawing + f'\nboundary b attachedToRef="c" | {event("error", "E1")}\nend f\nb > f'
    assert ("references.error_not_caught", "c") not in faults(caught, {"q.bpmn": inner})


def test_four_eyes_need_two_tasks_that_people_do():
    """A pair is fine, a side of a pair too, several approvers in one task as well."""
    pair = "start s\nuser pruefen | {0}\nuser b | {1}\nend e\ns > pruefen > b > e"
    group = settings(vierAugen="bescheid")
    assert faults(pair.format(group, group), None, "four_eyes") == []
    sides = [settings(vierAugen=f"bescheid:{side}") for side in ("entwurf", "freigabe")]
    assert faults(pair.format(*sides), None, "four_eyes") == []
    assert ("four_eyes.alone", "b") in faults(pair.format(sides[0], sides[0]), None, "four_eyes")
    three = "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>"
    several = group + three + "</multiInstanceLoopCharacteristics>"
    assert faults(TASK.format("", several), None, "four_eyes") == []


def test_four_eyes_cannot_be_given_to_one_person():
    """A task assigned to whoever did the other one can never be done."""
    group = settings(vierAugen="bescheid")
    drawing = f'start s\nuser pruefen | {group}\nuser b camunda:assignee="pruefen.erledigt_durch" | {group}\n'
    drawing += "end e\ns > pruefen > b > e"
    assert faults(drawing, None, "four_eyes") == [("four_eyes.same_person", "b")]


PARAMETER = "parameter: {{a: {{bezeichnung: A, art: {}, werte: [{{wert: {}}}]}}}}"
PERIODS = """
parameter:
  a:
    bezeichnung: A
    werte: [{gueltig_von: 2021-01-01, wert: 1}, {gueltig_von: 2022-01-01, wert: 2}]
"""


@pytest.mark.parametrize(
    ("file", "text", "rule", "place"),
    [
        ("programme.yaml", PROGRAMME.replace("prozess: p", "prozess: q"), "settings.unknown_value", "q"),
        ("programme.yaml", PROGRAMME.replace("rolle: sb", "rolle: xy"), "settings.unknown_value", "p"),
        ("programme.yaml", PROGRAMME.replace("P-{", "P-{jahrgang}-{"), "settings.unknown_value", "muster"),
        ("programme.yaml", PROGRAMME.replace('er}"', 'er"'), "settings.pattern_broken", "muster"),
        ("programme.yaml", "programm: 7", "settings.not_a_table", "programm"),
        ("roles.yaml", ROLES.replace("name: Prü", "nahme: Prü"), "settings.unknown_key", "nahme"),
        ("roles.yaml", ROLES.replace("ter: bezreg", "ter: bzreg"), "settings.unknown_value", "pruefer"),
        ("roles.yaml", ROLES + "  sb: {name: Nochmal}", "yaml.doubled_key", ""),
        ("roles.yaml", "beteiligte: &a {}\nrollen: *a", "yaml.alias", ""),
        ("messages.yaml", MESSAGES.replace("an: bezreg", "an: weg"), "settings.unknown_value", "post"),
        ("messages.yaml", MESSAGES.replace("fen.betrag", "fen."), "settings.expression", "post › betrag"),
        ("parameters.yaml", PARAMETER.format("betrag", "viel"), "settings.wrong_kind", "wert"),
        ("parameters.yaml", PARAMETER.format("dauer", 5), "settings.wrong_kind", "wert"),
        ("parameters.yaml", PERIODS, "settings.periods_overlap", "werte"),
        ("demo.yaml", "organisationen: {k: {name: K, beteiligter: x}}", "settings.unknown_value", "K"),
    ],
)
def test_each_fault_in_a_settings_file_is_told_at_its_place(file, text, rule, place):
    """Misspelt keys, unknown names, wrong kinds, overlapping periods: with the place in the file."""
    assert (rule, place) in faults(TASK.format("", ""), {file: text})

"""Files that mean harm: always a finding, never a traceback, a hang or an execution."""

from __future__ import annotations

import os
import time

import pytest

from engine import check
from engine.check import Bundle, contents
from engine.confined.telling import finding_of, plain_finding
from engine.errors import EngineError
from engine.tree import dumps, loads
from tests.engine.check.check_drawing import (
    DECLARED,
    HEAD,
    alone,
    diagram,
    event,
    form,
    programme,
    settings,
    told,
)

BILLION = (
    b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;">]>'
    b"<definitions>&c;</definitions>"
)
OUTSIDE = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><definitions>&x;</definitions>'
PLAIN = "start s\nuser a {}| {}\nend e\ns > a > e"


def judged(data: bytes, name: str = "p.bpmn") -> list[str]:
    began = time.perf_counter()
    findings = check.bundle(Bundle({name: data}, complete=False))
    assert time.perf_counter() - began < 5
    assert all(finding.as_json()["message"] and finding.as_json("en")["remedy"] for finding in findings)
    return [finding.rule for finding in findings]


def as_utf7(text: bytes) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-7"?>' + text.decode().encode("utf-7")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "xml.not_well_formed"),
        (b"\x00\x01\x02", "xml.not_utf8"),
        (BILLION, "xml.doctype"),
        (OUTSIDE, "xml.doctype"),
        (BILLION.decode().encode("utf-16"), "xml.not_utf8"),
        (as_utf7(OUTSIDE), "xml."),
        (b'<?xml version="1.0" encoding="iso-8859-1"?><definitions/>', "xml.not_utf8"),
        (
            (HEAD + "<process id='p'>" + "<x>" * 100 + "</x>" * 100 + "</process></definitions>").encode(),
            "xml.",
        ),
        ((HEAD + "<task/>" * 30_000 + "</definitions>").encode(), "xml.too_many_elements"),
        (f"{HEAD}{DECLARED}</definitions>".encode(), "bpmn.no_process"),
        (diagram(PLAIN.format("", ""), id="p").replace(b'id="a"', b'id="../../etc/x"'), "bpmn.id_malformed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "bpmn.not_bpmn"),
    ],
)
def test_a_file_that_is_no_decent_xml_is_refused(data, expected):
    """Bombs, foreign encodings, depth, size, missing processes, ids that look like paths."""
    rules = judged(data)
    assert rules
    assert rules[0].startswith(expected)


@pytest.fixture
def canary(tmp_path, monkeypatch):
    """A file that any executed code would create, and the code."""
    target = tmp_path / "canary"
    monkeypatch.setenv("CANARY", str(target))
    yield "open(__import__('os').environ['CANARY'], 'w').close()"
    assert not target.exists()
    assert os.environ["CANARY"] == str(target)


SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"


def several(inside: str) -> str:
    return PLAIN.format("", f"<multiInstanceLoopCharacteristics>{inside}</multiInstanceLoopCharacteristics>")


def extended(inside: str) -> str:
    return PLAIN.format("", f"<extensionElements>{inside}</extensionElements>")


def spiff(name: str, code: str) -> str:
    return extended(f'<q:{name} xmlns:q="{SPIFF}">{code}</q:{name}>')


def places(code: str) -> dict[str, str]:
    """One drawing for each place at which other engines run program code."""
    script = f"<camunda:script>{code}</camunda:script>"
    timed = f"<timerEventDefinition><timeDuration>{code}</timeDuration></timerEventDefinition>"
    parameter = f'<camunda:inputParameter name="x">{script}</camunda:inputParameter>'
    completion = f"<loopCardinality>2</loopCardinality><completionCondition>{code}</completionCondition>"
    return {
        "script task": f"start s\nscript a | <script>{code}</script>\nend e\ns > a > e",
        "condition": f"start s\nuser a\nxor g\nend e\nend f\ns > a > g\ng > e [{code}]\ng > f *",
        "timer": f"start s\ncatch a | {timed}\nend e\ns > a > e",
        "pre-script": spiff("preScript", code),
        "post-script": spiff("postScript", code),
        "payload": spiff("messagePayload", code),
        "cardinality": several(f"<loopCardinality>{code}</loopCardinality>"),
        "completion": several(completion),
        "listener": extended(
            f'<camunda:executionListener event="start">{script}</camunda:executionListener>'
        ),
        "connector": extended("<camunda:connector/>"),
        "java class": 'start s\nservice a camunda:class="x.Y"\nend e\ns > a > e',
        "expression": 'start s\nservice a camunda:expression="${x.y()}"\nend e\ns > a > e',
        "script parameter": extended(f"<camunda:inputOutput>{parameter}</camunda:inputOutput>"),
        "due date": PLAIN.format(f'camunda:dueDate="{code}" ', ""),
    }


@pytest.mark.parametrize("place", sorted(places("")))
def test_program_code_is_refused_and_never_runs(place, canary):
    """At every place an owner's file could carry code: an error, and the canary does not sing."""
    findings = alone(places(canary)[place])
    assert any(finding.severity == "error" for finding in findings)


@pytest.mark.parametrize("place", ["input", "input entry", "output entry"])
def test_program_code_in_decision_tables_never_runs(place, canary):
    """DMN cells are FEEL; what is not FEEL is a finding."""
    texts = {"input": "x", "input entry": "-", "output entry": "1"} | {place: canary}
    dmn = f"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="d">
<decision id="h" name="h"><decisionTable id="t"><input id="i"><inputExpression id="ie">
<text>{texts["input"]}</text></inputExpression></input><output id="o" name="o"/><rule id="r">
<inputEntry id="e"><text>{texts["input entry"]}</text></inputEntry>
<outputEntry id="x"><text>{texts["output entry"]}</text></outputEntry></rule></decisionTable></decision>
</definitions>""".encode()
    found = check.bundle(Bundle({"decisions/d.dmn": dmn}, complete=False))
    assert any(one.severity == "error" for one in found)


@pytest.mark.parametrize(
    ("inside", "rule"),
    [
        ('<dataObjectReference id="d" dataObjectRef="o"/><dataObject id="o"/>', "allowed.element"),
        ('<adHocSubProcess id="h"/>', "execution.element"),
        ('<transaction id="t"/>', "execution.element"),
        ('<complexGateway id="c"/>', "execution.element"),
        ('<userTask id="u" isForCompensation="true"/>', "allowed.attribute"),
        ('<userTask id="u" startQuantity="2"/>', "allowed.attribute"),
        ('<userTask id="u" camunda:asyncBefore="true"/>', "allowed.setting"),
        ('<userTask id="u" xmlns:q="urn:q" q:secret="1"/>', "allowed.attribute"),
        ('<endEvent id="n"><compensateEventDefinition/></endEvent>', "allowed.element"),
        ('<startEvent id="n"><errorEventDefinition/></startEvent>', "execution.trigger"),
        ('<endEvent id="n"><timerEventDefinition/></endEvent>', "execution.trigger"),
        ("<ioSpecification/>", "allowed.element"),
        ('<q:thing xmlns:q="urn:q"/>', "allowed.element"),
    ],
)
def test_what_is_not_on_the_list_is_refused_not_ignored(inside, rule):
    """Unknown elements, attributes, settings and namespaces; events at the wrong place."""
    drawn = diagram(PLAIN.format("", "")).replace(b"</process>", f"{inside}</process>".encode())
    assert rule in judged(drawn)


def test_a_data_object_two_subprocesses_deep_does_not_hang():
    """SpiffWorkflow's own parser never comes back from this file."""
    inner = (
        '<subProcess id="v"><startEvent id="w"/><dataObjectReference id="r" dataObjectRef="o"/></subProcess>'
    )
    drawn = diagram(f'start s\nsub t | <startEvent id="i"/>{inner}\nend e\ns > t > e')
    assert "allowed.element" in judged(drawn.replace(b"</process>", b'<dataObject id="o"/></process>'))


def test_processes_that_call_each_other_are_refused():
    """A circle of calls would never end, and neither would its check."""
    call = 'start {0}s\ncall {0}c calledElement="{1}"\nend {0}e\n{0}s > {0}c > {0}e'
    files = {"q.bpmn": diagram(call.format("q", "p"), id="q"), "p.bpmn": diagram(call.format("p", "q"))}
    assert ("execution.calls_itself", "pc") in told(check.bundle(programme("", files)))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("forms/f.json", b"[" * 10_000),
        ("forms/f.json", b'{"type": NaN}'),
        ("forms/f.json", b'{"title": "x", "title": "y"}'),
        ("decisions/d.dmn", BILLION),
        ("templates/t.docx", b"PK\x03\x04 nothing"),
        ("templates/t.docx", b""),
        ("roles.yaml", b"a: &a [*a]"),
        ("roles.yaml", b"!!python/object/apply:os.system ['id']"),
        ("roles.yaml", b"- " * 5_000),
        ("messages.yaml", b"\xff\xfe"),
        ("parameters.yaml", b"parameter: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]"),
    ],
)
def test_every_other_kind_of_file_is_read_as_carefully(name, data):
    """JSON, DMN, Word and YAML: a finding that names the file."""
    files = {"forms/p/a.json": form(x="string"), name: data}
    found = check.bundle(programme(PLAIN.format("", ""), files))
    assert any(one.file == name and one.severity == "error" for one in found)


def test_findings_survive_on_the_way_to_another_process():
    """The check of an upload runs in a child process; what it found is sent back."""
    findings = alone(PLAIN.format("", settings(vierAugen="x")) + f"\nthrow t | {event('signal', 'los')}")
    assert [finding_of(loads(dumps(plain_finding(one)))) for one in findings] == findings


def test_a_template_that_drives_its_reader_too_far_is_a_finding(monkeypatch):
    """One for the template, with what to do; everything else is judged all the same."""

    def too_far(docx, file):
        raise EngineError("file_too_costly", file=file)

    monkeypatch.setattr(contents.confined, "check", too_far)
    found = check.bundle(programme(PLAIN.format("", ""), {"templates/D04_bescheid.docx": b"PK slow"}))
    slow = next(one for one in found if one.rule == "documents.unreadable")
    assert "„D04_bescheid.docx“ braucht beim Lesen zu viel Zeit" in slow.as_json()["message"].replace(
        "templates/", ""
    )


def test_a_template_that_could_not_be_read_once_is_read_again(monkeypatch):
    """What failed on a busy machine is not remembered; what was read is, and costs one reading."""
    answers = [EngineError("file_too_costly", file="x"), ([], frozenset({("name",)}))]

    def read(docx, file):
        found = answers.pop(0)
        if isinstance(found, EngineError):
            raise found
        return found

    monkeypatch.setattr(contents.confined, "check", read)
    seen = [contents._letter(b"PK busy", "D04.docx") for _ in range(3)]
    assert [(len(findings), len(fields)) for findings, fields in seen] == [(1, 0), (0, 1), (0, 1)]


def test_paths_judge_folders_programmes_and_single_files(tmp_path):
    """A folder is a programme; a file in a programme is judged with it, another by itself."""
    folder = tmp_path / "processes" / "probe"
    files = {**programme(PLAIN.format("", settings(vierAugen="x"))).files, "forms/p/a.json": form(x="string")}
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    assert told(check.paths([folder])) == [("four_eyes.alone", "a")]
    assert told(check.paths([folder / "p.bpmn"])) == [("four_eyes.alone", "a")]
    assert check.paths([folder / "forms/p/a.json"]) == []
    assert check.alone(folder / "p.bpmn") == []
    assert told(check.paths([folder / "nichts.bpmn"])) == [("check.no_such_file", "")]
    assert told(check.paths([folder / "roles.yaml"])) == [("check.unknown_kind", "")]

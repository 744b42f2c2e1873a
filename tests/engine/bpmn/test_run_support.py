"""What is refused because it would not be executed exactly as drawn, and what never reaches Python."""

import builtins
import threading
from dataclasses import replace

import pytest

from engine import bpmn
from engine.bpmn import support
from engine.bpmn.model import Trigger
from engine.errors import BrokenProcess, NotOpen
from tests.engine.bpmn.drawing import Drawing, Play, error, escalation, message, several, signal, timer


def rules(d: Drawing, *others: Drawing) -> set[str]:
    """The rules that refuse a drawing."""
    with pytest.raises(BrokenProcess) as refusal:
        d.executable(*others)
    return {finding.rule.removeprefix("execution.") for finding in refusal.value.findings}


def one(kind: str, trigger: Trigger | None = None, **more) -> Drawing:
    d = Drawing()
    d.node(kind, "n", trigger, **more)
    d.chain("start", "n", "after")
    return d


@pytest.mark.parametrize(
    "kind", ["scriptTask", "complexGateway", "transaction", "adHocSubProcess", "unheardOf"]
)
def test_elements_that_are_not_on_the_list_are_refused(kind: str) -> None:
    """An unknown place is refused, not ignored."""
    assert rules(one(kind)) == {"element"}


SILENT = ("error", "escalation", "signal", "compensate", "cancel", "terminate", "multiple", "conditional",
          "timer", "message", "link", "none")  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "trigger"),
    [
        (kind, Trigger(trigger, "x", expression="1"))
        for kind in ("catch", "throw", "end")
        for trigger in SILENT
        if trigger not in support.TRIGGERS[kind]
    ],
)
def test_events_that_stock_passes_over_in_silence_are_refused(kind: str, trigger: Trigger) -> None:
    """Stock treats them as plain events; 28 of 136 public conformance tests end wrong without a word."""
    assert "trigger" in rules(one(kind, trigger))


@pytest.mark.parametrize("kind", ["cancel", "compensate", "link", "terminate", "multiple", "none"])
def test_boundary_events_that_are_not_executed_are_refused(kind) -> None:
    """Also an error boundary that does not interrupt: there is no such thing."""
    d = one("user")
    d.boundary("b", "n", Trigger(kind, "x"))
    assert rules(d) == {"trigger"}
    d = one("user")
    d.boundary("b", "n", error("E"), interrupting=False)
    assert rules(d) == {"trigger"}


def test_an_end_that_throws_a_signal_throws_it() -> None:
    """Stock ignores it in silence."""
    d = Drawing()
    d.node("end", "e", signal("s"))
    d.chain("start", "a", "e")
    assert Play(d.executable()).do("a").told("signal_thrown") == ["e"]


def test_messages_and_timers_without_a_name_or_a_time_are_refused() -> None:
    """Stock lets send and receive tasks pass straight through."""
    assert rules(one("send", Trigger("message"))) == {"no_message"}
    assert rules(one("receive", Trigger("message"))) == {"no_message"}
    assert rules(one("catch", Trigger("message"))) == {"no_name"}
    assert rules(one("catch", Trigger("timer"))) == {"no_expression"}


def test_gateways_that_would_not_do_what_is_drawn_are_refused() -> None:
    """Conditions after a parallel gateway, a choice without a condition, an event gateway before a task."""
    d = one("and")
    d.node("user", "b")
    d.flow("n", "b", "x = 1")
    assert rules(d) == {"condition_ignored"}
    d = one("xor")
    d.chain("n", "b")
    assert rules(d) == {"condition_missing"}
    assert rules(one("race")) == {"event_gateway"}


def test_a_link_without_counterpart_is_refused() -> None:
    """Stock loses the token there."""
    assert rules(one("throw", Trigger("link", "2"))) == {"link"}


def test_calls_that_lead_nowhere_or_in_a_circle_are_refused() -> None:
    """An unknown process, one without a plain start, one that calls the caller."""
    assert rules(one("call", called="q")) == {"called"}
    inner = Drawing("q")
    inner.node("start", "s", message("m"))
    inner.chain("s", "x")
    assert rules(one("call", called="q"), inner) == {"called_start"}
    inner = Drawing("q")
    inner.node("call", "back", called="p")
    inner.node("start", "s")
    inner.chain("s", "back")
    assert "calls_itself" in rules(one("call", called="q"), inner)


def test_two_start_events_without_a_trigger_are_refused() -> None:
    """Nobody could say which one a run begins with."""
    d = one("user")
    d.node("start", "other")
    d.flow("other", "n")
    assert rules(d) == {"several_starts"}


def test_repetitions_without_bounds_and_subprocesses_without_one_start_are_refused() -> None:
    """Neither list nor number; both; a loop without condition and maximum."""
    assert rules(one("user", repetition=several())) == {"instances"}
    assert rules(one("user", repetition=several(collection="a", cardinality="2"))) == {"instances"}
    assert rules(one("user", repetition=several("loop"))) == {"loop_without_end"}
    assert rules(one("sub")) == {"subprocess_start"}


def test_everything_wrong_is_told_at_once_with_its_place() -> None:
    """All findings of all processes, each with file, element and sentence."""
    d = one("scriptTask")
    d.node("catch", "c", Trigger("message"))
    with pytest.raises(BrokenProcess) as refusal:
        d.executable()
    found = [finding.as_json() for finding in refusal.value.findings]
    assert [(f["file"], f["element"]) for f in found] == [("p.bpmn", "n"), ("p.bpmn", "c")]
    assert all("{" not in f["message"] + f["remedy"] for f in found)


def test_every_rule_has_its_sentences_in_both_languages() -> None:
    """The rules of the source are the rules of the catalogues."""
    from engine.wording import catalogue_of

    for language in ("de", "en"):
        said = {code for code in catalogue_of("findings", language) if code.startswith("execution.")}
        for rule in ("element", "trigger", "no_name", "link", "called", "attached", "expression", "no_start"):
            assert {f"execution.{rule}.message", f"execution.{rule}.remedy"} <= said


def test_an_expression_that_cannot_be_read_is_refused_when_the_process_is_compiled() -> None:
    """Stock finds out when a token gets there."""
    d = one("xor")
    d.node("user", "b")
    d.flows["f1"] = replace(d.flows["f1"], condition="a === 1")
    d.flow("n", "b", default=True)
    assert rules(d) == {"expression"}


CANARY = '__import__("os").system("touch /tmp/laufmappe_canary")'


def test_python_in_any_place_of_a_diagram_is_never_executed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Conditions, timers, numbers, lists: refused as FEEL, or no value. eval and exec are not called."""
    for name in ("eval", "exec"):
        monkeypatch.setattr(builtins, name, lambda *a, **k: pytest.fail("Python was executed"))
    places = [
        one("catch", timer(CANARY)),
        one("catch", timer(CANARY, "date")),
        one("catch", timer(CANARY, "cycle")),
        one("catch", Trigger("conditional", expression=CANARY)),
        one("user", repetition=several(collection=CANARY)),
        one("user", repetition=several(cardinality=CANARY)),
        one("user", repetition=several(cardinality="1", completion=CANARY)),
        one("user", repetition=several("loop", completion=CANARY)),
    ]
    d = one("xor")
    d.flows["f1"] = replace(d.flows["f1"], condition=CANARY)
    for place in (*places, d):
        try:
            play = Play(place.executable())
        except BrokenProcess:
            continue
        assert play.open() != ["after"]


def test_the_script_engine_of_spiffworkflow_refuses_everything() -> None:
    """Whatever of stock should ever ask it."""
    from engine.bpmn.live import NoScripts

    for word in ("evaluate", "execute", "call_service", "environment", "validate"):
        with pytest.raises(PermissionError):
            getattr(NoScripts(), word)


def test_one_executable_serves_many_runs_in_many_threads() -> None:
    """Nothing of a run is kept in it."""
    d = Drawing()
    d.node("and", "s")
    d.node("and", "j")
    d.chain("start", "s", "a", "j", "end")
    d.node("user", "v", repetition=several(cardinality="3"))
    d.chain("s", "v", "j")
    executable, ended = d.executable(), []

    def many() -> None:
        for _ in range(30):
            play = Play(executable).do("v").do("a").do("v").do("v")
            ended.append(play.step.ended)

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == [True] * 120


def test_tokens_of_an_ended_run_and_of_another_version_are_refused() -> None:
    """The places that are missing are named, before anything moves."""
    d = Drawing()
    d.chain("start", "a", "b")
    play = Play(d.executable())
    other = Drawing()
    other.chain("start", "c")
    with pytest.raises(NotOpen, match="nicht gibt: a"):
        other.executable().waiting(play.step.tokens)
    play.do("a").do("b")
    assert play.executable.waiting(play.step.tokens) == ()
    with pytest.raises(NotOpen, match="beendet"):
        play.signal("s")


BPMN = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t">
 <escalation id="E1" escalationCode="SPAET"/>
 <process id="p" isExecutable="true">
  <startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="stelle"/>
  <subProcess id="stelle">
   <multiInstanceLoopCharacteristics camunda:collection="stellen" camunda:elementVariable="st"/>
   <startEvent id="i"/><sequenceFlow id="g1" sourceRef="i" targetRef="a"/><userTask id="a"/>
   <sequenceFlow id="g2" sourceRef="a" targetRef="x"/><exclusiveGateway id="x" default="g4"/>
   <sequenceFlow id="g3" sourceRef="x" targetRef="e1">
    <conditionExpression>=st.spaet</conditionExpression></sequenceFlow>
   <sequenceFlow id="g4" sourceRef="x" targetRef="e2"/>
   <endEvent id="e1"><escalationEventDefinition escalationRef="E1"/></endEvent><endEvent id="e2"/>
  </subProcess>
  <boundaryEvent id="b" attachedToRef="stelle" cancelActivity="false">
   <escalationEventDefinition escalationRef="E1"/></boundaryEvent>
  <sequenceFlow id="f2" sourceRef="b" targetRef="nachhaken"/><userTask id="nachhaken"/>
  <sequenceFlow id="f3" sourceRef="stelle" targetRef="e"/><endEvent id="e"/>
 </process></definitions>"""


def test_a_file_is_read_compiled_and_run() -> None:
    """From the bytes of a .bpmn to the end of a run."""
    diagram = bpmn.read(BPMN, "p.bpmn")
    play = Play(bpmn.compile({"p": diagram}, "p"), {"stellen": [{"spaet": False}, {"spaet": True}]})
    assert play.do("a").do("a").open() == ["nachhaken"]
    assert play.do("nachhaken").step.ended
    assert escalation("SPAET") == diagram.processes["p"].elements["b"].trigger

"""A file that is arranged reads well: nothing overlaps, flows dock at the middle of a side."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.arrange import arrange
from tests.engine.arrange.arrange_drawing import (
    Layout,
    faults,
    file,
    flows,
    labels_on_something,
    layout,
    node,
    process,
)

KIM = sorted((Path(__file__).parents[3] / "processes" / "kim").glob("*.bpmn"))


def arranged(data: bytes) -> Layout:
    return layout(arrange(data, "probe.bpmn"))


DECISION = process(
    node("start", "startEvent", "Antrag eingegangen"),
    node("pruefen", name="Antrag prüfen"),
    node("entscheiden", "exclusiveGateway", "Förderfähig?"),
    node("bewilligen", name="Bescheid erstellen"),
    node("zeichnen", name="Bescheid zeichnen"),
    node("ende", "endEvent", "Bescheid bekannt gegeben"),
    node("ablehnen", name="Ablehnung erstellen"),
    node("abgelehnt", "endEvent", "Antrag abgelehnt"),
    node("frist", "boundaryEvent", "Frist abgelaufen", attachedToRef="pruefen"),
    node("erinnern", name="Leitung erinnern"),
    node("erinnert", "endEvent", "Erinnert"),
    flows("start pruefen", "pruefen entscheiden", "entscheiden bewilligen ja", "entscheiden ablehnen nein",
          "bewilligen zeichnen", "zeichnen ende", "ablehnen abgelehnt", "zeichnen pruefen zurück",
          "frist erinnern", "erinnern erinnert"),
    lanes={"sb": "start pruefen entscheiden bewilligen ende ablehnen abgelehnt frist erinnern erinnert",
           "leitung": "zeichnen"},
)  # fmt: skip


def test_the_main_way_runs_on_one_line_from_left_to_right() -> None:
    """Start, tasks and end of the happy path share one height in their lane."""
    found = arranged(file(DECISION, pools=["kreis p"]))
    way = [found.shapes[id_] for id_ in ("start", "pruefen", "entscheiden", "bewilligen", "ende")]
    assert len({box.y + box.height / 2 for box in way}) == 1
    assert all(one.right < two.x for one, two in pairwise(way))


def test_branches_and_exceptions_lie_below_the_main_way() -> None:
    """Refusal and reminder stand under the line, boundary events on the lower edge of their task."""
    found = arranged(file(DECISION, pools=["kreis p"]))
    assert found.shapes["ablehnen"].y > found.shapes["bewilligen"].bottom
    assert found.shapes["erinnern"].y > found.shapes["pruefen"].bottom
    edge = found.shapes["frist"]
    assert edge.y + edge.height / 2 == found.shapes["pruefen"].bottom


def test_sizes_and_gaps_are_those_of_the_style() -> None:
    """Task 100 × 80, gateway 50, event 36, lanes from 140, gaps from 60, middles on a grid of 10."""
    found = arranged(file(DECISION, pools=["kreis p"]))
    sizes = {id_: (box.width, box.height) for id_, box in found.shapes.items()}
    assert (sizes["pruefen"], sizes["entscheiden"], sizes["start"]) == ((100, 80), (50, 50), (36, 36))
    assert all(found.shapes[lane].height >= 140 for lane in ("sb", "leitung"))
    assert found.shapes["entscheiden"].x - found.shapes["pruefen"].right >= 60
    middles = [
        (box.x + box.width / 2, box.y + box.height / 2) for box in map(found.shapes.get, found.nodes()) if box
    ]
    assert all(x % 10 == y % 10 == 0 for x, y in middles)


def test_everything_has_its_place_in_lane_and_pool() -> None:
    """Lanes fill their pool in the order of the file."""
    found = arranged(file(DECISION, pools=["kreis p", "bezreg"]))
    assert not faults(found)
    assert found.shapes["kreis"].holds(found.shapes["sb"])
    assert found.shapes["sb"].bottom == found.shapes["leitung"].y
    assert found.shapes["bezreg"].y > found.shapes["kreis"].bottom


def test_names_stand_on_nothing() -> None:
    """Events, gateways and flows have their names beside them."""
    found = arranged(file(DECISION, pools=["kreis p"]))
    assert {"start", "entscheiden", "frist", "f_entscheiden_bewilligen"} <= set(found.labels)
    assert not labels_on_something(found)


def test_messages_run_upright_between_pools() -> None:
    """Between two pools a message goes straight; what is received stands right of what was sent."""
    other = process(node("los", "startEvent"), node("lesen"), node("fertig", "endEvent"),
                    flows("los lesen", "lesen fertig"), id_="q")  # fmt: skip
    data = file(DECISION, other, pools=["kreis p", "bezreg q", "presse"],
                messages=["zeichnen los Bescheid", "fertig presse Meldung"])  # fmt: skip
    found = arranged(data)
    assert not faults(found)
    assert found.shapes["los"].x >= found.shapes["zeichnen"].x
    (x1, y1), (x2, y2) = found.edges["m1"]
    assert x1 == x2
    assert (y1, y2) == (found.shapes["fertig"].bottom, found.shapes["presse"].y)


def test_subprocesses_grow_around_their_content_or_stay_closed() -> None:
    """An open one holds its shapes; one that the owner closed keeps its own plane."""
    inner = node("i1", "startEvent") + node("i2") + node("i3", "endEvent") + flows("i1 i2", "i2 i3")
    rider = node("b", "boundaryEvent", attachedToRef="sub") + node("t")
    sub = node("sub", "subProcess", inside=inner)
    ends = node("s", "startEvent") + node("e", "endEvent")
    data = file(process(ends, sub, rider, flows("s sub", "sub e", "b t")))
    open_ = arrange(data, "probe.bpmn")
    found = layout(open_)
    assert not faults(found)
    assert found.shapes["sub"].holds(found.shapes["i2"])
    closed = arrange(open_.replace(b'isExpanded="true"', b'isExpanded="false"'), "probe.bpmn")
    assert (layout(closed).shapes["sub"].width, "i2" in layout(closed).shapes) == (100, False)
    assert closed.count(b"<bpmndi:BPMNPlane") == 2


def test_messages_reach_into_subprocesses_without_running_through_shapes() -> None:
    """The way leads around what stands inside."""
    inner = "".join(node(id_) for id_ in ("a", "b", "c")) + flows("a b", "a c")
    data = file(process(node("sub", "subProcess", inside=inner)), pools=["kreis p", "traeger"],
                messages=["b traeger Vertrag", "traeger c Antwort"])  # fmt: skip
    assert not faults(arranged(data))


def test_loops_and_self_loops_are_drawn() -> None:
    """A flow back, and one to itself, leave and enter by different sides."""
    data = file(process(node("a"), node("b"), flows("a b", "b a", "b b")))
    found = arranged(data)
    assert not faults(found)
    assert all(points[0] != points[-1] for points in found.edges.values())


def test_only_the_diagram_part_changes() -> None:
    """Comments, order of attributes, entities and blanks of the owner stay byte for byte."""
    head = file(DECISION).replace(b"<bpmn:process", b"<!-- <BPMNDiagram> bleibt -->\n  <bpmn:process  ")
    head = head.replace(b"Antrag pr", b"Antrag &amp; Plan pr")
    before = head.removesuffix(b"</bpmn:definitions>")
    once = arrange(head, "probe.bpmn")
    assert once.startswith(before.rstrip())
    assert arrange(once, "probe.bpmn") == once


def test_several_processes_without_pools_get_a_plane_each() -> None:
    """Nothing that can be drawn is left out."""
    data = file(process(node("a"), id_="p"), process(node("b"), id_="q"))
    assert arrange(data, "probe.bpmn").count(b"<bpmndi:BPMNPlane") == 2


def test_rows_are_exchanged_where_that_makes_flows_easier_to_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Order of the file is kept unless another order saves about a crossing."""
    rider = node("b", "boundaryEvent", attachedToRef="wirt")
    shapes = node("s", "startEvent") + node("ziel") + node("quelle") + node("wirt")
    data = file(process(shapes, rider, flows("b ziel", "quelle ziel")))
    better = arranged(data)
    monkeypatch.setattr("engine.arrange.layout._Plan.swaps", lambda plan: iter(()))
    as_written = arranged(data)
    length = {name: sum(piece.width + piece.height for id_ in found.edges for piece in found.pieces(id_))
              for name, found in (("better", better), ("as_written", as_written))}  # fmt: skip
    assert length["better"] < length["as_written"]


def test_annotations_stand_near_what_they_explain() -> None:
    """A note is attached to its task and collides with nothing."""
    note = '<bpmn:textAnnotation id="n"><bpmn:text>Nur bis zum 31.12.</bpmn:text></bpmn:textAnnotation>'
    data = file(process(node("a"), node("b"), flows("a b"), note,
                        '<bpmn:association id="as" sourceRef="b" targetRef="n"/>'))  # fmt: skip
    found = arranged(data)
    assert not faults(found)
    assert abs(found.shapes["n"].x - found.shapes["b"].x) < 100


@pytest.mark.parametrize("path", KIM, ids=[path.stem for path in KIM])
def test_every_process_of_the_programme_is_arranged_cleanly(path: Path) -> None:
    """The real diagrams: nothing overlaps, no flow through a shape, no name on anything."""
    found = arranged(path.read_bytes())
    assert not faults(found)
    assert len(labels_on_something(found)) <= CROWDED.get(path.stem, 0)


@pytest.mark.parametrize("path", KIM, ids=[path.stem for path in KIM])
def test_in_the_files_of_the_programme_no_name_stands_on_anything(path: Path) -> None:
    """What owners open: where arranging leaves a name on a flow, somebody has made room by hand."""
    drawn = layout(path.read_bytes())
    assert not faults(drawn)
    assert not labels_on_something(drawn)


CROWDED = {
    "rueckforderung_durchfuehren": 2, "gremium_informieren": 1, "kim_foerderlebenszyklus": 2,
    "nachforderung_beantworten": 3, "verwendung_bestaetigen_stadt": 1, "verwendung_nachweisen": 2,
}  # fmt: skip
"""Names that touch a flow when these are arranged anew: events hang side by side on one activity there.

In the files themselves they have room: put there by hand.
"""

_KINDS = [
    "userTask",
    "exclusiveGateway",
    "parallelGateway",
    "intermediateCatchEvent",
    "endEvent",
    "subProcess",
]


@st.composite
def drawings(draw: st.DrawFn) -> bytes:
    """Any graph: with loops, several starts, boundary events, lanes; not necessarily a sensible process."""
    size = draw(st.integers(1, 14))
    ids = [f"n{number}" for number in range(size)]
    kinds = {id_: draw(st.sampled_from(_KINDS)) for id_ in ids}
    kinds["n0"] = "startEvent"
    pairs = draw(st.sets(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=2 * size))
    hosts = draw(st.lists(st.sampled_from(ids), max_size=3, unique=True))
    riders = {
        f"b{number}": host for number, host in enumerate(hosts) if kinds[host] in ("userTask", "subProcess")
    }
    parts = [
        node(id_, kind, inside=node(f"{id_}_i") if kind == "subProcess" else "")
        for id_, kind in kinds.items()
    ]
    parts += [node(id_, "boundaryEvent", attachedToRef=host) for id_, host in riders.items()]
    pairs |= {(id_, draw(st.sampled_from(ids))) for id_ in riders}
    lanes = {f"l{number}": [] for number in range(draw(st.integers(1, 3)))}
    for id_ in ids:
        lanes[draw(st.sampled_from(sorted(lanes)))].append(id_)
    members = {
        lane: " ".join([*own, *(one for one in riders if riders[one] in own)]) for lane, own in lanes.items()
    }
    names = [
        f"{one} {two} Antwort" if kinds.get(one) == "exclusiveGateway" else f"{one} {two}"
        for one, two in sorted(pairs)
    ]
    return file(process(*parts, flows(*names), lanes=members), pools=["kreis p"])


@settings(max_examples=50, deadline=None)
@given(data=drawings())
def test_any_graph_is_drawn_without_faults(data: bytes) -> None:
    """However tangled: every element and flow is drawn, nothing overlaps, nothing runs through a shape."""
    found = arranged(data)
    assert not faults(found)
    drawn = {one.get("id") for one in found.root.iter("{*}sequenceFlow")} - set(found.edges)
    assert not drawn
    nodes = {
        one.get("id") for one in found.root.iter("{*}userTask", "{*}exclusiveGateway", "{*}boundaryEvent")
    }
    assert nodes <= set(found.shapes)


def test_the_same_file_gives_the_same_bytes() -> None:
    """No chance is involved."""
    data = file(DECISION, pools=["kreis p"])
    assert arrange(data, "a.bpmn") == arrange(data, "b.bpmn")

"""A step costs the same in the first and in the five-thousandth round, and tokens hold no data."""

import json
import sys
import zlib

from engine import bpmn
from tests.engine.bpmn.drawing import Drawing, Play, message, several, timer


def rework() -> Drawing:
    """Three tasks in parallel with a reminder each, a subprocess and a vote of two, all in a loop."""
    d = Drawing()
    for kind, id in (("xor", "m"), ("and", "s"), ("and", "j"), ("xor", "x")):
        d.node(kind, id)
    d.node("sub", "sub")
    d.inside = "sub"
    d.node("start", "in")
    d.chain("in", "inner")
    d.inside = None
    d.chain("start", "m", "s")
    for id in ("a", "b"):
        d.chain("s", id, "j")
        d.boundary(f"t_{id}", id, timer("R/P7D", "cycle"), interrupting=False)
        d.chain(f"t_{id}", f"mahnung_{id}")
    d.node("user", "votum", repetition=several(cardinality="2"))
    d.chain("s", "sub", "votum", "j")
    d.flow("j", "x")
    d.flow("x", "m", "again")
    d.node("end", "end")
    d.flow("x", "end", default=True)
    return d


ROUND = ("a", "inner", "votum", "b", "votum")


def one_round(play: Play) -> None:
    for task in ROUND:
        play.do(task)


def tokens_in(tokens: bytes) -> int:
    return sum(len(rows) for _, _, rows in json.loads(zlib.decompress(tokens))[4])


def calls(play: Play) -> int:
    """Python function calls that one round takes."""
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        one_round(play)
    finally:
        sys.setprofile(before)
    return counted


def test_round_5000_costs_what_round_10_costs() -> None:
    """The number of tokens, their bytes and the function calls; stock stalls silently at depth 1000."""
    play = Play(rework().executable(), {"again": True})
    for _ in range(9):
        one_round(play)
    early = (tokens_in(play.step.tokens), len(play.step.tokens), calls(play))
    for _ in range(4989):
        one_round(play)
        play.happened.clear()
    late = (tokens_in(play.step.tokens), len(play.step.tokens), calls(play))
    assert (late[0], play.open()) == (early[0], ["a", "b", "inner"])
    assert late[1] <= early[1] + 30  # the running number of the keys has more digits
    assert late[2] <= early[2] * 1.02


def test_tokens_hold_no_data_and_no_specification() -> None:
    """Neither answers, payloads and items nor names and conditions from the diagram."""
    d = rework()
    d.node("catch", "c", message("m"))
    play = Play(d.executable(), {"again": True, "geheim": "MARKER-1"})
    play.do("a", text="MARKER-2").do("inner", text="MARKER-3")
    text = zlib.decompress(play.step.tokens).decode()
    assert "MARKER" not in text
    assert "again" not in text
    assert len(play.step.tokens) < 600


def test_the_same_moves_give_the_same_bytes() -> None:
    """Keys are counted, not drawn."""
    one, other = (Play(rework().executable(), {"again": True}) for _ in "ab")
    one_round(one)
    one_round(other)
    assert one.step.tokens == other.step.tokens


def test_a_key_stays_while_its_point_is_open_and_never_comes_again() -> None:
    """Over reloads, other steps and rounds."""
    play = Play(rework().executable(), {"again": True})
    key, seen = play.key("b"), set()
    for task in ("a", "inner", "votum", "votum"):
        play.do(task)
        assert play.key("b") == key
    for _ in range(20):
        seen.add(play.key("b"))
        play.do("b")
        for task in ("a", "inner", "votum", "votum"):
            play.do(task)
    assert len(seen) == 20


def test_reading_what_waits_needs_nothing_but_the_tokens() -> None:
    """The same points as the step that made them."""
    play = Play(rework().executable(), {"again": True}).do("a")
    assert play.executable.waiting(play.step.tokens) == play.step.waiting
    assert isinstance(play.step.waiting[0], bpmn.Waiting)

"""Files that mean harm, or are broken: a finding, or null and a note; never another exception, never long."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from engine import decisions
from engine.errors import BrokenProcess
from tests.engine.decisions.dmn_drawing import decision, dmn, input_data, knowledge, literal, model, table

DOCTYPE = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "xml.not_well_formed"),
        (b"<definitions/>", "decisions.not_dmn"),
        (b"not xml", "xml.not_well_formed"),
        (DOCTYPE + dmn(decision("d", literal("1"))), "xml.doctype"),
        (dmn(decision("d", literal("1"))).decode().encode("utf-16"), "xml.not_utf8"),
        (dmn(decision("d", literal("1")), decision("d", literal("2"))), "decisions.id_twice"),
        (dmn("<a>" * 70 + "</a>" * 70), "xml.too_deep"),
        (
            dmn('<decision id="d" name="d"><list>' + "<list/>" * 21_000 + "</list></decision>"),
            "xml.too_many_elements",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_finding(data, rule):
    """The finding names the file and the cause."""
    with pytest.raises(BrokenProcess) as refused:
        decisions.read(data, "bad.dmn")

    assert [one.rule for one in refused.value.findings] == [rule]
    assert "bad.dmn" in refused.value.findings[0].as_json("de")["message"]


@pytest.mark.parametrize(
    "text",
    [
        "().__class__.__base__.__subclasses__()",
        '__import__("os").system("id")',
        "x.__class__",
        "decisions",
        '"' + "a" * 5_000 + '"',
        "(" * 100 + "1" + ")" * 100,
        "for a in 1..100000 return a",
        "count(for a in 1..9999 return for b in 1..9999 return b)",
        'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$")',
    ],
)
def test_an_expression_reaches_nothing_and_costs_little(text):
    """Null or a harmless value, within the limits; nothing of Python is behind a name."""
    outcome = model(input_data("x"), decision("d", literal(text), needs=["in_x"])).decide("d", {"x": "v"})

    assert outcome.result is None or outcome.result is False


def test_a_chain_of_a_thousand_decisions_ends():
    """A long chain is decided, or refused with a note; no crash."""
    links = [decision("d0", literal("1"))]
    links += [
        decision(f"d{place}", literal(f"d{place - 1} + 1"), needs=[f"d{place - 1}"])
        for place in range(1, 1000)
    ]
    drawn = model(*links)

    outcome = drawn.decide("d999", {})

    assert outcome.result == 1000 or outcome.notes
    assert drawn.decide("d50", {}).result == 51


def test_a_function_that_doubles_its_calls_is_stopped():
    """Exponential recursion ends at the limits."""
    drawn = model(
        knowledge("f", ["n"], literal("if n > 90 then 1 else f(n + 1) + f(n + 1)"), needs=["bkm_f"]),
        decision("d", literal("f(1)"), needs=["bkm_f"]),
    )

    assert drawn.decide("d", {}).result is None


def test_a_huge_table_is_checked_in_time():
    """The search for gaps and overlaps gives up rather than run away."""
    rules = [[f"[{n}..{n + 50}]", f"[{-n}..{n}]", f'"{n}"', str(n)] for n in range(400)]
    inputs = [input_data(name) for name in "abc"]
    drawn = model(
        *inputs, decision("d", table(["a", "b", "c"], ["o"], rules), needs=["in_a", "in_b", "in_c"])
    )

    assert any(one.rule == "decisions.gap" for one in drawn.findings())


def test_inputs_of_foreign_kinds_do_no_harm():
    """Host objects become null; mappings, tuples and floats become FEEL values."""
    drawn = model(input_data("x"), decision("d", literal("x"), needs=["in_x"]))

    assert drawn.decide("d", {"x": object()}).result is None
    assert drawn.decide("d", {"x": Path("/")}).result is None
    assert drawn.decide("d", {"x": (1, 0.5)}).result == [1, 0.5]


def test_mutants_of_a_good_file_never_escape():
    """Whatever is cut, doubled or swapped in a file: read refuses it, or findings and decide answer."""
    good = dmn(
        input_data("x", "number"),
        knowledge("f", ["a: number"], literal("a * 2")),
        decision("d", table(["x"], ['o = "a", "b"'], [["< 5", '"a"'], [">= 5", '"b"']]), needs=["in_x"]),
        decision(
            "e", f"<context><contextEntry>{literal('f(x)')}</contextEntry></context>", needs=["in_x", "bkm_f"]
        ),
    )
    chance = random.Random(20210301)

    for _ in range(400):
        _tried(_mutant(good, chance))


def _mutant(good: bytes, chance: random.Random) -> bytes:
    begin, end = sorted(chance.sample(range(len(good)), 2))
    piece = good[begin : min(end, begin + 60)]
    place = chance.randrange(len(good))
    cut = good[:begin] + good[begin + len(piece) :]
    return chance.choice(
        [cut, good[:place] + piece + good[place:], good.replace(piece[:3] or b"<", b"\xc3\xa4")]
    )


def _tried(data: bytes) -> None:
    try:
        drawn = decisions.read(data, "mutant.dmn")
    except BrokenProcess:
        return
    for finding in drawn.findings():
        assert finding.as_json("de")["message"]
    for one in drawn.decisions:
        drawn.decide(one, {"x": 3})

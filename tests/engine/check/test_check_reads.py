"""What is read must have been asked before: names, fields, ways, calls, rows."""

from __future__ import annotations

import pytest

from engine import check
from tests.engine.check.check_drawing import body, diagram, event, form, inputs, programme, timer, told

ASKED = {"forms/p/pruefen.json": form(ergebnis="string", betrag="money", stellen="rows:ort vzae")}
CHOICE = """
    start s
    user pruefen
    xor g
    user b
    end e
    s > pruefen > g
    g > b [{}]
    g > e *
    b > e
"""


def readings(drawing: str, files=None) -> list[tuple[str, str]]:
    return told(check.bundle(programme(drawing, {**ASKED, **(files or {})})), "reads")


def finding(drawing: str, files=None):
    found = check.bundle(programme(drawing, {**ASKED, **(files or {})}))
    return next(one for one in found if one.rule.startswith("reads"))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('pruefen.ergebnis = "ja"', []),
        ("pruefen.betrag > 100 and heute > vorgang.eroeffnet_am", []),
        ("count(pruefen.stellen[vzae = 1]) > 0", []),
        ('some z in pruefen.stellen satisfies z.ort = "x"', []),
        ('pruefen.erledigt_durch = "x"', []),
        ("beteiligte.kreis.name = null", []),
        ('pruefn.ergebnis = "ja"', [("reads.unknown", "p_f2")]),
        ('pruefen.ergebniss = "ja"', [("reads.unknown_field", "p_f2")]),
        ("count(pruefen.stellen[vza = 1]) > 0", [("reads.unknown", "p_f2")]),
        ('some z in pruefen.stellen satisfies z.orte = "x"', [("reads.unknown_field", "p_f2")]),
        ("parameter.schwelle > 1", [("reads.unknown_field", "p_f2")]),
        ('beteiligte.stadt.name = "x"', [("reads.unknown_field", "p_f2")]),
        ("b.ja = true", [("reads.no_form", "b")]),
    ],
)
def test_a_condition_reads_only_what_was_asked(condition, expected):
    """Fields of forms, names of the case, functions; rows of tables by their columns."""
    assert readings(CHOICE.format(condition)) == expected


def test_a_wrong_name_gets_a_hint():
    """Most wrong names are typing errors."""
    told_field = finding(CHOICE.format('pruefen.ergebniss = "ja"'))
    assert "Meinten Sie „pruefen.ergebnis“?" in told_field.as_json()["message"]
    told_name = finding(CHOICE.format('ergebnis = "ja"'))
    assert "Did you mean “pruefen.ergebnis”?" in told_name.as_json("en")["message"]


def test_what_is_asked_later_is_told_with_the_way():
    """Asked after it is needed is not asked."""
    drawing = CHOICE.format("b.ja = true")
    found = finding(drawing, {"forms/p/b.json": form(ja="boolean")})
    assert (found.rule, found.severity) == ("reads.too_late", "error")
    assert found.facts["way"] == "S → Pruefen → G"


SOME = """
    start s
    user pruefen
    xor g
    user b
    xor m
    xor h
    end e
    end f
    s > pruefen > g
    g > b [pruefen.ergebnis = "ja"]
    g > m *
    b > m > h
    h > e [{}]
    h > f *
"""


def test_what_is_asked_on_one_way_only_names_the_other():
    """The way that misses it is what the owner must see."""
    found = finding(SOME.format("b.ja = true"), {"forms/p/b.json": form(ja="boolean")})
    assert (found.rule, found.severity, found.element) == ("reads.some_ways", "error", "p_f6")
    assert found.facts["way"] == "S → Pruefen → G → M → H"


def test_an_expression_that_tests_for_null_may_read_what_is_not_asked_on_every_way():
    """Who asks whether it is known, knows that it may be unknown."""
    files = {"forms/p/b.json": form(ja="boolean")}
    assert readings(SOME.format("b.ja != null and b.ja"), files) == []


def test_parallel_branches_cannot_read_each_other_before_they_are_joined():
    """Who is faster must not decide."""
    drawing = """
        start s
        and g
        user pruefen
        xor h
        user b
        user c
        xor x
        and j
        end e
        s > g
        g > pruefen > j
        g > h
        h > b [pruefen.ergebnis = "ja"]
        h > c *
        b > x
        c > x
        x > j > e
    """
    assert readings(drawing) == [("reads.some_ways", "p_f4")]
    after = drawing.replace('[pruefen.ergebnis = "ja"]', "[true]").replace(
        "j > e", "j > k\nk > l\nk > e *\nl > e"
    )
    after = after.replace("k > l", 'k > l [pruefen.ergebnis = "ja"]').replace("end e", "end e\nxor k\nuser l")
    assert readings(after) == []


def test_rework_counts_as_asked():
    """A loop back changes nothing about what was asked before."""
    loop = """
        start s
        xor m
        user pruefen
        user b
        xor g
        end e
        s > m > pruefen > b > g
        g > e *
        g > m [pruefen.ergebnis = "nein"]
    """
    assert readings(loop) == []


def test_forms_decisions_and_timers_read_too():
    """Every reader is found, not only conditions."""
    drawing = f"""
        start s
        user pruefen
        user b
        catch t | {timer("b.bis", "timeDate")}
        end e
        s > pruefen > t > b > e
    """
    default = form(bis="date").replace(
        b'"format": "date"', b'"format": "date", "x-wenn": "pruefen.fehlt = 1"'
    )
    files = {"forms/p/b.json": default}
    assert sorted(readings(drawing, files)) == [("reads.too_late", "t"), ("reads.unknown_field", "b")]


def test_a_proposed_value_may_be_missing():
    """A default that is not known yet leaves the field empty; that harms nobody."""
    default = form(x="string").replace(b'"type": "string"', b'"type": "string", "x-vorgabe": "b.ja"')
    files = {"forms/p/b.json": form(ja="string"), "forms/p/c.json": default}
    drawing = "start s\nuser pruefen\nxor g\nuser b\nuser c\nend e\ns > pruefen > g\n"
    drawing += 'g > b [pruefen.ergebnis = "ja"]\ng > c *\nb > c > e'
    assert readings(drawing, files) == []


CALLED = """
    start s
    user pruefen
    call c calledElement="q"
    xor g
    user x
    end e
    s > pruefen > c > g
    g > x [c.b.ja = true]
    g > e *
    x > e
"""


def test_a_called_process_reads_what_its_caller_knows():
    """Names are looked up outwards, from the call into whoever calls."""
    inner = 'start i\nuser b camunda:dueDate="{}"\nend k\ni > b > k'
    for name, expected in (("pruefen.ergebnis", []), ("frist_bis", [("reads.unknown_to_caller", "b")])):
        files = {"q.bpmn": diagram(inner.format(name), id="q"), "forms/q/b.json": form(ja="boolean")}
        assert readings(CALLED, files) == expected


def test_what_a_call_hands_in_is_a_name_inside():
    """Parameters of the call are known in the called process, without being asked anywhere."""
    inner = diagram('start i\nuser b camunda:dueDate="frist_bis"\nend k\ni > b > k', id="q")
    handing = CALLED.replace('calledElement="q"', f'calledElement="q" | {inputs(frist_bis="heute")}')
    assert readings(handing, {"q.bpmn": inner, "forms/q/b.json": form(ja="boolean")}) == []


def test_what_a_called_process_does_not_always_ask_is_told_to_its_reader():
    """The caller sees the way inside on which it is missing."""
    inner = diagram(
        "start i\nuser a\nxor g\nuser b\nend k\ni > a > g\ng > b [a.ja = true]\ng > k *\nb > k", id="q"
    )
    files = {"q.bpmn": inner, "forms/q/b.json": form(ja="boolean"), "forms/q/a.json": form(ja="boolean")}
    found = finding(CALLED, files)
    assert (found.rule, found.facts["way"]) == ("reads.some_ways_inside", "I → A → G → K")


def test_what_is_asked_for_each_row_stands_on_the_row():
    """Inside, the columns and the item are names; afterwards the answers are columns."""
    inside = body('start i\nuser z camunda:dueDate="vzae"\nend k\ni > z > k', "q")
    several = (
        '<multiInstanceLoopCharacteristics camunda:collection="pruefen.stellen" camunda:elementVariable="x"/>'
    )
    drawing = f"""
        start s
        user pruefen
        sub t | {several}{inside}
        xor g
        user w
        end e
        s > pruefen > t > g
        g > w [some y in pruefen.stellen satisfies y.z.{{}} = "ja"]
        g > e *
        w > e
    """
    files = {"forms/p/z.json": form(zusage="string")}
    assert readings(drawing.format("zusage"), files) == []
    assert readings(drawing.format("zusagen"), files) == [("reads.unknown_field", "p_f3")]
    assert readings(drawing.replace("vzae", "lohn").format("zusage"), files) == [("reads.unknown", "z")]


def test_a_payload_has_the_shape_of_what_is_sent():
    """The receiver can read the declared fields and, of a list, the columns that the sender put in."""
    messages = """
nachrichten:
  post:
    titel: Post
    von: [kreis]
    an: bezreg
    nutzlast: {liste: {wert: "for z in pruefen.stellen return {ort: z.ort}"}}
"""
    sender = f"start s\nuser pruefen\nend e | {event('message', 'post')}\ns > pruefen > e"
    receiver = f"start i | {event('message', 'post')}\nuser u\nxor g\nend k\nend l\ni > u > g\n"
    receiver += 'g > k [count(i.liste[{} = "Köln"]) > 0]\ng > l *'
    for column, expected in (("ort", []), ("vzae", [("reads.unknown", "r_f2")])):
        drawn = diagram(receiver.format(column), id="r", pool="bezreg", lane="pruefer")
        assert readings(sender, {"messages.yaml": messages, "r.bpmn": drawn}) == expected

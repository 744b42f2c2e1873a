"""What the check says about the shape of a diagram: one small drawing for each rule."""

from __future__ import annotations

import pytest

from tests.engine.check.check_drawing import alone, body, event, told

SOUND = """
    start s
    user pruefen
    xor g
    user nachbessern
    end fertig
    s > pruefen > g
    g > fertig *
    g > nachbessern [offen = true]
    nachbessern > pruefen
"""


def test_a_sensible_diagram_gives_no_finding():
    """A process with a choice and a way back is nothing to complain about."""
    assert alone(SOUND) == []


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        ("start s\nuser a\ns > a", [("structure.implicit_end", "a")]),
        (
            "start s\nuser a\nxor g\ns > a > g",
            [("structure.no_end", "p"), ("structure.dead_end", "g"), ("soundness.dead_end", "g")],
        ),
        ("user a\nend e\na > e", [("execution.no_start", "p")]),
        ("start s\nstart t\nuser a\nend e\ns > a > e\nt > a", [("execution.several_starts", "p")]),
        ("start s\nuser a\nuser b\nend e\ns > a > e\nb > e", [("structure.unreachable", "b")]),
        ("start s\nxor g\nuser a\nend e\ns > a > g > e", [("structure.pointless_gateway", "g")]),
        (
            "start s\nuser u\nxor g\nuser a\nend e\ns > u > g\ng > a [x = 1]\na > e\ng > e",
            [("structure.condition_missing", "p_f4"), ("structure.no_default", "g")],
        ),
        (
            "start s\nuser u\nxor g\nuser a\nend e\ns > u > g\ng > a [x = 1]\na > e\ng > e [x = 2]",
            [("structure.no_default", "g")],
        ),
        (
            "start s\nuser u\nend e\ns > u [x = 1]\nu > e",
            [("structure.condition_ignored", "p_f0")],
        ),
        ('start s\nuser u name=""\nend e\ns > u > e', [("structure.name_missing", "u")]),
        (
            f'start s\nuser u\nboundary b attachedToRef="u" cancelActivity="false" | {event("error", "E1")}'
            "\nend e\nend f\ns > u > e\nb > f",
            [("execution.trigger", "b"), ("structure.error_must_interrupt", "b")],
        ),
    ],
)
def test_each_fault_of_shape_is_told_at_its_element(drawing, expected):
    """One fault, its rule, its element; nothing else."""
    assert sorted(told(alone(drawing))) == sorted(expected)


def test_a_condition_on_the_default_way_is_told():
    """The default is taken when nothing else is true; its condition would never be asked."""
    xml = body("xor g\nuser a\nuser b\ng > a [x = 1]\ng > b *", "q").replace(
        'id="q1" name="weiter 1" sourceRef="g" targetRef="b">',
        'id="q1" name="sonst" sourceRef="g" targetRef="b"><conditionExpression>x = 2</conditionExpression>',
    )
    drawing = f"start s\nsub t | <startEvent id='i'/>{xml}<sequenceFlow id='q9' sourceRef='i' targetRef='g'/>"
    findings = alone(drawing + "\nend e\ns > t > e")
    assert ("structure.condition_on_default", "q1") in told(findings)


def test_two_catches_of_one_link_are_told():
    """Where a link leads must not be a matter of chance."""
    link = '<linkEventDefinition name="A"/>'
    found = alone(
        f"start s\nthrow t | {link}\ncatch c | {link}\ncatch d | {link}\nuser a\nend e\n"
        "s > t\nc > a\nd > a\na > e"
    )
    assert {("structure.link_twice", "d"), ("execution.link", "t")} <= set(told(found))


def test_a_circle_without_a_person_is_told_with_its_way():
    """The engine would run in it for ever."""
    found = alone("start s\nservice a\nxor g\nend e\ns > a > g\ng > a [x = 1]\ng > e *")
    assert ("loops.endless", "a") in told(found)
    assert found[0].facts["path"] == "A → G → A"


def test_a_circle_through_a_person_a_message_or_a_date_is_fine():
    """Loops of rework are what processes are made of."""
    assert told(alone(SOUND), "loops") == []


def test_a_process_that_calls_itself_is_told():
    """It would never come to an end."""
    found = alone('start s\ncall c calledElement="p"\nend e\ns > c > e')
    assert ("execution.calls_itself", "c") in told(found)


OPEN = 'start s\nuser a\nxor antrag name="Antrag"\ns > a > antrag'


def test_findings_read_like_a_colleague_in_both_languages():
    """File, element by its name, what is wrong, what to do."""
    finding = alone(OPEN)[1].as_json()
    assert finding["message"] == "Nach „Antrag“ geht es nicht weiter."
    assert finding["remedy"].startswith("Führen Sie den Weg")
    english = alone(OPEN)[1].as_json("en")
    assert english["message"] == "Nothing follows after “Antrag”."

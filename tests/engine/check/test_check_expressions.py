"""Expressions and times: what cannot be read, what makes no sense, in the words of the place."""

from __future__ import annotations

import pytest

from tests.engine.check.check_drawing import alone, timer, told

TIMER = 'start s\nuser a\nboundary b attachedToRef="a" cancelActivity="false" | {}\nuser c\nend e\nend f\n'
TIMER += "s > a > e\nb > c > f"
TASK = "start s\nuser a {} | {}\nend e\ns > a > e"


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("P14D", "timeDuration", []),
        ("R3/P7D", "timeCycle", []),
        ("2021-03-31", "timeDate", []),
        ('heute + duration("P1D")', "timeDate", []),
        ("R/PT0S", "timeCycle", ["expressions.duration"]),
        ("P101Y", "timeDuration", ["expressions.duration"]),
        ('heute + duration("P200Y")', "timeDate", ["expressions.duration"]),
        ("R/PT1S", "timeCycle", ["expressions.too_dense"]),
        ("P14", "timeDuration", ["expressions.no_time"]),
        ("0 9 * * 1", "timeCycle", ["expressions.syntax"]),
        ("${faellig}", "timeDate", ["expressions.foreign"]),
        ("__import__('os')", "timeDate", ["expressions.syntax"]),
    ],
)
def test_timers_mean_a_sensible_time(text, kind, expected):
    """ISO 8601 or FEEL, longer than nothing, shorter than a century, not a flood."""
    found = told(alone(TIMER.format(timer(text, kind))), "expressions")
    assert found == [(rule, "b") for rule in expected]


@pytest.mark.parametrize("setting", ["dueDate", "followUpDate", "priority", "assignee", "candidateGroups"])
def test_settings_of_tasks_are_expressions(setting):
    """Each is compiled; a fault is told with its place in the sentence."""
    findings = alone(TASK.format(f'camunda:{setting}="a +"', ""))
    assert told(findings) == [("expressions.syntax", "a")]
    assert "Zeile 1, Spalte" in findings[0].as_json()["message"]
    assert "line 1, column" in findings[0].as_json("en")["message"].lower()


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<loopCardinality>3</loopCardinality>", []),
        ("<loopCardinality>1001</loopCardinality>", ["expressions.too_often"]),
        ("<loopCardinality>1.5</loopCardinality>", ["expressions.no_number"]),
        (
            "<loopCardinality>x</loopCardinality><completionCondition>==</completionCondition>",
            ["expressions.syntax"],
        ),
    ],
)
def test_repetitions_are_bounded(inside, expected):
    """A thousand instances are enough for everybody."""
    several = f"<multiInstanceLoopCharacteristics>{inside}</multiInstanceLoopCharacteristics>"
    assert [rule for rule, _ in told(alone(TASK.format("", several)))] == expected


def test_conditions_of_other_engines_are_refused_with_the_way_to_write_them():
    """`${...}` is Camunda's own language; it is not guessed at."""
    drawing = "start s\nuser a\nxor g\nend e\nend f\ns > a > g\ng > e [${approved}]\ng > f *"
    finding = alone(drawing)[0]
    assert (finding.rule, finding.element) == ("expressions.foreign", "p_f2")
    assert "FEEL" in finding.as_json()["remedy"]

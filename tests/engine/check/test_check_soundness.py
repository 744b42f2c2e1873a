"""What the check proves about tokens: each fault with the way that leads to it."""

from __future__ import annotations

import time

import pytest

from tests.engine.check.check_drawing import alone, body, event, timer, told


def faults(drawing: str) -> list[tuple[str, str]]:
    return told(alone(drawing), "soundness", "loops")


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        # a choice joined by a gateway that waits for both
        (
            "start s\nxor g\nuser a\nuser b\nand j\nend e\ns > g\n"
            "g > a [x = 1]\ng > b *\na > j\nb > j\nj > e",
            ("soundness.dead_end", "j"),
        ),
        # one branch ends by itself, the other waits for it
        (
            "start s\nand g\nuser a\nxor h\nuser b\nand j\nend e\nend f\ns > g\ng > a > j\ng > b > h\n"
            "h > j [x = 1]\nh > f *\nj > e",
            ("soundness.left_behind", "j"),
        ),
        # parallel branches joined by a gateway that lets each through
        (
            "start s\nand g\nuser a\nuser b\nxor j\nuser c\nend e\ns > g\ng > a > j\ng > b > j\nj > c > e",
            ("soundness.twice", "c"),
        ),
        # a circle with people in it, and no way out
        (
            "start s\nuser a\nuser b\nend e\nxor g\nxor h\n"
            "s > g\ng > a\na > b\nb > h\nh > g [x = 1]\nh > a *",
            ("soundness.no_way_out", "g"),
        ),
        # an error nobody throws
        (
            "start s\nsub t | "
            + body("start i\nuser a\nend k\ni > a > k", "q")
            + f'\nboundary b attachedToRef="t" | {event("error", "E1")}\nend e\nend f\ns > t > e\nb > f',
            ("soundness.never", "b"),
        ),
        # a reminder beside the flow that comes back into it
        (
            f'start s\nuser a\nboundary b attachedToRef="a" cancelActivity="false" | {timer("P1D")}\n'
            "user r\nxor j\nuser c\nend e\ns > a > j\nb > r > j\nj > c > e",
            ("soundness.twice", "c"),
        ),
        # a message beside the flow that may come twice, and then one token too many waits at the join
        (
            f'start s\nand g\nuser a\nboundary b attachedToRef="a" cancelActivity="false" | '
            f"{event('message', 'antwort')}\nuser r\nor o\nuser c\nand j\nend e\n"
            "s > g\ng > a > o\nb > r > o\no > j\ng > c > j\nj > e",
            ("soundness.left_behind", "j"),
        ),
        # a time limit that ends in the same join as the task it interrupts
        (
            f'start s\nand g\nuser a\nboundary b attachedToRef="a" | {timer("P1D")}\nuser c\nand j\nend e\n'
            "s > g\ng > a > j\nb > j\ng > c > j\nj > e",
            ("soundness.dead_end", "j"),
        ),
    ],
)
def test_each_way_to_get_stuck_is_found(drawing, expected):
    """Dead ends, lost branches, doubled steps, ways without an end, events that never come."""
    assert expected in faults(drawing)


@pytest.mark.parametrize(
    "drawing",
    [
        # three approvers in a loop of rework
        "start s\nxor l\nand g\nuser a\nuser b\nuser c\nand j\nxor w\nend e\n"
        "s > l > g\ng > a > j\ng > b > j\ng > c > j\nj > w\nw > l [abgelehnt = true]\nw > e *",
        # an inclusive split and join
        "start s\nor g\nuser a\nuser b\nuser c\nor j\nend e\ns > g\ng > a [x = 1]\ng > b [x = 2]\ng > c *\n"
        "a > j\nb > j\nc > j\nj > e",
        # a time limit that is joined by choice before the parallel join
        f'start s\nand g\nuser a\nboundary b attachedToRef="a" | {timer("P1D")}\n'
        "user c\nxor x\nand j\nend e\ns > g\ng > a > x\nb > x\nx > j\ng > c > j\nj > e",
        # a race between an answer and a date, with a reminder that goes back
        f"start s\nrace w\ncatch m | {event('message', 'antwort')}\ncatch t | {timer('P1D')}\nuser r\nend e\n"
        "s > w\nw > m > e\nw > t > r > w",
        # a reminder at a task that is done again and again
        f'start s\nxor m\nuser a\nboundary b attachedToRef="a" cancelActivity="false" | {timer("P1D")}\n'
        "user r\nend k\nxor g\nend e\ns > m > a > g\ng > m [offen = true]\ng > e *\nb > r > k",
        # an end that ends everything
        f"start s\nand g\nuser a\nuser b\nend e\nend f | {event('terminate')}\ns > g\ng > a > e\ng > b > f",
        # an error that leaves a subprocess
        "start s\nsub t | "
        + body(f"start i\nxor g\nend k\nend x | {event('error', 'E1')}\ni > g\ng > x [a = 1]\ng > k *", "q")
        + f'\nboundary b attachedToRef="t" | {event("error", "E1")}\nuser u\nend e\ns > t > e\nb > u > e',
        # a withdrawal that may come at any time
        'start s\nuser a\nend e\ns > a > e\nsub t triggeredByEvent="true" | '
        + body(f"start i | {event('message', 'antwort')}\nuser w\nend k\ni > w > k", "q"),
        # links
        'start s\nthrow t | <linkEventDefinition name="A"/>\ncatch c | <linkEventDefinition name="A"/>\n'
        "user a\nend e\ns > t\nc > a > e",
        # a task with conditional ways of its own
        "start s\nuser a\nuser b\nuser c\nor j\nend e\ns > a\na > b [x = 1]\na > c *\nb > j\nc > j\nj > e",
    ],
)
def test_processes_that_work_are_left_in_peace(drawing):
    """No false alarm for the patterns that grant processes are made of."""
    assert faults(drawing) == []


def test_the_way_names_what_happened_in_the_words_of_the_diagram():
    """Whoever reads the finding can follow it with a finger on the diagram."""
    drawing = (
        "start s\nxor g\nuser a\nuser b\nand j\nend e\ns > g\ng > a [x = 1]\ng > b *\na > j\nb > j\nj > e"
    )
    finding = next(one for one in alone(drawing) if one.rule == "soundness.dead_end")
    assert finding.facts["path"] == "S → G → A"
    assert finding.facts["missing"] == "„B“"
    assert "stehen bleiben" in finding.as_json()["message"]


def test_a_process_too_large_to_be_explored_says_so_in_time():
    """Ten tasks in each of seven parallel branches: bounded, and not silently passed."""
    lines = ["start s", "and g", "and j", "end e", "s > g", "j > e"]
    for branch in range(7):
        names = [f"t{branch}_{number}" for number in range(10)]
        lines += [f"user {name}" for name in names] + [f"g > {' > '.join(names)} > j"]
    began = time.perf_counter()
    assert told(alone("\n".join(lines)), "soundness") == [("soundness.too_many_states", "p")]
    assert time.perf_counter() - began < 20


def test_a_chain_of_five_hundred_tasks_is_checked():
    """Length alone is no fault, and no recursion error."""
    names = [f"t{number}" for number in range(500)]
    drawing = "\n".join(
        ["start s", *(f"user {name}" for name in names), "end e", f"s > {' > '.join(names)} > e"]
    )
    assert alone(drawing) == []

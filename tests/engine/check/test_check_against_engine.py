"""The proof of soundness and the engine agree: random processes, random choices, random orders."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent / "bpmn"))
from drawing import Play
from random_processes import VALUES, draw

from engine.check import soundness

STUCK = {"soundness.dead_end", "soundness.left_behind", "soundness.twice", "soundness.no_way_out"}


def play(seed: int, round: int) -> str:
    """How a run of the process ends when everything that waits happens in random order."""
    random = Random(seed * 100 + round)
    run = Play(draw(seed).executable(), {name: random.randint(0, 2) for name in VALUES})
    for _ in range(120):
        if run.step.ended:
            return "ended"
        if run.step.incident is not None:
            return "incident"
        if not run.step.waiting or len(run.step.waiting) > 60:
            return "stuck" if not run.step.waiting else "too much"
        run.around.tree.values.update({name: random.randint(0, 2) for name in VALUES})
        point = random.choice(run.step.waiting)
        same = [one.key for one in run.step.waiting if one.element == point.element]
        move = run.do if point.kind == "user" else run.deliver
        move(point.element, same.index(point.key))
    return "still running"


def faults(seed: int) -> set[str]:
    process = draw(seed).diagram().processes["p"]
    found = soundness.spaces(process, {})
    rules = {finding.rule for finding in soundness.soundness(process, found)}
    return rules & (STUCK | {"soundness.too_many_states"})


def test_what_is_proved_sound_never_stands_still_in_the_engine():
    """Where a run was left with tokens and nothing to wait for, the check had said so before."""
    proved = stuck = 0
    for seed in range(1390, 1610):
        told = faults(seed)
        ends = {play(seed, round) for round in range(4)}
        proved += not told
        stuck += "stuck" in ends
        assert not ("stuck" in ends and not told), f"seed {seed}"
    assert proved >= 100
    assert stuck >= 5

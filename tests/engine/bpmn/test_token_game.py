"""The engine against the plain token game: random processes, random orders, a reload before every move."""

import os
from collections import Counter
from random import Random

import pytest

from tests.engine.bpmn.drawing import Play
from tests.engine.bpmn.random_processes import VALUES, draw
from tests.engine.bpmn.token_game import Game, TooMuch, Uncaught

MOVES = 25
PROCESSES = 1_500
SOAK = 40_000


def test_the_open_tasks_agree_after_every_move_on_random_processes() -> None:
    """Splits of any structure, inclusive joins, loops, boundaries, multi-instance, subprocesses."""
    tried = Counter(compare(seed) for seed in range(PROCESSES))
    assert sum(moves * number for moves, number in tried.items()) > 5 * PROCESSES


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_they_agree_on_many_more() -> None:
    """Seeds beyond the usual ones; TOKEN_GAME_SEED moves on to others."""
    first = int(os.environ.get("TOKEN_GAME_SEED", PROCESSES))
    for seed in range(first, first + SOAK):
        compare(seed)


def test_the_random_processes_hold_everything_they_promise() -> None:
    """Among the usual seeds each kind of node, repetition and boundary comes up often."""
    found: Counter = Counter()
    for seed in range(300):
        for element in draw(seed).elements.values():
            found[element.kind] += 1
            found[element.repetition.kind if element.repetition else ""] += 1
            found["rising" if element.event_subprocess else ""] += 1
            found["beside" if not element.interrupting else ""] += 1
    kinds = ("userTask", "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
             "subProcess", "boundaryEvent", "parallel", "sequential", "loop", "rising", "beside")  # fmt: skip
    assert all(found[kind] >= 20 for kind in kinds), found


def compare(seed: int) -> int:
    """Play one process in both; the number of moves after which it ended or grew without bound."""
    drawing, random = draw(seed), Random(seed)
    values = _values(random)
    try:
        game = Game(drawing.diagram().processes["p"], values)
    except (TooMuch, Uncaught):
        return 0
    play = Play(drawing.executable(), dict(values))
    for move in range(MOVES):
        mine = _agree(play, game, seed, move)
        clear = sorted(point for point, number in mine.items() if number == 1 or _alike(game, point))
        if not clear:
            return move
        if not _move(play, game, random.choice(clear), _values(random)):
            return move
    return MOVES


def _agree(play: Play, game: Game, seed: int, move: int) -> Counter:
    place = f"seed {seed}, move {move}"
    mine = Counter((point.element, point.scope) for point in play.step.waiting)
    assert play.step.incident is None, place
    assert mine == game.waiting(), place
    assert mine == Counter((p.element, p.scope) for p in play.executable.waiting(play.step.tokens)), place
    assert play.step.ended == game.ended, place
    return mine


def _alike(game: Game, point: tuple) -> bool:
    """Whether several tokens at this point cannot be told apart, so that either game may take any of them."""
    element = game.process.elements[point[0]]
    plain = element.kind in ("userTask", "intermediateCatchEvent") and element.repetition is None
    return plain and element.parent is None


def _move(play: Play, game: Game, point: tuple, values: dict[str, int]) -> bool:
    """Make one move in both; False if the game gives up."""
    try:
        game.happen(*point, values)
    except (TooMuch, Uncaught):
        return False
    play.around.tree.values.update(values)
    here = next(p for p in play.step.waiting if (p.element, p.scope) == point)
    play.do(here.element, _nth(play, here)) if here.kind == "user" else play.deliver(
        here.element, _nth(play, here)
    )
    return True


def _nth(play: Play, here) -> int:
    return [point.key for point in play.step.waiting if point.element == here.element].index(here.key)


def _values(random: Random) -> dict[str, int]:
    return {name: random.randint(0, 2) for name in VALUES}

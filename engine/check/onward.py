"""Whether tokens that stand somewhere in a process can still come to its end from there. Executes nothing.

The same proof as `soundness`, begun in the middle: for runs that are to go over to another version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.bpmn.model import Process
from engine.check.anatomy import Anatomy, State
from engine.check.exploring import explore
from engine.check.net import Move, Net, Outside
from engine.check.soundness import soundness
from engine.errors import Finding

STATES = 5_000
"""How many states are looked at from one place on."""


def onward(process: Process, outside: Mapping[str, Outside], places: Sequence[str]) -> list[Finding]:
    """What goes wrong with tokens in these `places` (as `anatomy` writes them); `outside` as for `Net`."""
    space = explore(_Standing(process, outside, tuple(sorted(places))), bound=STATES)
    found = soundness(process, {None: space})
    return [one for one in found if one.rule != "soundness.never"]


class _Standing(Net):
    """The token game, begun where the tokens stand."""

    def __init__(self, process: Process, outside: Mapping[str, Outside], state: State) -> None:
        super().__init__(Anatomy(process), outside)
        self.state = state

    def begin(self) -> Iterator[Move]:
        marked = [place for place in self.state if not place.startswith("!")]
        for place in marked[:1]:
            yield Move(self.parts.at(place), False, self.state)

"""Draws random processes from a seed: blocks inside blocks, then perhaps flows across them. Runs nothing."""

from __future__ import annotations

from random import Random

from engine.bpmn.model import Trigger
from tests.engine.bpmn.drawing import Drawing, error, message, several

VALUES = ("w0", "w1", "w2", "w3")


def draw(seed: int) -> Drawing:
    """A process with conditions over `w0`..`w3`; every choice has a default, so no token is ever stuck."""
    return _Artist(Random(seed)).picture()


class _Artist:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.drawing = Drawing()
        self.count = 0
        self.size = 0

    def picture(self) -> Drawing:
        self._fill(None, 3)
        if self.random.random() < 0.35:
            for _ in range(self.random.randint(1, 2)):
                self._cross()
        return self.drawing

    def _fill(self, inside: str | None, depth: int) -> None:
        outer, self.drawing.inside = self.drawing.inside, inside
        start = self._node("start")
        last = self._row(start, depth) if inside is None else self._block(start, depth)
        if not last.startswith("user") or self.random.random() > 0.15:  # else the path ends by itself
            self.drawing.flow(last, self._node("end", self._ending(inside)))
        if self.random.random() < 0.12 and depth > 1:
            self._event_subprocess(depth)
        self.drawing.inside = outer

    def _ending(self, inside: str | None) -> Trigger:
        chance = self.random.random()
        if chance < 0.1:
            return Trigger("terminate")
        return error("E") if inside and chance < 0.2 else Trigger("none")

    def _node(self, kind: str, trigger: Trigger | None = None, **more) -> str:
        self.count += 1
        return self.drawing.node(kind, f"{kind}{self.count}", trigger, **more)

    def _condition(self) -> str:
        return f"{self.random.choice(VALUES)} = {self.random.randint(0, 2)}"

    def _block(self, before: str, depth: int) -> str:
        """Draw something after `before`; the id of its last node."""
        self.size += 1
        kinds = ["user"] * 4
        if depth > 0 and self.size < 14:
            kinds += [
                "row",
                "row",
                "xor",
                "and",
                "and",
                "or",
                "or",
                "loop",
                "sub",
                "several",
                "race",
                "split",
            ]
        return getattr(self, f"_{self.random.choice(kinds)}")(before, depth - 1)

    def _user(self, before: str, depth: int) -> str:
        task = self._node("user", repetition=self._repetition() if self.random.random() < 0.1 else None)
        self.drawing.flow(before, task)
        return self._boundary(task, depth) if self.random.random() < 0.15 else task

    def _row(self, before: str, depth: int) -> str:
        for _ in range(self.random.randint(2, 3)):
            before = self._block(before, depth)
        return before

    def _xor(self, before: str, depth: int) -> str:
        return self._branches(before, depth, "xor", "xor")

    def _and(self, before: str, depth: int) -> str:
        return self._branches(before, depth, "and", "and")

    def _or(self, before: str, depth: int) -> str:
        return self._branches(before, depth, "or", "or")

    def _split(self, before: str, depth: int) -> str:
        """Unstructured: whatever splits, whatever joins."""
        return self._branches(before, depth, *(self.random.choice(("xor", "and", "or")) for _ in "ab"))

    def _branches(self, before: str, depth: int, opening: str, closing: str) -> str:
        split, join = self._node(opening), self._node(closing)
        self.drawing.flow(before, split)
        number = self.random.randint(2, 3)
        for branch in range(number):
            if self.random.random() < 0.15:
                self._pass(split, join, branch == number - 1)
                continue
            first = self._node("user")
            self._pass(split, first, branch == number - 1)
            self.drawing.flow(self._block(first, depth) if self.random.random() < 0.5 else first, join)
        if opening != "xor" and self.random.random() < 0.1:  # one more path, which ends by itself
            self._pass(split, self._node("user"), False)
        return join

    def _pass(self, split: str, target: str, last: bool) -> None:
        conditional = split.startswith(("xor", "or"))
        self.drawing.flow(
            split,
            target,
            self._condition() if conditional and not last else None,
            default=conditional and last,
        )

    def _loop(self, before: str, depth: int) -> str:
        merge, choice = self._node("xor"), self._node("xor")
        self.drawing.flow(before, merge)
        self.drawing.flow(self._block(merge, depth), choice)
        self.drawing.flow(choice, merge, self._condition())
        after = self._node("user")
        self.drawing.flow(choice, after, default=True)
        return after

    def _sub(self, before: str, depth: int, **more) -> str:
        sub = self._node("sub", **more)
        self.drawing.flow(before, sub)
        self._fill(sub, depth)
        return self._boundary(sub, depth) if self.random.random() < 0.5 else sub

    def _several(self, before: str, depth: int) -> str:
        return self._sub(before, depth - 1, repetition=self._repetition())

    def _repetition(self):
        kind = self.random.choice(("parallel", "parallel", "sequential", "loop"))
        if kind == "loop":
            return several("loop", completion=self._condition(), maximum=3)
        completion = self._condition() if self.random.random() < 0.4 else None
        return several(kind, cardinality=str(self.random.randint(0, 3)), completion=completion)

    def _boundary(self, host: str, depth: int) -> str:
        """A boundary event with a task behind it; both ways meet at a gateway, or the side way ends."""
        caught = error("E") if host.startswith("sub") and self.random.random() < 0.5 else None
        self.count += 1
        event = f"boundary{self.count}"
        interrupting = caught is not None or self.random.random() < 0.6
        self.drawing.boundary(event, host, caught or message(event), interrupting)
        beside = self._node("user")
        self.drawing.flow(event, beside)
        if self.random.random() < 0.4:
            self.drawing.flow(beside, self._node("end"))
            return host
        meet = self._node(self.random.choice(("xor", "or")))
        self.drawing.flow(host, meet)
        self.drawing.flow(beside, meet)
        return meet

    def _race(self, before: str, depth: int) -> str:
        gateway, meet = self._node("race"), self._node("xor")
        self.drawing.flow(before, gateway)
        for _ in range(2):
            event = self._node("catch", message(f"m{self.count}"))
            self.drawing.flow(gateway, event)
            self.drawing.flow(event, meet)
        return meet

    def _event_subprocess(self, depth: int) -> None:
        sub = self._node("sub", event_subprocess=True)
        outer, self.drawing.inside = self.drawing.inside, sub
        start = self._node("start", message(sub), interrupting=self.random.random() < 0.5)
        self.drawing.flow(self._block(start, 0), self._node("end"))
        self.drawing.inside = outer

    def _cross(self) -> None:
        """A choice in one flow with a way to a merge in another: loops, jumps, lost structure."""
        by_scope: dict[str | None, list[str]] = {}
        for flow in self.drawing.flows.values():
            source = self.drawing.elements[flow.source]
            if source.kind != "eventBasedGateway":
                by_scope.setdefault(source.parent, []).append(flow.id)
        inside = self.random.choice(list(by_scope))
        first, second = (self.random.choice(by_scope[inside]) for _ in "ab")
        if first == second:
            return
        self.drawing.inside = inside
        choice, merge = self._node("xor"), self._node("xor")
        self.drawing.insert(choice, first)
        self.drawing.insert(merge, second)
        self.drawing.flow(choice, merge, self._condition())
        self.drawing.inside = None

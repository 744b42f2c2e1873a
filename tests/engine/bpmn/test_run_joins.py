"""Approvers in parallel: no vote is lost, doubled or passed over, whatever the order and the round."""

from itertools import permutations, product

from tests.engine.bpmn.drawing import Drawing, Play

VOTES = ("vote_a", "vote_b", "vote_c")


def three_approvers(kind: str = "and") -> Drawing:
    """start - merge - split - three votes - join - choice: again (`again = true`) or end."""
    d = Drawing()
    for gateway, id in ((kind, "s"), (kind, "j"), ("xor", "m"), ("xor", "x")):
        d.node(gateway, id)
    d.chain("start", "m", "s")
    for vote in VOTES:
        d.chain("s", vote, "j")
    d.flow("j", "x")
    d.flow("x", "m", "again = true")
    d.node("end", "end")
    d.flow("x", "end", default=True)
    return d


def play_rounds(executable, orders) -> None:
    play = Play(executable, {"again": True})
    for number, order in enumerate(orders, start=1):
        for done, vote in enumerate(order):
            assert play.open() == sorted(order[done:]), (orders, number)
            play.around.tree.values["again"] = number < len(orders)
            play.do(vote, runde=number)
        kept = [play.around.tree.at((vote, "runde")) for vote in VOTES]
        assert kept == [number] * 3
    assert play.step.ended


def test_every_vote_of_four_rounds_is_waited_for_in_all_1296_orders() -> None:
    """Stock is wrong in 24 of 36 pairs of orders: it fires early, doubles tasks or crashes."""
    executable = three_approvers().executable()
    for orders in product(permutations(VOTES), repeat=4):
        play_rounds(executable, orders)


def test_an_inclusive_pair_of_gateways_does_the_same() -> None:
    """All three flows are taken; two rounds in all 36 orders."""
    executable = three_approvers("or").executable()
    for orders in product(permutations(VOTES), repeat=2):
        play_rounds(executable, orders)


def test_a_join_takes_one_token_of_each_flow_and_leaves_the_rest() -> None:
    """Two tokens lie on the first flow before the second has one: the join fires twice, one by one."""
    d = Drawing()
    for kind, id in (("and", "s"), ("xor", "m"), ("xor", "n"), ("and", "j")):
        d.node(kind, id)
    d.chain("start", "s")
    for id, merge in (("a", "m"), ("b", "m"), ("c", "n"), ("e", "n")):
        d.chain("s", id, merge)
    d.flow("m", "j")
    d.flow("n", "j")
    d.chain("j", "after")
    play = Play(d.executable()).do("a").do("b")
    assert play.open() == ["c", "e"]
    assert play.do("c").open() == ["after", "e"]
    assert play.do("e").open() == ["after", "after"]


def test_two_flows_between_the_same_gateways_are_two() -> None:
    """Stock counts sources, not flows."""
    d = Drawing()
    d.node("and", "s")
    d.node("and", "j")
    d.chain("start", "s")
    d.flow("s", "j")
    d.flow("s", "j")
    d.chain("s", "a", "j", "after")
    play = Play(d.executable())
    assert play.open() == ["a"]
    assert play.do("a").open() == ["after"]

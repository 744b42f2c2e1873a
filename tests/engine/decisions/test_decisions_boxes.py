"""What each boxed expression promises."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine import feel
from tests.engine.decisions.dmn_drawing import (
    decision,
    input_data,
    knowledge,
    literal,
    model,
    parameter,
    table,
)


def value(logic: str, **inputs):
    """The value of one decision with this logic."""
    names = [f"in_{name}" for name in inputs]
    drawn = decision("d", logic, needs=names)
    return model(*map(input_data, inputs), drawn).decide("d", inputs).result


def entry(name: str, logic: str, kind: str = "") -> str:
    variable = (
        f'<variable name="{name}"{f" typeRef={chr(34)}{kind}{chr(34)}" if kind else ""}/>' if name else ""
    )
    return f"<contextEntry>{variable}{logic}</contextEntry>"


def function(parameters: list[str], logic: str, kind: str = "FEEL") -> str:
    return (
        f'<functionDefinition kind="{kind}">{"".join(map(parameter, parameters))}{logic}</functionDefinition>'
    )


def loop(kind: str, over: str, body: str, word: str = "satisfies") -> str:
    return f'<{kind} iteratorVariable="x"><in>{literal(over)}</in><{word}>{literal(body)}</{word}></{kind}>'


def test_a_context_gives_its_entries_and_each_sees_those_above():
    """Without a result entry a context is the context of its entries."""
    logic = f"<context>{entry('a', literal('1'))}{entry('b c', literal('a + 1'))}</context>"

    assert value(logic) == {"a": Decimal(1), "b c": Decimal(2)}


def test_a_context_with_a_result_entry_gives_that():
    """The entry without a variable is the result; names with spaces can be read in it."""
    logic = f"<context>{entry('b c', literal('2'))}{entry('', literal('b c * 10'))}</context>"

    assert value(logic) == Decimal(20)


def test_a_context_entry_is_converted_to_its_type():
    """An entry that does not conform to its type is null."""
    logic = f"<context>{entry('a', literal('[1]'), 'number')}{entry('b', literal('1'), 'string')}</context>"

    assert value(logic) == {"a": Decimal(1), "b": None}


def test_a_function_in_a_context_may_call_itself_and_sees_no_later_entry():
    """Recursion by name works; an entry below does not hide a name from outside."""
    factorial = function(["n: number"], literal("if n < 2 then 1 else n * f(n - 1)"))
    logic = f"<context>{entry('f', factorial)}{entry('', literal('f(5)'))}</context>"
    reads_x = entry("g", function([], literal("x")))
    late = f"<context>{reads_x}{entry('x', literal('2'))}{entry('', literal('g()'))}</context>"

    assert value(logic) == Decimal(120)
    assert value(late, x=1) == Decimal(1)


def test_lists_and_relations():
    """A boxed list is a list, a relation a list of contexts."""
    columns = '<column name="a"/><column name="b b"/>'
    row = f"<row>{literal('1')}{literal('x + 1')}</row>"

    assert value(f"<list>{literal('1')}{literal('x')}</list>", x=5) == [1, 5]
    assert value(f"<relation>{columns}{row}{row}</relation>", x=5) == [{"a": 1, "b b": 6}] * 2


def test_an_invocation_binds_by_name():
    """Arguments go to the parameters of their name, in any order; an unknown name calls nothing."""
    plus = knowledge("minus", ["from", "take away"], literal("from - take away"))

    def invoked(first: str, second: str):
        bindings = "".join(
            f'<binding><parameter name="{name}"/>{literal(text)}</binding>'
            for name, text in ((first, "2"), (second, "10"))
        )
        drawn = decision("d", f"<invocation>{literal('minus')}{bindings}</invocation>", needs=["bkm_minus"])
        return model(plus, drawn).decide("d", {})

    assert invoked("take away", "from").result == Decimal(8)
    assert invoked("take away", "nothing").result is None
    assert invoked("take away", "nothing").notes


def test_an_invocation_may_call_a_built_in_function():
    """Any function value can be invoked."""
    bindings = f'<binding><parameter name="n"/>{literal("-3")}</binding>'

    assert value(f"<invocation>{literal('abs')}{bindings}</invocation>") == Decimal(3)


def test_a_function_with_an_argument_of_the_wrong_type_is_not_called():
    """The result is null, not what the function would make of a null."""
    asks = entry("f", function(["n: number"], literal("n = null")))
    logic = f"<context>{asks}{entry('', literal('f(x)'))}</context>"

    assert value(logic, x="text") is None
    assert value(logic, x=1) is False
    assert value(logic, x=[1]) is False


def test_the_type_of_a_boxed_function_may_be_that_of_its_result():
    """Editors write the result's type at the function's name; the result is converted to it."""
    doubled = function(["n"], literal("n * 2"))
    right = f"<context>{entry('f', doubled, 'number')}{entry('', literal('f(2)'))}</context>"
    wrong = f"<context>{entry('f', doubled, 'string')}{entry('', literal('f(2)'))}</context>"

    assert value(right) == Decimal(4)
    assert value(wrong) is None


def test_a_function_keeps_the_names_of_its_definition():
    """A closure: the names where it was defined, not those where it is called."""
    maker = knowledge("maker", ["a"], function(["b"], literal("a * b")))
    logic = f"<context>{entry('a', literal('7'))}{entry('', literal('maker(10)(2)'))}</context>"

    drawn = model(maker, decision("d", logic, needs=["bkm_maker"]))

    assert drawn.decide("d", {}).result == Decimal(20)


@pytest.mark.parametrize(
    ("condition", "expected"), [("true", "ja"), ("false", "nein"), ("null", "nein"), ('"x"', None)]
)
def test_a_conditional(condition, expected):
    """True takes then, false and null take else, anything else is null."""
    parts = f"<if>{literal(condition)}</if><then>{literal(chr(34) + 'ja' + chr(34))}</then>"

    assert (
        value(f"<conditional>{parts}<else>{literal(chr(34) + 'nein' + chr(34))}</else></conditional>")
        == expected
    )


@pytest.mark.parametrize(
    ("over", "body", "expected"),
    [("[1, 2, 3]", "x * 2", [2, 4, 6]), ("[]", "x", []), ("null", "x", None), ("[1..3]", "x", [1, 2, 3]),
     ("[1, 2, 3]", "x + count(partial)", [1, 3, 5])],
)  # fmt: skip
def test_a_for_maps_its_list(over, body, expected):
    """`for` gives one value for each item; `partial` holds the values so far."""
    assert value(loop("for", over, body, "return")) == expected


@pytest.mark.parametrize(
    ("kind", "over", "body", "expected"),
    [
        ("every", "[1, 2]", "x > 0", True),
        ("every", "[1, 2]", "x > 1", False),
        ("every", "[]", "false", True),
        ("every", "[1, 2]", 'if x = 1 then true else "odd"', None),
        ("every", "[1, 2]", 'if x = 1 then false else "odd"', False),
        ("every", "null", "true", None),
        ("some", "[1, 2]", "x > 1", True),
        ("some", "[1, 2]", "x > 2", False),
        ("some", "[]", "true", False),
        ("some", "[1, 2]", 'if x = 1 then true else "odd"', True),
        ("some", "[1, 2]", 'if x = 1 then false else "odd"', None),
    ],
)
def test_quantifiers_are_three_valued(kind, over, body, expected):
    """One deciding answer decides; otherwise anything but a boolean makes the answer unknown."""
    assert value(loop(kind, over, body)) is expected


@pytest.mark.parametrize(
    ("match", "expected"),
    [("item > 2", [3, 4]), ("item > 9", []), ("null", []), ('"x"', None), ("2", 2), ("-1", 4), ("9", None)],
)
def test_a_filter_keeps_what_matches(match, expected):
    """`filter` keeps the items for which match is true; anything but a boolean makes it null."""
    logic = f"<filter><in>{literal('[1, 2, 3, 4]')}</in><match>{literal(match)}</match></filter>"

    assert value(logic) == expected


@pytest.mark.parametrize(
    ("over", "match", "expected"),
    [
        ("[]", "1", None),
        ("[]", "true", []),
        ("5", "item = 5", [5]),
        ("null", "true", None),
        ("[1..3]", "1", "[1..3]"),
    ],
)
def test_a_filter_means_what_it_means_in_feel(over, match, expected):
    """The boxed filter is `over[match]`: a single value is a list of one, a range is a single value."""
    found = value(f"<filter><in>{literal(over)}</in><match>{literal(match)}</match></filter>")

    assert (feel.format(found) if isinstance(found, feel.Range) else found) == expected
    assert feel.format(found) == feel.format(feel.evaluate(f"({over})[{match}]", {}))


def test_a_filter_sees_the_components_of_its_items():
    """The entries of an item are names in match."""
    over = literal("[{a: 1, b c: 2}, {a: 3, b c: 4}]")
    logic = f"<filter><in>{over}</in><match>{literal('a > 2')}</match></filter>"

    assert value(logic) == [{"a": 3, "b c": 4}]


def test_an_entry_called_item_hides_the_item():
    """As in the filter of FEEL (DMN 1.5, 10.3.2.5)."""
    logic = (
        f"<filter><in>{literal('[{item: 1}, {item: 2}]')}</in><match>{literal('item > 1')}</match></filter>"
    )

    assert value(logic) == [{"item": 2}]


def test_boxes_nest():
    """A table in a context in a function: every box can hold every other."""
    inner = table(["x"], ["out"], [["> limit", '"hoch"'], ["<= limit", '"niedrig"']])
    logic = f"<context>{entry('limit', literal('5'))}{entry('r', inner)}{entry('', literal('r'))}</context>"

    assert value(logic, x=7) == "hoch"


def test_endless_recursion_is_null_and_a_note():
    """A function that calls itself without end is stopped, and nobody sees an exception."""
    drawn = model(
        knowledge("f", ["n"], literal("f(n + 1)"), needs=["bkm_f"]),
        decision("d", literal("f(1)"), needs=["bkm_f"]),
    )

    outcome = drawn.decide("d", {})

    assert outcome.result is None
    assert outcome.notes


def test_a_loop_beyond_the_limits_is_null_and_a_note():
    """Loops in loops are counted over the whole decision."""
    inner = loop("for", "[1..1000]", "x", "return")
    logic = f'<for iteratorVariable="y"><in>{literal("[1..1000]")}</in><return>{inner}</return></for>'

    outcome = model(decision("d", logic)).decide("d", {})

    assert outcome.result is None
    assert outcome.notes[-1].code in ("decisions.too_many_steps", "decisions.too_slow")

"""What types promise: what conforms, what is converted, what becomes null."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.engine.decisions.dmn_drawing import decision, input_data, literal, model

TYPES = """
<itemDefinition name="tPerson"><itemComponent name="name"><typeRef>string</typeRef></itemComponent>
  <itemComponent name="full age"><typeRef>number</typeRef></itemComponent></itemDefinition>
<itemDefinition name="tPeople" isCollection="true"><typeRef>tPerson</typeRef></itemDefinition>
<itemDefinition name="tNumbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>
<itemDefinition name="tGrade"><typeRef>string</typeRef>
  <allowedValues><text>"A", "B"</text></allowedValues></itemDefinition>
<itemDefinition name="tGrades" isCollection="true"><typeRef>tGrade</typeRef></itemDefinition>
<itemDefinition name="tAlias"><typeRef>tGrade</typeRef></itemDefinition>
<itemDefinition name="tShort" isCollection="true"><typeRef>number</typeRef>
  <typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
<itemDefinition name="tTree"><itemComponent name="value"><typeRef>number</typeRef></itemComponent>
  <itemComponent name="children" isCollection="true"><typeRef>tTree</typeRef></itemComponent></itemDefinition>
<itemDefinition name="tSelf"><typeRef>tSelf</typeRef></itemDefinition>
"""


def given(kind: str, x):
    """An input of this type, handed through a decision."""
    drawn = model(TYPES, input_data("x", kind), decision("d", literal("x"), needs=["in_x"]))
    return drawn.decide("d", {"x": x}).result


def made(kind: str, text: str):
    """A decision of this type."""
    return model(TYPES, decision("d", literal(text), kind=kind)).decide("d", {}).result


@pytest.mark.parametrize(
    ("kind", "x", "expected"),
    [
        ("string", "a", "a"),
        ("string", 1, None),
        ("number", 1, Decimal(1)),
        ("number", True, None),
        ("boolean", False, False),
        ("boolean", "false", None),
        ("number", [7], Decimal(7)),
        ("number", ["a"], None),
        ("number", [1, 2], None),
        ("tNumbers", 7, [7]),
        ("tNumbers", ["a"], None),
        ("tNumbers", None, None),
        ("date", date(2021, 3, 1), date(2021, 3, 1)),
        ("date", datetime(2021, 3, 1, tzinfo=UTC), None),
        ("date and time", date(2021, 3, 1), datetime(2021, 3, 1, tzinfo=UTC)),
        ("dateTime", date(2021, 3, 1), datetime(2021, 3, 1, tzinfo=UTC)),
        ("Any", [1, "a"], [1, "a"]),
        ("tGrade", "A", "A"),
        ("tGrade", "Z", None),
        ("tAlias", "Z", None),
        ("tGrades", ["A", "B"], ["A", "B"]),
        ("tGrades", ["A", "Z"], None),
        ("tShort", [1, 2], [1, 2]),
        ("tShort", [1, 2, 3], None),
        ("tSelf", 1, Decimal(1)),
        ("context", {"a": 1}, {"a": 1}),
        ("list<number>", [1], [1]),
        ("list<number>", ["a"], None),
    ],
)
def test_inputs_are_converted_or_null(kind, x, expected):
    """Implicit conversions of DMN 1.5: single value and list, date to midnight UTC; anything else is null."""
    result = given(kind, x)

    assert result == expected
    assert type(result) is type(expected)


def test_an_input_may_lack_components_a_result_may_not():
    """A form that left a field open still counts; an expression must give what its type says."""
    assert given("tPerson", {"name": "x"}) == {"name": "x"}
    assert made("tPerson", '{name: "x"}') is None
    assert made("tPerson", '{name: "x", full age: null, more: 1}') == {
        "name": "x",
        "full age": None,
        "more": 1,
    }


def test_a_wrong_component_makes_the_whole_null_and_says_so():
    """The note quotes the value and the type."""
    drawn = model(TYPES, input_data("x", "tPerson"), decision("d", literal("x"), needs=["in_x"]))

    outcome = drawn.decide("d", {"x": {"name": 5}})

    assert outcome.result is None
    assert "tPerson" in outcome.notes[0].sentence("de")


def test_component_names_with_spaces_are_read():
    """`x.full age`, because the type says that there is such a name; in lists too."""
    drawn = model(
        TYPES,
        input_data("x", "tPeople"),
        decision("d", literal("x[full age > 17].full age"), needs=["in_x"]),
    )

    assert drawn.decide(
        "d", {"x": [{"name": "a", "full age": 17}, {"name": "b", "full age": 18}]}
    ).result == [18]


def test_a_type_may_contain_itself():
    """A tree of any depth conforms, and a wrong leaf does not."""
    leaf = {"value": 1, "children": []}

    assert given("tTree", {"value": 1, "children": [leaf, leaf]})["children"] == [leaf, leaf]
    assert given("tTree", {"value": 1, "children": [{"value": "x", "children": []}]}) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Z" instance of tGrade', True),
        ("1 instance of tGrade", False),
        ("null instance of tGrade", False),
        ('{name: "x", full age: 1} instance of tPerson', True),
        ('{name: "x"} instance of tPerson', False),
        ("[1] instance of tNumbers", True),
    ],
)
def test_instance_of_knows_the_owners_types(text, expected):
    """The shape counts, allowed values do not (kit 0070)."""
    assert made("boolean", text) is expected


def test_types_of_dmn_1_1_are_qualified_names():
    """`feel:string` and a prefix of the own namespace mean the same as today's names."""
    part = (
        '<inputData id="in_x" name="x"><variable name="x" xmlns:feel="http://www.omg.org/spec/FEEL/20140401" '
        'xmlns:own="urn:test" typeRef="{}"/></inputData>'
    )
    logic = decision("d", literal("x"), needs=["in_x"])

    for name, good, bad in (("feel:string", "a", 1), ("own:tGrade", "A", "Z")):
        drawn = model(TYPES, part.format(name), logic, version="1.1")
        assert drawn.decide("d", {"x": good}).result == good
        assert drawn.decide("d", {"x": bad}).result is None


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("date", "2021-03-01", date(2021, 3, 1)),
        ("days and time duration", "P14D", timedelta(days=14)),
        ("date", "übermorgen", None),
        ("string", "2021-03-01", "2021-03-01"),
        ("number", "5", None),
    ],
)
def test_dates_from_outside_may_be_written_as_text(kind, text, expected):
    """JSON has no dates: where a date is declared, its ISO text will do; a number must be a number."""
    assert given(kind, text) == expected


def test_dates_inside_structures_and_lists_may_be_written_as_text():
    """However deep the declared date stands."""
    types = (
        '<itemDefinition name="tStelle" isCollection="true"><itemComponent name="ab"><typeRef>date</typeRef>'
        "</itemComponent></itemDefinition>"
    )
    drawn = model(types, input_data("x", "tStelle"), decision("d", literal("x.ab"), needs=["in_x"]))

    assert drawn.decide("d", {"x": [{"ab": "2021-03-01"}]}).result == [date(2021, 3, 1)]

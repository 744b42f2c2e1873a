"""What an import promises: names, types, inputs and versions of another model."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine import decisions
from tests.engine.decisions.dmn_drawing import decision, dmn, input_data, knowledge, literal, service

LIBRARY = dmn(
    '<itemDefinition name="tSatz"><typeRef>number</typeRef><allowedValues><text>[0..1]</text></allowedValues>'
    "</itemDefinition>",
    input_data("quote"),
    knowledge("Anteil von", ["betrag"], literal("betrag / 2")),
    decision("doppelt", literal("quote * 2"), needs=["in_quote"]),
    namespace="urn:library",
)
USES = (
    '<import name="lib" namespace="urn:library" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
)


def importing(*parts: str) -> decisions.Model:
    return decisions.read(dmn(*parts), "main.dmn", {"library.dmn": LIBRARY})


def test_an_imported_function_is_called_by_the_name_of_its_import():
    """`lib.Anteil von(…)`, where the import is called lib."""
    drawn = importing(
        USES, decision("d", literal("lib.Anteil von(10)"), needs=["urn:library#bkm_Anteil von"])
    )

    assert drawn.decide("d", {}).result == Decimal(5)


def test_an_imported_decision_takes_its_inputs_under_the_name_of_the_import():
    """As a context, as `lib.quote`, or qualified by the namespace."""
    drawn = importing(USES, decision("d", literal("lib.doppelt"), needs=["urn:library#doppelt"]))

    assert drawn.decide("d", {"lib": {"quote": 3}}).result == Decimal(6)
    assert drawn.decide("d", {"lib.quote": 3}).result == Decimal(6)
    assert drawn.decide("d", {"{urn:library}quote": 3}).result == Decimal(6)


def test_a_service_may_ask_for_inputs_and_decisions_of_an_import():
    """By position, or by the qualified name (DMN 1.5, 10.4)."""
    own = decision("own", literal("lib.doppelt + 1"), needs=["urn:library#doppelt"])
    by_input = service("own").replace("</dec", '<inputData href="urn:library#in_quote"/></dec')
    by_decision = (
        service("own")
        .replace("ds_s", "ds_t")
        .replace('name="s"', 'name="t"')
        .replace("</dec", '<inputDecision href="urn:library#doppelt"/></dec')
    )
    asked = decision("d", literal("[s(5), s(lib.quote: 6), t(7)]"), needs=["ds_s", "ds_t"])

    assert importing(USES, own, by_input, by_decision, asked).decide("d", {}).result == [11, 13, 8]


def test_the_same_model_imported_twice_has_inputs_of_its_own():
    """Each import on the way is a model of its own (DMN 1.5, 6.3.3)."""
    files = {"library.dmn": LIBRARY}
    for name in ("left", "right"):
        needs = ["urn:library#doppelt"]
        files[f"{name}.dmn"] = dmn(
            USES, decision("d", literal("lib.doppelt"), needs=needs), namespace=f"urn:{name}"
        )
    imports = "".join(
        USES.replace("lib", name).replace(f"urn:{name}rary", f"urn:{name}") for name in ("left", "right")
    )
    both = decision("d", literal("[left.d, right.d]"), needs=["urn:left#d", "urn:right#d"])

    drawn = decisions.read(dmn(imports, both), "main.dmn", files)

    given = {"left": {"lib": {"quote": 1}}, "right": {"lib": {"quote": 2}}}
    assert drawn.decide("d", given).result == [2, 4]


def test_an_imported_type_is_known():
    """`lib.tSatz` narrows an input of the importing model."""
    drawn = importing(USES, input_data("s", "lib.tSatz"), decision("d", literal("s"), needs=["in_s"]))

    assert drawn.decide("d", {"s": 1}).result == Decimal(1)
    assert drawn.decide("d", {"s": 2}).result is None


def test_an_import_without_a_name_brings_its_elements_in_directly():
    """DMN 1.5: the names of the imported model are used as they are."""
    anonymous = USES.replace('"lib"', '""')
    drawn = importing(anonymous, decision("d", literal("doppelt + 1"), needs=["urn:library#doppelt"]))

    assert drawn.decide("d", {"quote": 3}).result == Decimal(7)


def test_the_version_changes_with_any_file_that_decides():
    """An outcome names the sha256 of what decided, imports included."""
    main = dmn(USES, decision("d", literal("1")))
    one = decisions.read(main, "main.dmn", {"library.dmn": LIBRARY})
    other = decisions.read(main, "main.dmn", {"library.dmn": LIBRARY.replace(b"betrag / 2", b"betrag / 3")})

    assert one.decide("d", {}).version != other.decide("d", {}).version


@pytest.mark.parametrize(
    "source",
    [
        "s instance of my lib.tSatz",
        "(function(q: my lib.tSatz) q)(s) = s",
        "[s] instance of list<my lib.tSatz>",
        '(function(q: my lib.tSatz) q)("text") = null',
    ],
)
def test_an_expression_may_name_a_type_of_an_import(source):
    """A type is a qualified name (DMN 1.5, rules 20 and 54), and the import's name may have spaces."""
    uses = USES.replace('"lib"', '"my lib"')
    drawn = importing(uses, input_data("s", "my lib.tSatz"), decision("d", literal(source), needs=["in_s"]))

    assert drawn.decide("d", {"s": 1}).result is True
    assert drawn.findings() == []


def test_imports_of_imports_are_reached_step_by_step():
    """What an imported model imports belongs to it: its decisions, its inputs, its types."""
    needs = ["urn:library#bkm_Anteil von", "urn:library#in_quote"]
    half = decision("halb", literal("lib.Anteil von(lib.quote)"), needs=needs)
    files = {"middle.dmn": dmn(USES, half, namespace="urn:middle"), "library.dmn": LIBRARY}
    uses = USES.replace("lib", "mid").replace("urn:midrary", "urn:middle")
    both = decision("d", literal("[mid.halb, s]"), needs=["urn:middle#halb", "in_s"])

    drawn = decisions.read(dmn(uses, input_data("s", "mid.lib.tSatz"), both), "main.dmn", files)

    for given in ({"mid": {"lib": {"quote": 8}}}, {"mid.lib.quote": 8}, {"{urn:library}quote": 8}):
        assert drawn.decide("d", {**given, "s": 1}).result == [4, 1]
        assert drawn.decide("d", {**given, "s": 2}).result == [4, None]

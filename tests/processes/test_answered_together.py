"""Which tasks of KIM one answer may complete together (docs/decisions/028): signatures, never judgements."""

from __future__ import annotations

import dataclasses
from functools import cache

import pytest

from engine import simulate
from engine.library import Programme
from engine.queries.selection import can_share
from tests.processes.test_kim_programme import KIM


@cache
def kim() -> Programme:
    return simulate.load(KIM)


def shared(process: str, element: str, **settings: str) -> bool:
    """Whether it may be answered together, with other `settings` of its owner."""
    version = kim().version(process)
    one = version.process(process).elements[element]
    changed = dataclasses.replace(one, properties={**one.properties, **settings})
    return can_share(version.form(process, element), changed)


@pytest.mark.parametrize(
    ("process", "element", "together"),
    [
        ("vorlage_freigeben", "vorlage_mitzeichnen", True),  # a signature, nothing more
        ("foerderantrag_stellen", "antrag_zeichnen", True),
        ("bescheid_erlassen", "zweitzeichnung", False),  # amount, period, discretion are confirmed for each
        ("bescheid_erlassen", "entscheidungsvermerk_fertigen", False),  # reasons of one decision
        ("widerspruch_entscheiden", "widerspruch_pruefen", False),
        ("nichtverwendung_melden", "mitteilung_zeichnen", True),  # its amounts are computed
    ],
)
def test_signatures_may_be_given_together_and_judgements_not(
    process: str, element: str, together: bool
) -> None:
    """What asks for reasons, amounts or confirmations of one case is answered for that case."""
    assert shared(process, element) is together


def test_the_owner_may_say_otherwise() -> None:
    """`ja` opens what is only confirmed, `nein` closes what is only signed, amounts stay closed."""
    assert shared("bescheid_erlassen", "zweitzeichnung", gemeinsam="ja")
    assert not shared("vorlage_freigeben", "vorlage_mitzeichnen", gemeinsam="nein")
    assert not shared("foerderantrag_stellen", "antrag_erstellen", gemeinsam="ja")

"""Who must sign grows with the amount (3.5): the table says it, and the process asks for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from engine.errors import NotAllowed
from engine.simulate import Play, in_memory
from tests.processes.playing import open_elements, programme, story
from tests.processes.test_acceptance import do, letter
from tests.processes.test_kim_decisions import decide

THRESHOLDS = {
    "schwelle_mittelabruf": 50000,
    "schwelle_haushalt": 50000,
    "schwelle_abteilung": 500000,
    "schwelle_rueckforderung": 10000,
}
CHECKED = {"betrag_geprueft": True, "zeitraum_geprueft": True, "ermessen_geprueft": True}


@pytest.mark.parametrize(
    ("amount", "head", "budget"),
    [("50000", False, False), ("50000.01", False, True), ("500000", False, True), ("500000.01", True, True)],
)
def test_the_head_of_department_signs_above_half_a_million(amount: str, head: bool, budget: bool) -> None:
    """Rows 4 to 6: at the threshold not yet, a cent above it yes."""
    given = {"vorgangsart": "bewilligungsbescheid", "betrag": Decimal(amount)}
    needed = decide("dmn_vier_augen", **given, **THRESHOLDS).result["zeichnungen"]
    assert ("abteilungsleitung" in needed, "haushalt" in needed) == (head, budget)


def test_above_the_threshold_no_notice_goes_out_without_the_head_of_department() -> None:
    """With a threshold of 50.000 € the source case needs a third person; who signed second cannot be it."""
    lower = replace(story("quellfall"), parameters={"schwelle_bescheid_abteilung_eur": 50000})
    played = Play(*in_memory(programme(), lower), lower)
    played.to_the_end(before="bescheid_bekanntgeben")
    played.pass_time(played.clock.now() + timedelta(hours=1))
    assert "abteilungsleitung_zeichnen" in open_elements(played)
    assert "bescheid_bekanntgeben" not in open_elements(played)
    signed = {**CHECKED, "zeichnung": "gezeichnet"}
    with pytest.raises(NotAllowed):
        do(played, "abteilungsleitung_zeichnen", "Demo Zweitzeichnung BRA", **signed)
    do(played, "abteilungsleitung_zeichnen", "Demo Abteilungsleitung BRA", **signed)
    assert "bescheid_bekanntgeben" in open_elements(played)
    assert "Demo Abteilungsleitung BRA" in letter(played, "D04")

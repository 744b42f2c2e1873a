"""The building block of four eyes (B2), at work when money is forwarded."""

from __future__ import annotations

import pytest

from engine.errors import Invalid, NotAllowed
from tests.processes.payments import KAEMMEREI, LANDRAT, LEITUNG, SB, SB_2, STV, Payments, paid


def test_the_table_says_who_signs_and_three_persons_do() -> None:
    """dmn_vier_augen, "zahlung": sachlich richtig, rechnerisch richtig, Anordnung, one after the other."""
    grant = paid().forward("traeger", "9000")
    for role, person in (
        ("ki_sachbearbeitung", SB_2),
        ("kreis_kaemmerei", KAEMMEREI),
        ("ki_leitung", LEITUNG),
    ):
        assert grant.roles("freigabe_erteilen") == role
        grant.do("freigabe_erteilen", person, entscheidung="freigeben")
    assert "weiterleitung_auszahlen" in grant.open


@pytest.mark.parametrize("person", [SB, STV])
def test_author_and_earlier_signers_cannot_sign(person: str) -> None:
    """Who wrote it (SB) cannot sign at all; who signed first (STV) cannot sign again, nor as a deputy."""
    grant = paid().forward("traeger", "9000")
    if person == STV:
        grant.do("freigabe_erteilen", STV, entscheidung="freigeben")
        grant.do("freigabe_erteilen", KAEMMEREI, entscheidung="freigeben")
    with pytest.raises(NotAllowed):
        grant.claim("freigabe_erteilen", person)


def test_a_refusal_has_twenty_characters_and_goes_back_to_the_author() -> None:
    """Too short is refused; with a reason the author has it again, and reads it."""
    grant = paid().forward("traeger", "9000").do("freigabe_erteilen", SB_2, entscheidung="freigeben")
    with pytest.raises(Invalid):
        grant.do("freigabe_erteilen", KAEMMEREI, entscheidung="zurueck", begruendung="falsch")
    grant.do(
        "freigabe_erteilen",
        KAEMMEREI,
        entscheidung="zurueck",
        begruendung="Der Betrag stimmt nicht mit dem Vertrag.",
    )
    assert grant.open == {"weiterleitung_vorbereiten"}
    assert (
        grant.proposal("weiterleitung_vorbereiten")["rueckmeldung"]
        == "Der Betrag stimmt nicht mit dem Vertrag."
    )


def test_after_a_change_everybody_signs_again() -> None:
    """A changed object keeps no earlier signature."""
    grant = paid().forward("traeger", "9000").do("freigabe_erteilen", SB_2, entscheidung="freigeben")
    grant.do(
        "freigabe_erteilen",
        KAEMMEREI,
        entscheidung="zurueck",
        begruendung="Der Betrag stimmt nicht mit dem Vertrag.",
    )
    grant.forward("traeger", "8000").release()
    assert len(grant.told("TaskCompleted", "freigabe_erteilen")) == 5


def test_large_sums_are_ordered_by_the_department() -> None:
    """The caller says which role orders: above the threshold the department."""
    grant = Payments(module=2, auszahlungsmodus="einmalzahlung", verzicht_am="2021-01-08").plan(
        at="2021-01-08"
    )
    grant.book("55000").forward("stadt", "55000")
    grant.do("freigabe_erteilen", SB_2, entscheidung="freigeben")
    grant.do("freigabe_erteilen", KAEMMEREI, entscheidung="freigeben")
    assert grant.roles("freigabe_erteilen") == "kreis_leitung"
    grant.do("freigabe_erteilen", LANDRAT, entscheidung="freigeben")
    assert "freigabe_erteilen" not in grant.open

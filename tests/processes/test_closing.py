"""Closing a case: what is still open decides whether its papers may be deleted in time."""

from __future__ import annotations

from dataclasses import replace

from engine.simulate import Play, in_memory
from tests.processes.playing import finished, programme, story, value

KEPT = "abschluss.aufbewahrung_festlegen"


def test_an_open_recovery_forbids_deletion() -> None:
    """Too much was paid and is not yet paid back when the case is closed: no day of deletion."""
    paid, closed = story("ueberzahlung").acts, story("zuwendung_2025").acts
    demanded = next(place for place, act in enumerate(paid) if act.what == "rueckzahlung_anordnen")
    booked = next(place for place, act in enumerate(closed) if act.what == "zahlungseingang_buchen")
    owing = replace(story("zuwendung_2025"), acts=paid[:demanded] + closed[booked + 1 :])
    played = Play(*in_memory(programme(), owing), owing)
    played.to_the_end()
    assert played.problems == []
    assert value(played, f"{KEPT}.loeschsperre") is True


def test_a_settled_case_is_deleted_in_time() -> None:
    """The source case paid back what it owed: nothing keeps its papers longer than the periods."""
    assert value(finished("quellfall"), f"{KEPT}.loeschsperre") is False

"""Who stands below a letter, and whom it says to ask: read from what the tasks noted when they were done."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from engine.bpmn.model import Element
from engine.check.settings import Role, Roles
from engine.library import Version
from engine.worker.signing import information, signatures

ROLES = Roles(
    {},
    {
        "leitung": Role("leitung", "Amtsleitung", "amt", None, "Leitung des Amtes", "i. A."),
        "dezernat": Role("dezernat", "Dezernat", "amt"),
        "buero": Role("buero", "Büro", "amt", informs=True),
    },
)


def version(lane: str = "leitung") -> Version:
    """A version with these roles; every task lies in `lane`."""
    stand_in = SimpleNamespace(roles=ROLES, element=lambda process, name: SimpleNamespace(lane=lane))
    return cast(Version, stand_in)


def done(person: str, role: str = "", addition: str = "", day: str = "2021-02-15") -> dict[str, Any]:
    noted = {"erledigt_durch": person, "erledigt_am": day, "erledigt_zusatz": addition}
    return {**noted, "erledigt_als": role} if role else noted


def signed(by: str, visible: dict[str, Any]) -> list[str]:
    element = cast(Element, SimpleNamespace(properties={"gezeichnet_von": by}))
    found, _ = signatures(element, "p", version(), visible)
    return [
        " ".join(str(part) for part in (one["zusatz"], one["name"], one["funktion"]) if part) for one in found
    ]


def test_who_signs_is_the_role_that_acted_not_the_lane_of_the_task() -> None:
    """A task that was given to another role by `candidateGroups` is signed with that role."""
    assert signed("zeichnen", {"zeichnen": done("Demo B", "dezernat")}) == ["Demo B Dezernat"]


def test_a_role_that_signs_for_the_head_signs_by_order() -> None:
    """„i. A.“ and the words of the role for letters."""
    assert signed("zeichnen", {"zeichnen": done("Demo A", "leitung")}) == ["i. A. Demo A Leitung des Amtes"]


def test_a_deputy_signs_in_place_and_under_no_foreign_title() -> None:
    """„i. V.“ wins over „i. A.“; the office below would not be the deputy's."""
    deputy = done("Demo C für Demo A (i. V.)", "leitung", "i. V.")
    assert signed("zeichnen", {"zeichnen": deputy}) == ["i. V. Demo C"]


def test_somebody_to_whom_the_task_was_delegated_signs_by_order() -> None:
    """Delegated authority: „i. A.“."""
    assert signed("zeichnen", {"zeichnen": done("Demo D", "dezernat", "i. A.")}) == ["i. A. Demo D Dezernat"]


def test_cases_begun_before_the_role_was_noted_show_the_lane() -> None:
    """Older notes hold only who and when."""
    assert signed("zeichnen", {"zeichnen": {"erledigt_durch": "Demo A"}}) == [
        "i. A. Demo A Leitung des Amtes"
    ]


def test_every_round_of_an_approval_signs() -> None:
    """A task done once for each item of a list, in a called process, signs once for each."""
    rounds = [{"zeichnen": done("Demo A", "dezernat")}, {"zeichnen": done("Demo B", "dezernat")}, {}]
    assert signed("freigabe.stufen.zeichnen", {"freigabe": {"stufen": rounds}}) == [
        "Demo A Dezernat",
        "Demo B Dezernat",
    ]


def test_whoever_informs_is_the_last_to_have_acted_in_such_a_role() -> None:
    """Not whoever signed; without such a person nobody is named."""
    data = {"alt": done("Demo Alt", "buero", day="2021-01-01"), "neu": {"neu": done("Demo Neu", "buero")}}
    found, place = information(
        "amt", version(), {**data, "zeichnen": done("Demo A", "leitung")}, {"telefon": "0"}
    )
    assert found == {"name": "Demo Neu", "telefon": "0", "email": None}
    assert place == "neu.neu"
    assert information("amt", version(), {"zeichnen": done("Demo A", "leitung")}, {}) == (None, "")

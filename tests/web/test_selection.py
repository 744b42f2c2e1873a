"""Several tasks at once: the review page, a result for each, and nothing twice."""

from __future__ import annotations

from typing import Any

from engine.queries.desk_views import Tab
from tests.web.reading import Page, get, send
from tests.web.world import ANSWERS, World


def ids(world: World, who: str, tab: Tab = "groups") -> list[str]:
    rows = world.queries.inbox(world.people[who], tab, world.clock.now(), limit=100).rows
    return [row.task_id for row in rows]


def to_sign(world: World, number: int, checked_by: str = "zweite") -> None:
    """So many vouchers that wait for the head's signature."""
    for subject in range(number):
        world.open_case(f"Sache {subject}")
        task = world.claim("sachbearbeitung")
        answers: dict[str, Any] = dict(ANSWERS)
        world.engine.complete(task, by=world.actor("sachbearbeitung"), answers=answers)
        checking = next(one for one in ids(world, checked_by) if one not in ids(world, "leitung"))
        world.engine.complete(checking, by=world.actor(checked_by), answers={"ergebnis": "richtig"})


def review(world: World, who: str, act: str = "complete") -> Page:
    return get(world.client(who), "/tasks/selection", all="1", tab="groups", act=act)


def test_many_are_completed_from_one_page(world: World) -> None:
    """Everything of the kind is there, ticked; one button, and each is done."""
    to_sign(world, 3)
    page = review(world, "leitung")
    assert "Wird erledigt (3)" in page.text
    page = send(world.client("leitung"), page.form("/completion"))
    assert page.tree.findtext(".//h1") == "3 Aufgaben erledigt"
    assert ids(world, "leitung") == []


def test_who_may_not_is_told_before_with_the_reason(world: World) -> None:
    """Four eyes: what somebody checked they do not sign; it has no box to tick."""
    to_sign(world, 2)
    chosen = "&".join(f"task={one}" for one in ids(world, "leitung"))
    page = get(world.client("zweite"), f"/tasks/selection?{chosen}")
    assert "Bleibt, wie es ist (2)" in page.text
    assert "Vier Augen: Demo Zweite Sachbearbeitung hat in diesem Schritt schon gehandelt." in page.text
    assert not page.tree.xpath("//input[@name='picked-task']")


def test_what_fails_is_told_row_by_row_and_the_rest_is_done(world: World) -> None:
    """One was signed meanwhile: two are done, the third says why not."""
    to_sign(world, 3)
    page = review(world, "leitung")
    taken = ids(world, "leitung")[0]
    world.engine.complete(taken, by=world.actor("leitung"), answers={})
    page = send(world.client("leitung"), page.form("/completion"))
    assert page.tree.findtext(".//h1") == "2 Aufgaben erledigt"
    assert "1 Aufgabe blieb, wie sie war" in page.text
    assert "Beleg zeichnen: Diese Aufgabe hat Demo Leitung schon erledigt." in page.text


def test_sending_twice_does_it_once(world: World) -> None:
    """The same form again tells the same; no event is written twice."""
    to_sign(world, 2)
    client, form = world.client("leitung"), review(world, "leitung").form("/completion")
    first, second = send(client, form), send(client, form)
    assert first.tree.findtext(".//h1") == second.tree.findtext(".//h1") == "2 Aufgaben erledigt"
    assert "blieb" not in second.text


def test_a_shared_answer_is_asked_once_and_checked_for_each(world: World) -> None:
    """The form of the kind stands below the rows; without its answer nothing is done."""
    for _ in range(2):
        world.to_checking()
    client = world.client("zweite")
    checking = ids(world, "zweite")
    page = get(client, f"/tasks/selection?{'&'.join(f'task={one}' for one in checking)}")
    refused = send(client, page.form("/completion"))
    assert (refused.status, ids(world, "zweite")) == (422, checking)
    page = send(client, refused.form("/completion"), ergebnis="richtig")
    assert page.tree.findtext(".//h1") == "2 Aufgaben erledigt"


def test_what_asks_for_facts_of_one_case_is_not_completed_together(world: World) -> None:
    """Entering a voucher has amounts: it is only taken and reassigned; a forged POST is refused."""
    world.open_case()
    world.open_case()
    page = review(world, "sachbearbeitung")
    assert "Erledigen lassen sich diese Aufgaben nur einzeln" in page.text
    forged = {
        "picked-task": ids(world, "sachbearbeitung"),
        "request-id": world.request_id(),
        "belegnummer": "R",
    }
    assert world.client("sachbearbeitung").post("/tasks/selection/completion", data=forged).status_code == 409
    page = send(world.client("sachbearbeitung"), page.form("/claim"))
    assert page.tree.findtext(".//h1") == "2 Aufgaben liegen jetzt bei Ihnen"


def test_a_superior_reassigns_them_all_with_a_reason(world: World) -> None:
    """The administration moves what lies with somebody; person and reason are asked for."""
    tasks = [world.open_case() and world.claim("sachbearbeitung") for _ in range(2)]
    client = world.client("verwaltung")
    page = get(client, f"/tasks/selection?act=reassign&{'&'.join(f'task={one}' for one in tasks)}")
    refused = send(client, page.form("/reassignment"))
    assert refused.status == 422
    assert "Wählen Sie eine Person." in refused.text
    to = world.people["zweite"].id
    page = send(client, refused.form("/reassignment"), **{"step-person": to, "step-text": "Urlaub"})
    assert page.tree.findtext(".//h1") == "2 Aufgaben umverteilt"
    assert sorted(ids(world, "zweite", "mine")) == sorted(tasks)


def test_different_kinds_are_offered_one_after_the_other(world: World) -> None:
    """Nothing is mixed: each kind has its own link."""
    world.to_checking()
    world.open_case()
    page = get(
        world.client("zweite"), f"/tasks/selection?{'&'.join(f'task={one}' for one in ids(world, 'zweite'))}"
    )
    assert "Womit möchten Sie beginnen?" in page.text
    assert "Beleg prüfen (1)" in page.text
    assert "Beleg erfassen (1)" in page.text


def test_a_stranger_selects_nothing(world: World) -> None:
    """Tasks of another authority are not there, and a forged POST changes nothing."""
    to_sign(world, 1)
    tasks = ids(world, "leitung")
    client = world.client("verein")
    assert "Sie haben nichts ausgewählt." in get(client, "/tasks/selection", task=tasks[0]).text
    for act in ("claim", "completion", "reassignment"):
        sent = {
            "picked-task": tasks,
            "request-id": world.request_id(),
            "step-person": "-",
            "step-text": "egal",
        }
        client.post(f"/tasks/selection/{act}", data=sent)
    assert ids(world, "leitung") == tasks

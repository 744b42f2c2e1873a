"""Representing on pages: arranging it, seeing the other's tasks, acting for them, ending it."""

from __future__ import annotations

from datetime import date

from tests.web.reading import Page, get, send
from tests.web.test_task import TYPED
from tests.web.world import World


def arrange(world: World, absent: str = "sachbearbeitung", deputy: str = "leitung") -> str:
    """`absent` is on holiday this week; returns the id of the arrangement."""
    return world.engine.arrange_deputy(
        world.people[absent].id,
        world.people[deputy].id,
        by=world.actor(absent),
        reason="Urlaub",
        until=date(2021, 3, 5),
    ).id


def test_arranging_a_deputy_shows_it_on_both_pages(world: World) -> None:
    """Who, from when to when, for what, why; the deputy reads it, too."""
    client = world.client("sachbearbeitung")
    typed = {
        "deputy-person": world.people["leitung"].id,
        "deputy-since": "2021-03-01",
        "deputy-until": "2021-03-05",
        "deputy-reason": "Urlaub",
    }
    page = send(client, get(client, "/deputies").form("/deputies"), **typed)
    assert "Die Vertretung ist eingerichtet." in page.text
    assert "Demo Leitung Urlaub Mo 01.03.2021 – Fr 05.03.2021 alle Rollen läuft" in page.text
    assert "Wen ich vertrete Demo Sachbearbeitung Urlaub" in get(world.client("leitung"), "/deputies").text


def test_a_refused_arrangement_keeps_what_was_typed(world: World) -> None:
    """422, the box is named, the reason stays in its box."""
    client = world.client("sachbearbeitung")
    wrong = {
        "deputy-person": world.people["leitung"].id,
        "deputy-since": "2021-03-05",
        "deputy-until": "2021-03-02",
        "deputy-reason": "Urlaub",
    }
    page = send(client, get(client, "/deputies").form("/deputies"), **wrong)
    assert page.status == 422
    assert page.tree.xpath("//*[@id='problems']//a/@href") == ["#deputy-until"]
    assert page.form("/deputies").fields["deputy-reason"].strip() == "Urlaub"


def test_a_superior_arranges_for_who_is_ill(world: World) -> None:
    """The choice of the absent person changes the form, without a script."""
    client = world.client("leitung")
    page = get(client, "/deputies", absent=world.people["sachbearbeitung"].id)
    typed = {"deputy-person": world.people["zweite"].id, "deputy-reason": "Erkrankt"}
    (form,) = [one for one in page.tree.forms if "deputy-absent" in one.fields]
    send(client, form, **typed)
    assert "Wer mich vertritt Demo Zweite" in get(world.client("sachbearbeitung"), "/deputies").text


def test_the_tasks_of_the_absent_stand_in_a_list_of_their_own(world: World) -> None:
    """With the count, the reason, and a button that says for whom."""
    world.open_case()
    arrange(world)
    page = get(world.client("leitung"), "/tasks", tab="represented")
    assert "In Vertretung 1" in page.text
    assert "Sie vertreten Demo Sachbearbeitung bis 05.03.2021 (Urlaub)." in page.text
    assert "In Vertretung nehmen" in page.text


def taken_over(world: World) -> Page:
    """The page of a task that the deputy has just taken for the absent."""
    world.open_case()
    arrange(world)
    client = world.client("leitung")
    return send(client, get(client, "/tasks", tab="represented").form("/claim"))


def test_a_deputy_completes_for_the_absent_and_the_history_says_so(world: World) -> None:
    """The page says for whom one acts all the way; the history reads "B für A (i. V.)"."""
    page = taken_over(world)
    assert "Sie handeln für Demo Sachbearbeitung (i. V.)" in page.text
    done = send(world.client("leitung"), page.form("/completion"), **TYPED)
    assert "Erledigt. Der Vorgang ist weitergegangen." in done.text
    assert "Demo Leitung für Demo Sachbearbeitung (i. V.) hat „Beleg erfassen“ erledigt" in done.text


def test_a_draft_of_a_deputy_is_that_of_the_absent(world: World) -> None:
    """It is kept, the page stays that of the deputy, and the absent finds it."""
    page = taken_over(world)
    sent = dict(page.form("/completion").form_values()) | {"belegnummer": "R-4711"}
    task = page.form("/completion").action.rsplit("/", 1)[0]
    saved = Page(world.client("leitung").post(f"{task}/draft", data=sent, follow_redirects=True))
    assert "Sie handeln für Demo Sachbearbeitung" in saved.text
    own = get(world.client("sachbearbeitung"), task)
    assert own.tree.xpath("//*[@id='f-belegnummer']/@value") == ["R-4711"]


def test_a_task_seen_in_person_offers_to_act_for_the_absent(world: World) -> None:
    """What one may not do in person, one may do as deputy: the page says so before anybody tries."""
    world.open_case()
    arrange(world)
    client = world.client("leitung")
    page = get(client, f"/tasks/{world.task('sachbearbeitung')}")
    (link,) = [one for one in page.links() if "acting-for" in one and "diagram" not in one]
    assert "Für Demo Sachbearbeitung nehmen" in get(client, link).text


def test_nobody_acts_for_somebody_by_typing_an_address(world: World) -> None:
    """Without an arrangement, the act is refused; for an unknown person there is no page."""
    world.open_case()
    task = world.task("sachbearbeitung")
    sent = {"request-id": world.request_id(), "acting-for": world.people["sachbearbeitung"].id}
    client = world.client("leitung")
    assert client.post(f"/tasks/{task}/claim", data=sent).status_code == 403
    assert client.get(f"/tasks/{task}?acting-for=nobody").status_code == 404
    assert world.task("sachbearbeitung") == task


def test_an_ended_arrangement_takes_the_tasks_away(world: World) -> None:
    """From the next page on, the deputy sees and may do nothing more."""
    world.open_case()
    arrange(world)
    client = world.client("sachbearbeitung")
    page = send(client, get(client, "/deputies").form("/end"))
    assert "Die Vertretung ist beendet." in page.text
    assert "In Vertretung ist nichts zu tun." in get(world.client("leitung"), "/tasks?tab=represented").text

"""The inbox: what is mine, what waits for my groups, by when."""

from __future__ import annotations

from datetime import date, timedelta

from tests.web.reading import get, send
from tests.web.world import World


def test_a_free_task_stands_under_my_groups_with_its_case_and_deadline(world: World) -> None:
    """What, which case, by when, and the button to take it."""
    world.open_case("Büromöbel")
    page = get(world.client("sachbearbeitung"), "/tasks", tab="groups")
    assert "Beleg erfassen" in page.text
    assert "PRO-001" in page.text
    assert "in 3 Werktagen" in page.text
    assert page.form("/claim") is not None


def test_closing_days_of_the_house_are_no_days_to_work_on(world: World) -> None:
    """The deadline stays where it is; of the three days to it one is closed."""
    world.open_case()
    world.engine.close_house(date(2021, 3, 3), "Betriebsausflug", by=world.actor("verwaltung"))
    page = get(world.client("sachbearbeitung"), "/tasks", tab="groups")
    assert "in 2 Werktagen" in page.text
    assert "in 3 Werktagen" not in page.text


def test_taking_a_task_opens_it_and_moves_it_to_mine(world: World) -> None:
    """One click, and the form is there to be filled."""
    world.open_case()
    client = world.client("sachbearbeitung")
    page = send(client, get(client, "/tasks", tab="groups").form("/claim"))
    assert page.form("/completion") is not None
    assert "Beleg erfassen" in get(client, "/tasks", tab="mine").text


def test_deadlines_are_grouped_by_urgency_and_said_in_words(world: World) -> None:
    """Overdue is red and reads overdue."""
    world.open_case()
    world.clock.advance(timedelta(days=4))
    page = get(world.client("sachbearbeitung"), "/tasks", tab="groups")
    assert "Überfällig (1)" in page.text
    assert "seit gestern überfällig" in page.text


def test_what_four_eyes_bar_is_not_offered_in_lists(world: World) -> None:
    """A10: who entered a voucher sees its checking neither in the list nor in the number; others do."""
    task = world.to_checking()
    for who, seen in (("sachbearbeitung", False), ("zweite", True)):
        page = get(world.client(who), "/tasks", tab="groups")
        assert (f"/tasks/{task}" in page.response.get_data(as_text=True)) is seen
        number = "".join(page.tree.xpath("//a[contains(@href, 'tab=groups')]//text()"))
        assert ("1" in number) is seen


def test_the_case_says_who_may_and_why_not_i(world: World) -> None:
    """Before anybody tries: there and on the page of the task, whoever comes by a link."""
    task = world.to_checking()
    client = world.client("sachbearbeitung")
    case = world.queries.task(task, world.people["zweite"], world.clock.now()).case.id
    for page in (get(client, f"/cases/{case}"), get(client, f"/tasks/{task}")):
        assert "Vier Augen: Demo Sachbearbeitung hat in diesem Schritt schon gehandelt." in page.text
        assert "eine andere Person entscheiden: Demo Zweite Sachbearbeitung." in page.text
        assert not [form for form in page.tree.forms if form.action.endswith("/claim")]


def test_an_empty_inbox_says_where_to_go_on(world: World) -> None:
    """Nothing to do, but something waits in the groups."""
    world.open_case()
    page = get(world.client("sachbearbeitung"), "/tasks")
    assert "Nichts zu tun." in page.text
    assert "In Ihren Gruppen wartet etwas: Beleg erfassen" in page.text


def test_news_come_as_a_notice_and_never_move_rows(world: World) -> None:
    """The list asks whether it is still true; nothing is said while it is."""
    world.open_case()
    client = world.client("sachbearbeitung")
    (asks,) = get(client, "/tasks", tab="groups").tree.xpath("//*[@id='news']/@hx-get")
    assert client.get(asks).status_code == 204
    world.open_case()
    assert "1 neue Aufgabe – anzeigen" in client.get(asks).get_data(as_text=True)


def test_what_i_have_done_can_be_read_again(world: World) -> None:
    """The third tab lists it, and the page shows the answers."""
    world.to_checking()
    client = world.client("sachbearbeitung")
    assert "Beleg erfassen" in get(client, "/tasks", tab="done").text
    task = world.task("sachbearbeitung", "done")
    assert "45.833,33 €" in get(client, f"/tasks/{task}").text

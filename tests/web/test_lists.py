"""Finding in the inbox: filters with numbers, shareable addresses, saved views, groups, pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.queries.desk_views import Filters
from tests.web.reading import Page, get, send
from tests.web.world import World


def titles(page: Page) -> list[str]:
    """The numbers of the cases on the page, in order."""
    cells = page.tree.xpath("//ul[contains(@class, 'tasks')]/li/div[@class='which']")
    return [cell.text_content().split()[0] for cell in cells]


def lived_in(world: World) -> None:
    """Three vouchers to enter, one to check, and two days later one more to enter."""
    world.to_checking()
    for subject in ("Büromöbel", "Fahrtkosten", "Raummiete"):
        world.open_case(subject)
    world.clock.advance(timedelta(days=2))
    world.open_case("Eilsache")


def test_a_filter_narrows_the_list_and_stands_in_the_address(world: World) -> None:
    """Whoever gets the address sees the same list."""
    lived_in(world)
    client = world.client("zweite")
    page = send_filters(client, element="beleg_pruefen")
    assert titles(page) == ["PRO-001"]
    assert "element=beleg_pruefen" in page.response.request.url
    assert "1 Aufgabe passt." in page.text


def send_filters(client: Any, **chosen: str) -> Page:
    """Choose in the panel of the groups' list and press the button."""
    form = get(client, "/tasks", tab="groups", panel="1").tree.xpath("//form[@class='filter-boxes']")[0]
    return get(client, "/tasks", **{**dict(form.form_values()), **chosen})


def test_every_value_of_a_filter_says_how_much_it_would_show(world: World) -> None:
    """Each number is for this filter with the others as they are."""
    lived_in(world)
    page = send_filters(world.client("zweite"), element="beleg_erfassen")
    options = page.tree.xpath("//select[@id='filter-element']/option/text()")
    assert options == ["alle", "Beleg erfassen (4)", "Beleg prüfen (1)"]
    periods = page.tree.xpath("//select[@id='filter-due']/option/text()")
    assert periods == ["alle", "Heute und morgen (3)", "Diese Woche (1)"]


def test_a_text_is_found_in_the_case_and_hostile_text_finds_nothing(world: World) -> None:
    """Part of the title is enough; percent signs and quotes are only characters."""
    lived_in(world)
    client = world.client("zweite")
    assert titles(get(client, "/tasks", tab="groups", text="raum")) == ["PRO-004"]
    for text in ("%", "_", "'; drop table task; --", "\\", "a" * 500, "<script>"):
        page = get(client, "/tasks", tab="groups", text=text)
        assert (page.status, titles(page)) == (200, [])
        assert "Zu diesen Filtern passt keine Aufgabe." in page.text


def test_an_address_that_makes_no_sense_is_no_fault(world: World) -> None:
    """Unknown periods, days that are none, a made-up page: left out."""
    lived_in(world)
    client = world.client("zweite")
    for wrong in ({"due": "never"}, {"by": "colour"}, {"due_from": "morgen"}, {"tab": "x"}, {"after": "x|y"}):
        assert get(client, "/tasks", **wrong).status == 200


@pytest.mark.parametrize(
    ("by", "first"), [("case", "PRO-001 – Beleg Büromöbel (1)"), ("process", "Beleg bearbeiten (5)")]
)
def test_rows_are_grouped_by_case_or_process_on_demand(world: World, by: str, first: str) -> None:
    """The heading names the case or the process."""
    lived_in(world)
    page = get(world.client("zweite"), "/tasks", tab="groups", by=by)
    assert page.tree.xpath("//section[starts-with(@class, 'group')]/h2")[0].text_content() == first


def test_a_view_is_saved_renamed_opened_with_and_deleted(world: World) -> None:
    """Its chip shows its number; as the start view it opens the inbox; deleted, it is gone."""
    lived_in(world)
    client = world.client("zweite")
    page = send(
        client, send_filters(client, element="beleg_pruefen").form("/views"), **{"view-name": "Prüfen"}
    )
    assert "Prüfen 1" in " ".join(
        page.tree.xpath("//nav[contains(@class, 'views')]")[0].text_content().split()
    )
    page = send(
        client, page.form("/standard"), button=("view", page.form("/standard").xpath(".//button/@value")[0])
    )
    assert titles(get(client, "/tasks")) == ["PRO-001"]
    page = send(client, get(client, "/tasks").form("/name"), **{"view-name": "Zu prüfen"})
    assert page.tree.findtext(".//h1") == "Aufgaben: Zu prüfen"
    page = send(client, page.form("/deletion"))
    assert "Zu prüfen" not in page.text
    assert titles(get(client, "/tasks")) == []


def test_a_shared_view_is_seen_by_the_group_and_changed_by_its_owner_alone(world: World) -> None:
    """Colleagues of the role see it and may open with it; others do not know of it."""
    person = world.actor("sachbearbeitung")
    view = world.engine.save_view(
        "Eilig", by=person, tab="groups", filters=Filters(due="late"), share_with=("rbk", "sachbearbeitung")
    )
    colleague, stranger = world.client("zweite"), world.client("verein")
    assert "Eilig" in get(colleague, "/tasks", tab="mine").text
    assert "Eilig" not in get(stranger, "/tasks", tab="mine").text
    for client in (colleague, stranger):
        assert client.post(f"/views/{view}/name", data={"view-name": "x"}).status_code == 404
        assert client.post(f"/views/{view}/deletion").status_code == 404
    colleague.post("/views/standard", data={"view": view})
    assert "due=late" in colleague.get("/tasks").location
    assert stranger.post("/views/standard", data={"view": view}).status_code == 404


def test_why_a_task_is_seen_and_how_its_deadline_came_is_one_click_away(world: World) -> None:
    """Both stand in the row, folded."""
    world.open_case()
    page = get(world.client("sachbearbeitung"), "/tasks", tab="groups")
    folded = [
        " ".join(one.text_content().split()) for one in page.tree.xpath("//details[contains(@class, 'why')]")
    ]
    assert "Sie haben die Rolle „Sachbearbeitung“" in folded[0]
    assert "So ist sie berechnet" in folded[1]


def test_news_are_counted_and_nothing_is_said_while_the_list_is_true(world: World) -> None:
    """New tasks as a number, anything else as a change; a filtered list asks for itself."""
    world.open_case()
    client = world.client("sachbearbeitung")
    (asks,) = get(client, "/tasks", tab="groups").tree.xpath("//*[@id='news']/@hx-get")
    assert client.get(asks).status_code == 204
    for _ in range(3):
        world.open_case()
    assert "3 neue Aufgaben – anzeigen" in client.get(asks).get_data(as_text=True)
    (asks,) = get(client, "/tasks", tab="groups").tree.xpath("//*[@id='news']/@hx-get")
    world.claim("zweite")
    assert "Die Liste hat sich geändert – anzeigen" in client.get(asks).get_data(as_text=True)


def test_density_is_the_setting_of_the_person(world: World) -> None:
    """Switched in the list, it is what the page of settings says."""
    client = world.client("sachbearbeitung")
    page = send(client, get(client, "/tasks").form("/density"), button=("density", "dense"))
    assert page.tree.xpath("//*[@data-density='dense']")
    assert get(client, "/account").tree.xpath("//select[@name='density']/option[@selected]/@value") == [
        "dense"
    ]

"""The bar of the demo: who can go on, and the days that one lets pass."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from engine.schema import task
from tests.web.reading import get, send
from tests.web.world import MONDAY, World, build


def test_the_bar_leads_to_whoever_can_go_on(world: World) -> None:
    """Somebody with nothing to do is told who has, and becomes that person with one click."""
    world.open_case()
    client = world.client("verein")
    page = get(client, "/tasks")
    assert "Weiter als Demo Sachbearbeitung: Beleg erfassen" in page.text
    wanted = page.tree.xpath("//form[contains(@class, 'demo-next')]//button")[0].get("value")
    page = send(client, page.form("/demo/person"), person=wanted)
    assert "Sie sind jetzt Demo Sachbearbeitung." in page.text
    assert "Weiter als" not in page.text


def test_four_eyes_count_when_the_bar_says_who_can_go_on(world: World) -> None:
    """Whoever entered a voucher is not named as the one to check it."""
    world.to_checking()
    assert "Weiter als Demo Zweite Sachbearbeitung" in get(world.client("verein"), "/tasks").text


def test_what_stands_ready_in_case_of_need_is_nobodys_next_step(world: World) -> None:
    """A task of priority 0 (withdrawing an application, say) is not proposed by the bar."""
    world.open_case()
    with world.engine.database.begin() as connection:
        connection.execute(sa.update(task).values(priority=0))
    assert "Weiter als" not in get(world.client("verein"), "/tasks").text


def test_a_day_passes_when_one_lets_it(world: World) -> None:
    """The clock of the demo goes on by a day."""
    client = world.client("leitung")
    page = send(client, get(client, "/tasks").form("/demo/clock"), until="day")
    assert "Heute ist Di 02.03.2021" in page.text
    assert world.clock.now() == MONDAY + timedelta(days=1)


def test_outside_of_a_demo_there_is_neither_bar_nor_clock(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Nobody becomes anybody else, and nobody moves time."""
    world = build(tmp_path, demo=False)
    client = world.client("leitung")
    assert "Weiter als" not in get(client, "/tasks").text
    assert client.post("/demo/clock", data={"until": "day"}).status_code == 404
    assert world.clock.now() == MONDAY

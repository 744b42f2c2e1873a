"""Setting a parameter on its page: one proposes, another releases, and everybody sees who did."""

from __future__ import annotations

from engine.ids import OrganisationId
from engine.people import Assignment
from engine.store import directory
from tests.web.reading import Page, get, send
from tests.web.world import World

PATH = "/parameters/probe/grenze"


def proposed(world: World, **typed: str) -> Page:
    """The administration proposes another limit from today on."""
    said = {"value": "1.200,00", "since": "2021-03-01", "source": "Dienstanweisung 3/2021"} | typed
    client = world.client("verwaltung")
    return send(client, get(client, PATH).form(PATH), **said)


def second(world: World) -> None:
    """Somebody else administers, too."""
    with world.engine.store.transaction() as connection:
        role = Assignment("administration", OrganisationId("rbk"))
        directory.put_person(
            connection, login="v2", name="Demo Zweite Verwaltung", personnel_id="v2", assignments=[role]
        )
    people = world.queries.directory().persons.values()
    world.people["v2"] = next(one for one in people if one.login == "v2")


def test_a_value_holds_when_another_has_released_it(world: World) -> None:
    """Proposed: the old value holds, the page says who must act; released: the new one, with both names."""
    page = proposed(world)
    assert "Vorschlag: 1.200,00" in page.text
    assert "Freigeben muss ihn eine andere Person der Administration." in page.text
    assert "Wert heute 800,00" in page.text
    second(world)
    client = world.client("v2")
    assert "Zur Freigabe (1)" in get(client, "/parameters").text
    page = send(client, get(client, PATH).form("/decision"), ("decision", "release"))
    assert "Wert heute 1.200,00" in page.text
    assert "Demo Zweite Verwaltung" in page.text


def test_nobody_releases_their_own_proposal(world: World) -> None:
    """Not by a forged POST either; the value stays."""
    page = proposed(world)
    form = page.form("/decision")
    sent = {"request-id": world.request_id(), "decision": "release"}
    assert world.client("verwaltung").post(form.action, data=sent).status_code == 403
    assert "Wert heute 800,00" in get(world.client("verwaltung"), PATH).text


def test_a_refused_proposal_keeps_what_was_typed(world: World) -> None:
    """No number, no day, no source: the box is named, the rest stays."""
    for wrong, box in (({"value": "viel"}, "value"), ({"since": ""}, "since"), ({"source": ""}, "source")):
        page = proposed(world, **wrong)
        assert page.status == 422
        assert page.tree.xpath("//*[@id='problems']//a/@href") == [f"#{box}"]
        assert page.tree.xpath("//*[@id='since']/@value") == [wrong.get("since", "2021-03-01")]


def test_a_proposal_is_declined_with_a_reason(world: World) -> None:
    """Without one, the box says so; with it, the proposal is gone and the history tells."""
    page = proposed(world)
    client = world.client("verwaltung")
    page = send(client, page.form("/decision"), ("decision", "decline"))
    assert page.status == 422
    (box,) = page.tree.xpath("//*[@id='problems']//a/@href")
    page = send(client, page.form("/decision"), ("decision", "decline"), **{box[1:]: "Tippfehler im Betrag"})
    assert "Der Vorschlag ist abgelehnt." in page.text
    assert "Tippfehler im Betrag" in page.text

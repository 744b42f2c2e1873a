"""The page on which a process owner moves running cases to a new version: looked at first, then done."""

from __future__ import annotations

import pytest

from engine.check import Bundle
from engine.errors import Stale
from engine.ids import OrganisationId
from engine.library import Programme
from engine.people import Actor, Assignment
from engine.store import publishing
from tests.web.reading import Page, get, send
from tests.web.world import PROGRAMMES, World

PAGE = "/processes/beleg/migration"


def publish(world: World, old: str, new: str) -> None:
    """The next version: the same drawing with `new` in place of `old`."""
    folder = PROGRAMMES / "probe"
    files = {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    drawn = files["beleg.bpmn"].decode()
    assert old in drawn
    files["beleg.bpmn"] = drawn.replace(old, new).encode()
    with world.engine.store.transaction() as connection:
        now = world.clock.now()
        publishing.publish(connection, Programme(Bundle(files)), by="A", released_by="B", now=now)


@pytest.fixture
def owner(world: World) -> World:
    """Somebody owns the processes: the head, to whom the role is given."""
    roles = [Assignment(one, OrganisationId("rbk")) for one in ("leitung", "prozessverantwortung")]
    world.engine.set_roles(world.people["leitung"].id, roles, by=world.actor("verwaltung"))
    return world


def look(world: World) -> Page:
    return get(world.client("leitung"), PAGE)


def test_without_a_new_version_there_is_nothing_to_move(owner: World) -> None:
    """The page of the process leads here, and here it says so."""
    owner.open_case()
    client = owner.client("leitung")
    assert PAGE in get(client, "/processes/beleg").links()
    assert "Alle laufenden Vorgänge arbeiten nach der aktuellen Fassung." in look(owner).text


def test_cases_go_over_with_a_reason_in_their_history(owner: World) -> None:
    """Ticked where nothing stands against it; the reason is asked for and kept."""
    case = owner.open_case("Büromöbel")
    owner.open_case("Fahrtkosten")
    publish(owner, "Zeichnen Sie den Beleg", "Zeichnen Sie bitte den Beleg")
    page = look(owner)
    assert "Gehen ohne Weiteres über (2)" in page.text
    client = owner.client("leitung")
    refused = send(client, page.form("/migration"))
    assert (refused.status, "Schreiben Sie, warum umgestellt wird." in refused.text) == (422, True)
    done = send(client, refused.form("/migration"), **{"migration-reason": "Neuer Hilfetext"})
    assert "2 Vorgänge sind umgestellt." in done.text
    assert "Neuer Hilfetext" in get(client, f"/cases/{case}", tab="history").text


def test_what_needs_a_decision_says_what_and_waits_for_it(owner: World) -> None:
    """Not ticked, with its reasons; without the confirmation nothing moves."""
    owner.open_case()
    owner.claim("sachbearbeitung")
    publish(owner, 'name="vierAugen" value="beleg"', 'name="vierAugen" value="anders"')
    page, client = look(owner), owner.client("leitung")
    assert "Brauchen eine Entscheidung (1)" in page.text
    assert "in einer anderen Vier-Augen-Gruppe (beleg → anders)" in page.text
    (box,) = page.tree.xpath("//input[@name='picked-case']")
    assert box.get("checked") is None
    sent = {"picked-case": box.get("value"), "migration-reason": "So gewollt"}
    refused = send(client, page.form("/migration"), **sent)
    assert "Bestätigen Sie, dass über die genannten Punkte entschieden ist." in refused.text
    assert "1 Vorgang ist umgestellt." in send(client, page.form("/migration"), **sent, decided="yes").text


def test_what_cannot_go_over_has_no_box(owner: World) -> None:
    """And says where it stands; a forged choice of it changes nothing."""
    case = owner.open_case()
    publish(owner, "beleg_erfassen", "beleg_aufnehmen")
    page = look(owner)
    assert "Bleiben in ihrer Fassung (1)" in page.text
    assert not page.tree.xpath("//input[@name='picked-case'] | //button[@data-key='e']")
    sent = {"request-id": owner.request_id(), "picked-case": case, "migration-reason": "Trotzdem"}
    sent["target"] = page.tree.xpath("string(//input[@name='target']/@value)")
    answer = owner.client("leitung").post(PAGE, data={**sent, "decided": "yes"})
    assert answer.status_code == 409
    assert "1 Vorgang blieb, wie er war" in answer.get_data(as_text=True)


@pytest.mark.parametrize("who", ["sachbearbeitung", "pruefung", "verein", "verwaltung"])
def test_for_everybody_else_there_is_no_moving(owner: World, who: str) -> None:
    """403 with who may, for looking and for a forged POST; no link either."""
    case, client = owner.open_case(), owner.client(who)
    publish(owner, "Zeichnen Sie den Beleg", "Zeichnen Sie bitte den Beleg")
    assert PAGE not in get(client, "/processes/beleg").links()
    sent = {"request-id": owner.request_id(), "picked-case": case, "migration-reason": "Ich will"}
    assert (client.get(PAGE).status_code, client.post(PAGE, data=sent).status_code) == (403, 403)


def test_a_version_published_meanwhile_is_looked_at_first(owner: World) -> None:
    """What was decided for one version is not taken for the next: 409, its points are shown, unticked."""
    case = owner.open_case()
    owner.claim("sachbearbeitung")
    publish(owner, 'name="vierAugen" value="beleg"', 'name="vierAugen" value="anders"')
    page, client = look(owner), owner.client("leitung")
    publish(owner, 'name="vierAugen" value="beleg"', 'name="vierAugen" value="wieder_anders"')
    sent = {"picked-case": case, "migration-reason": "So gewollt", "decided": "yes"}
    stale = send(client, page.form("/migration"), **sent)
    assert (stale.status, "Inzwischen ist eine weitere Fassung veröffentlicht" in stale.text) == (409, True)
    assert "(beleg → wieder_anders)" in stale.text
    assert not stale.tree.xpath("//input[@name='decided'][@checked]")
    assert "So gewollt" in stale.text
    assert "1 Vorgang ist umgestellt." in send(client, stale.form("/migration"), **sent).text


def test_the_version_is_looked_at_again_inside_the_turn(owner: World) -> None:
    """Published between the look of the server and its act: the case stays."""
    case = owner.open_case()
    publish(owner, "Zeichnen Sie den Beleg", "Zeichnen Sie bitte den Beleg")
    with pytest.raises(Stale, match="weitere Fassung"):
        owner.engine.migrate(case, by=owner.actor("leitung"), reason="Neuer Text", shown="eine andere")


def test_what_can_go_over_is_not_behind_what_cannot(owner: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page full of cases that stay does not keep the others out of reach."""
    owner.open_case("Bleibt")
    owner.claim("sachbearbeitung")
    owner.to_checking()
    publish(owner, "beleg_erfassen", "beleg_aufnehmen")
    who = owner.queries.directory().persons[owner.people["leitung"].id]
    eases = [one.ease for one in owner.engine.migration("beleg", by=Actor(who))]
    assert eases[0] == "impossible" != eases[1]
    monkeypatch.setattr("web.migration.AT_ONCE", 1)
    assert len(look(owner).tree.xpath("//input[@name='picked-case']")) == 1

"""The administration on pages: people, roles, organisations, calendar; each change a fact in the chain."""

from __future__ import annotations

from datetime import date

import pytest

from engine.commands import PersonEntry
from engine.errors import NotAllowed, Rejected
from engine.people import Organisation
from engine.worker import Worker
from tests.web.reading import Page, get, send
from tests.web.world import ROLES, World


def page_of(world: World, who: str, form: str, **typed: object) -> Page:
    """The administration opens somebody's page and sends one of its forms."""
    client = world.client("verwaltung")
    page = get(client, f"/administration/people/{world.people[who].id}")
    return send(client, page.form(form), **typed)


def test_a_person_is_added_and_signs_in_with_the_link_they_were_given(world: World) -> None:
    """From an empty form to the first sign-in; the link opens once."""
    client = world.client("verwaltung")
    typed = {"name": "Demo Jürgen Größe", "login": "j.groesse", "personnel-id": "P-77"}
    page = send(client, get(client, "/administration/people/new").form("/people"), **typed)
    assert "Das Konto ist angelegt." in page.text
    page = send(client, page.form("/password-link"))
    (link,) = page.tree.xpath("//*[@id='link']/@value")
    path, new = link.removeprefix("http://localhost"), "vier ganz andere Wörter"
    page = get(world.client(), path)
    form = next(one for one in page.tree.forms if "new-password" in one.fields)
    form.action = path
    page = send(world.client(), form, **{"new-password": new, "new-password-again": new})
    assert "Das Passwort ist gesetzt." in page.text
    assert "Dieser Link gilt nicht mehr" in get(world.client(), path).text
    answer = world.client().post("/sign-in", data={"login": "j.groesse", "password": new})
    assert answer.status_code == 303


def test_a_wrong_entry_names_every_box_and_stores_nothing(world: World) -> None:
    """A login with a space, a personnel id that somebody has."""
    client = world.client("verwaltung")
    typed = {"name": "", "login": "mit leer", "personnel-id": "leitung"}
    page = send(client, get(client, "/administration/people/new").form("/people"), **typed)
    assert page.status == 422
    assert page.tree.xpath("//*[@id='problems']//a/@href") == ["#login", "#name", "#personnel-id"]
    assert "Diese Personalnummer hat schon Demo Leitung." in page.text
    assert len(world.queries.directory().persons) == len(ROLES)


def test_roles_have_periods_and_hold_at_once(world: World) -> None:
    """A second role from today on: the tasks of that role appear; the change says what was before."""
    typed = {"role": ["traeger_leitung", "sachbearbeitung", ""], "organisation": ["verein", "rbk", "rbk"]}
    typed |= {"since": ["", "2021-03-01", ""], "until": ["", "2021-03-31", ""]}
    page = page_of(world, "verein", "/roles", **typed)
    assert "Die Rollen sind gespeichert." in page.text
    assert "sachbearbeitung @ rbk, 2021-03-01 – 2021-03-31" in page.text
    world.open_case()
    assert "Beleg erfassen" in get(world.client("verein"), "/tasks", tab="groups").text


def test_a_role_cannot_end_before_it_begins(world: World) -> None:
    """Said, and nothing is changed."""
    typed = {"role": ["leitung"], "organisation": ["rbk"], "since": ["2021-03-05"], "until": ["2021-03-01"]}
    page = page_of(world, "verein", "/roles", **typed)
    assert page.status == 422
    assert "Eine Rolle kann nicht enden (01.03.2021), bevor sie beginnt (05.03.2021)." in page.text


def test_nobody_changes_their_own_roles(world: World) -> None:
    """The page offers no form, and a forged POST is refused."""
    client, own = world.client("verwaltung"), world.people["verwaltung"].id
    page = get(client, f"/administration/people/{own}")
    assert not [one for one in page.tree.forms if one.action.endswith("/roles")]
    sent = {"request-id": world.request_id(), "role": "leitung", "organisation": "rbk"}
    answer = client.post(f"/administration/people/{own}/roles", data={**sent, "since": "", "until": ""})
    assert answer.status_code == 422
    assert "jemand anderes aus der Verwaltung" in answer.get_data(as_text=True)


def test_nobody_closes_their_own_account(world: World) -> None:
    """So there is always somebody left who administers."""
    admin = world.actor("verwaltung")
    with pytest.raises(Rejected, match="jemand anderes"):
        world.engine.close_person(admin.person.id, by=admin)


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(world: World) -> None:
    """Sessions end; what was done stays; opened again, its roles hold."""
    client = world.client("leitung")
    assert "Das Konto ist geschlossen" in page_of(world, "leitung", "/closing").text
    assert client.get("/tasks").status_code == 303
    assert "Das Konto ist wieder geöffnet." in page_of(world, "leitung", "/opening").text
    assert world.client("leitung").get("/tasks").status_code == 200


def test_an_organisation_is_added_and_its_address_stands_in_letters(world: World) -> None:
    """Details are lines; a line without a colon is refused by name."""
    client = world.client("verwaltung")
    form = get(client, "/administration/organisations").form("/organisations")
    typed = {"identifier": "stadt-x", "name": "Stadt X", "kind": "stadt", "details": "ohne Doppelpunkt"}
    page = send(client, form, **typed)
    assert page.tree.xpath("//*[@id='problems']//a/@href") == ["#details"]
    page = send(client, page.form("/organisations"), details="anschrift: Markt 1\\n12345 X")
    assert "Die Angaben sind gespeichert." in page.text
    known = world.queries.directory().organisations["stadt-x"]  # type: ignore[index]
    assert known == Organisation(known.id, "Stadt X", "stadt")
    assert known.details == {"anschrift": "Markt 1\n12345 X"}


def test_a_closing_day_is_no_working_day_and_moves_no_legal_deadline(world: World) -> None:
    """Monday is closed: two working days after Friday are Wednesday; the version of the calendar tells."""
    from engine import deadlines

    client = world.client("verwaltung")
    form = get(client, "/administration/calendar").form("/calendar")
    page = send(client, form, day="2021-03-08", reason="Umzug")
    assert "Mo 08.03.2021 Umzug" in page.text
    house = deadlines.of_house(frozenset(world.queries.directory().closed))
    assert deadlines.working_days(date(2021, 3, 5), 2, calendar=house) == date(2021, 3, 10)
    assert deadlines.compute(date(2021, 2, 8), "P1M", calendar=house).due == date(2021, 3, 8)
    assert house.version != deadlines.CALENDAR.version
    assert "Der Schließtag ist gestrichen." in send(client, page.form("/opening")).text


def test_every_change_is_a_fact_with_before_and_after(world: World) -> None:
    """Who, when, from what to what; the chain holds and says so."""
    page = page_of(world, "leitung", "/people/" + world.people["leitung"].id, name="Demo Neue Leitung")
    assert "Demo Verwaltung hat die Angaben zu Demo Leitung geändert." in page.text
    page = get(world.client("verwaltung"), "/administration/changes")
    assert "Name Demo Leitung Demo Neue Leitung" in page.text
    assert "Die Kette dieser Einträge ist unversehrt" in page.text


def test_a_form_sent_twice_is_done_once(world: World) -> None:
    """A double click adds one person."""
    entry = PersonEntry("neu", "Demo Neu", "P-neu")
    first, second = (
        world.engine.add_person(entry, by=world.actor("verwaltung"), request_id="r" * 20) for _ in "ab"
    )
    assert first.id == second.id
    assert second.repeated


@pytest.mark.parametrize("who", [one for one in ROLES if one != "verwaltung"])
def test_for_everybody_else_there_is_no_administration(world: World, who: str) -> None:
    """No link, no page (404, not 403), and no verb by another way."""
    client = world.client(who)
    assert "Verwaltung" not in get(client, "/cases").tree.xpath("string(//nav[@class='nav'])")
    assert client.get("/administration").status_code == 404
    with pytest.raises(NotAllowed):
        world.engine.add_person(PersonEntry("x1", "X", "P-x"), by=world.actor(who))


def test_a_lost_passkey_is_removed_by_the_administration(world: World) -> None:
    """It proves nothing any more, every session ends, the person hears of it, and it is written down."""
    person = world.people["leitung"]
    world.engine.add_passkey("Diensthandy", b"credential", b"key", uses=0, by=world.actor("leitung"))
    theirs, admin = world.client("leitung"), world.client("verwaltung")
    page = get(admin, f"/administration/people/{person.id}")
    page = send(admin, page.form("/removal"))
    assert "Der Passkey ist entfernt, alle Sitzungen der Person sind beendet." in page.text
    assert "Demo Verwaltung hat einen Passkey von Demo Leitung entfernt." in page.text
    assert world.queries.passkeys(person.id) == ()
    assert theirs.get("/tasks").status_code == 303
    Worker(world.engine).work_off()
    assert "hat Ihren Passkey „Diensthandy“ entfernt" in get(world.client("leitung"), "/notices").text


def test_a_passkey_is_removed_only_from_its_person(world: World) -> None:
    """A key of another, or none: 404, and nothing is gone."""
    key = world.engine.add_passkey("Gerät", b"credential", b"key", uses=0, by=world.actor("leitung"))
    other = world.people["zweite"].id
    for wrong in (key, "none"):
        path = f"/administration/people/{other}/passkeys/{wrong}/removal"
        assert (
            world.client("verwaltung").post(path, data={"request-id": world.request_id()}).status_code == 404
        )
    assert len(world.queries.passkeys(world.people["leitung"].id)) == 1

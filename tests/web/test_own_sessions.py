"""Sessions: kept by their hash, run out, seen and ended by their person; what was typed survives them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.commands import Origin
from engine.commands.access import PASSWORDS
from engine.schema import session
from engine.store import access
from tests.web.reading import get, send
from tests.web.test_sessions import give_password
from tests.web.world import World, build

SECRET = "correct horse battery"


@pytest.fixture
def earnest(tmp_path: Path) -> World:
    """The same authority, not as a demo."""
    return build(tmp_path, demo=False)


def test_only_the_hash_of_a_session_is_kept(earnest: World) -> None:
    """Who reads the database cannot sign in with it."""
    secret = earnest.engine.begin_session(earnest.people["leitung"].id, way="password", origin=Origin())
    with earnest.engine.store.transaction() as connection:
        (row,) = connection.execute(sa.select(session)).all()
    assert len(secret) >= 43
    assert secret not in str(row)
    with earnest.client().session_transaction() as cookie:
        cookie["id"] = row.hash
    assert earnest.client().get("/tasks").status_code == 303


def test_signing_in_begins_a_new_session_and_a_new_token(earnest: World) -> None:
    """What a stranger may have planted in the browser before is worth nothing after."""
    give_password(earnest, SECRET)
    client = earnest.client("leitung")
    with client.session_transaction() as cookie:
        before = dict(cookie)
    client.post("/sign-in", data={"login": "neu", "password": SECRET})
    with client.session_transaction() as cookie:
        assert cookie["id"] != before["id"]
        assert cookie.get("csrf_token") is None
    assert earnest.queries.signed_in(before["id"], earnest.clock.now()) is None


@pytest.mark.parametrize(("pause", "times"), [(timedelta(minutes=31), 1), (timedelta(minutes=29), 21)])
def test_a_session_ends_after_half_an_hour_of_rest_and_after_ten_hours_of_work(
    earnest: World, pause: timedelta, times: int
) -> None:
    """29 minutes are a pause; 31 are an end; and so are 10 hours and 9 minutes of 29 each."""
    client = earnest.client("leitung")
    for _ in range(times):
        assert client.get("/account/sessions").status_code == 200
        earnest.clock.advance(pause)
    assert client.get("/account/sessions").status_code == 303


def test_one_sees_where_one_is_signed_in_and_ends_it_from_afar(earnest: World) -> None:
    """Device, address, last use; the other browser is out with its next page."""
    agent = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
    give_password(earnest, SECRET)
    far, here = earnest.client(), earnest.client()
    sent = {"login": "neu", "password": SECRET}
    far.post("/sign-in", data=sent, headers={"User-Agent": agent}, environ_base={"REMOTE_ADDR": "10.1.2.3"})
    here.post("/sign-in", data=sent)
    page = get(here, "/account/sessions")
    assert "Firefox, Windows Adresse 10.1.2.3" in page.text
    assert "diese Sitzung" in page.text
    send(here, page.form("/end"))
    assert far.get("/tasks").status_code == 303
    assert here.get("/tasks").status_code == 200


def test_all_other_sessions_end_at_once(earnest: World) -> None:
    """With one button, and only one's own."""
    mine, other, stranger = earnest.client("leitung"), earnest.client("leitung"), earnest.client("verein")
    page = send(mine, get(mine, "/account/sessions").form("/end-others"))
    assert "1 Sitzung ist beendet." in page.text
    assert [one.get("/tasks").status_code for one in (mine, other, stranger)] == [200, 303, 200]


def test_nobody_ends_the_session_of_another(earnest: World) -> None:
    """Its name says nothing to who is not its person."""
    stranger = earnest.client("verein")
    ours = earnest.queries.sessions(earnest.people["verein"], earnest.clock.now())[0].id
    assert earnest.client("leitung").post(f"/account/sessions/{ours}/end").status_code == 404
    assert stranger.get("/tasks").status_code == 200


def typed_too_late(earnest: World) -> tuple[object, str]:
    """A comment sent after the session had run out; returns the browser and where it was led."""
    give_password(earnest, SECRET)
    case = earnest.open_case()
    client = earnest.client("leitung")
    earnest.clock.advance(timedelta(minutes=40))
    sent = {"request-id": earnest.request_id(), "note-text": "Rückruf ist erfolgt."}
    answer = client.post(f"/cases/{case}/comments", data=sent)
    assert answer.status_code == 303
    return client, answer.location


def test_what_was_typed_into_an_ended_session_is_sent_again_after_signing_in(earnest: World) -> None:
    """Nothing happened meanwhile; the same person sees it, sends it, and it is done once."""
    client, onward = typed_too_late(earnest)
    with earnest.engine.store.transaction() as connection:
        hashed = PASSWORDS.hash(SECRET)
        access.set_password(connection, earnest.people["leitung"].id, hashed)
    page = get(client, onward)  # type: ignore[arg-type]
    assert "Ihre Eingaben sind aufbewahrt." in page.text
    page = send(client, page.form("/sign-in"), login="leitung", password=SECRET)  # type: ignore[arg-type]
    assert "Rückruf ist erfolgt." in page.text
    (form,) = [one for one in page.tree.forms if one.action.endswith("/comments")]
    page = send(client, form)  # type: ignore[arg-type]
    assert "Rückruf ist erfolgt." in page.text
    assert "Ihre Eingaben" not in get(client, "/sign-in/kept").text  # type: ignore[arg-type]


def test_what_was_typed_is_shown_by_the_names_beside_the_boxes(earnest: World) -> None:
    """Labels with their rows, the names of choices, dates as one writes them; no technical name."""
    earnest.open_case()
    task = earnest.claim("sachbearbeitung")
    client = earnest.client("sachbearbeitung")
    page = get(client, f"/tasks/{task}")
    earnest.clock.advance(timedelta(minutes=40))
    typed = {
        "belegdatum": "2021-02-26",
        "art": "rechnung",
        "positionen[0].preis": "zwölf",
        "note-text": "Eilt.",
    }
    client.post(page.form("/completion").action, data=dict(page.form("/completion").form_values()) | typed)
    with earnest.engine.store.transaction() as connection:
        access.set_password(connection, earnest.people["sachbearbeitung"].id, PASSWORDS.hash(SECRET))
    page = get(client, "/sign-in", next="/sign-in/kept")
    page = send(client, page.form("/sign-in"), login="sachbearbeitung", password=SECRET)
    told = [one.text_content() for one in page.tree.xpath("//dl[@class='kept']/*")]
    assert dict(zip(told[::2], told[1::2], strict=True)) == {
        "Belegdatum": "26.02.2021",
        "Art des Belegs": "Rechnung",
        "Preis (Positionen, Zeile 1)": "zwölf",
        "Was die anderen wissen sollten": "Eilt.",
    }


def test_what_was_typed_is_shown_to_nobody_else(earnest: World) -> None:
    """At the same desk another person signs in: they see nothing of it."""
    client, onward = typed_too_late(earnest)
    page = get(client, onward)  # type: ignore[arg-type]
    page = send(client, page.form("/sign-in"), login="neu", password=SECRET)  # type: ignore[arg-type]
    assert "Rückruf ist erfolgt." not in page.text


def test_settings_hold_for_every_browser_of_the_person(earnest: World) -> None:
    """Language, density and start page come with the person, not with the device."""
    client = earnest.client("leitung")
    chosen = {"language": "en", "density": "dense", "start-page": "deadlines"}
    page = send(client, get(client, "/account").form("/account"), **chosen)
    assert "Your settings have been saved." in page.text
    assert page.tree.get("data-density") == "dense"
    with earnest.engine.store.transaction() as connection:
        access.set_password(connection, earnest.people["leitung"].id, PASSWORDS.hash(SECRET))
    fresh = earnest.client()
    answer = fresh.post("/sign-in", data={"login": "leitung", "password": SECRET})
    assert answer.location == "/deadlines"
    assert get(fresh, "/deadlines").tree.get("lang") == "en"


def test_a_wrong_address_changes_no_setting(earnest: World) -> None:
    """The box is named and what was typed stays."""
    client = earnest.client("leitung")
    page = send(client, get(client, "/account").form("/account"), mail="at_once", email="kein@ort@hier")
    assert page.status == 422
    assert page.tree.xpath("//*[@id='problems']//a/@href") == ["#email"]
    assert page.form("/account").fields["email"] == "kein@ort@hier"

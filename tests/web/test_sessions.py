"""Signing in and out, the demo's change of roles, and the language."""

from __future__ import annotations

from pathlib import Path

import pytest
from pwdlib import PasswordHash

from engine.store import directory
from tests.web.reading import get, send
from tests.web.world import World, build


def test_signing_in_leads_to_where_one_wanted_to_go(world: World) -> None:
    """A link into the program survives the sign-in."""
    give_password(world, "correct horse")
    client = world.client()
    page = get(client, "/cases", text="x")
    page = send(client, page.form("/sign-in"), login="neu", password="correct horse")
    assert page.response.request.path == "/cases"
    assert "Demo Neue" in page.text


@pytest.mark.parametrize(("login", "password"), [("neu", "falsch"), ("niemand", "correct horse"), ("", "")])
def test_a_wrong_sign_in_never_says_which_part_was_wrong(world: World, login: str, password: str) -> None:
    """The same sentence for a wrong password and an unknown name."""
    give_password(world, "correct horse")
    client = world.client()
    page = send(client, get(client, "/sign-in").form("/sign-in"), login=login, password=password)
    assert page.status == 422
    assert "Anmeldename oder Passwort stimmt nicht." in page.text


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(world: World, target: str) -> None:
    """A forged `next` ends in the inbox."""
    give_password(world, "correct horse")
    sent = {"login": "neu", "password": "correct horse", "next": target}
    assert world.client().post("/sign-in", data=sent).location == "/tasks"


def test_signing_out_ends_the_session(world: World) -> None:
    """The next page asks to sign in."""
    client = world.client("leitung")
    send(client, get(client, "/tasks").form("/sign-out"))
    assert client.get("/tasks").location.startswith("/sign-in")


def test_a_person_who_was_switched_off_is_out_at_once(world: World) -> None:
    """An open session does not outlive the account."""
    client = world.client("leitung")
    with world.engine.store.transaction() as connection:
        directory.deactivate(connection, "leitung")
    assert client.get("/tasks").status_code == 303


def test_in_the_demo_one_becomes_anybody_at_any_time(world: World) -> None:
    """From the sign-in page, and from the bar on every page."""
    client = world.client()
    page = send(client, get(client, "/sign-in").form("/demo/person"), ("person", world.people["leitung"].id))
    assert "Sie sind jetzt Demo Leitung." in page.text
    page = send(client, page.form("/demo/person"), person=world.people["verein"].id)
    assert "Sie sind jetzt Demo Geschäftsführung." in page.text


def test_outside_the_demo_nobody_becomes_somebody_else(tmp_path: Path) -> None:
    """The route does not exist, and no page offers it."""
    world = build(tmp_path, demo=False)
    client = world.client("leitung")
    assert client.post("/demo/person", data={"person": world.people["verein"].id}).status_code == 404
    assert "Vorführung" not in get(client, "/tasks").text


def test_the_language_is_chosen_in_the_foot_and_stays(world: World) -> None:
    """English for the program's own words, and back."""
    client = world.client("leitung")
    page = send(client, get(client, "/tasks").form("/language"), ("language", "en"))
    assert page.tree.get("lang") == "en"
    assert "Nothing to do." in page.text
    assert "Deadlines" in get(client, "/cases").text


def give_password(world: World, password: str) -> None:
    with world.engine.store.transaction() as connection:
        directory.put_person(
            connection,
            login="neu",
            name="Demo Neue",
            personnel_id="neu",
            password_hash=PasswordHash.recommended().hash(password),
        )

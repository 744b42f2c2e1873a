"""Every route × every role × {own, foreign, none}, by construction: a new route is in here at once."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from engine.commands import Origin
from tests.web.test_routes import addresses, rules
from tests.web.world import ROLES, World, build

OUTSIDERS = tuple(one for one in ROLES if one != "verwaltung")


def routes(world: World, requirement: str) -> list[tuple[str, str]]:
    """Method and address of every route with this requirement, its blanks filled."""
    views = world.app.view_functions
    wanted = {one for one in rules(world) if views[one].requirement == requirement}  # type: ignore[attr-defined]
    adapter = world.app.url_map.bind("localhost")
    found = addresses(world)
    return [(method, path) for method, path in found if adapter.match(path, method)[0] in wanted]


def ask(world: World, client: FlaskClient, method: str, path: str) -> int:
    sent = {"request-id": world.request_id(), "revision-seen": "1"} if method == "POST" else None
    return client.open(path, method=method, data=sent).status_code


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_administration_exists_for_the_administration_alone(world: World, who: str) -> None:
    """Each of its routes answers everybody else with 404, own house or not, GET and POST."""
    client = world.client(who)
    table = {
        (method, path): ask(world, client, method, path) for method, path in routes(world, "administration")
    }
    assert table
    assert set(table.values()) == {404}, table


def test_the_administration_answers_each_of_its_pages(world: World) -> None:
    """No route of it is closed to who administers: 200, a redirect, or a refusal that says why."""
    client = world.client("verwaltung")
    for method, path in routes(world, "administration"):
        status = ask(world, client, method, path)
        # the sample's closing day and job do not exist
        allowed = {200, 303, 422} if method == "GET" else {200, 303, 404, 409, 422}
        assert status in allowed, (method, path, status)


def test_without_a_session_every_route_leads_to_the_way_in(world: World) -> None:
    """None: 303 to sign in (404 for what only the demo has), whatever the route."""
    client = world.client()
    for requirement in ("signed in", "administration"):
        for method, path in routes(world, requirement):
            assert ask(world, client, method, path) == 303, (method, path)


@pytest.mark.parametrize("who", ROLES)
def test_what_belongs_to_another_person_is_not_there(world: World, who: str) -> None:
    """Sessions and passkeys: one's own answer, a foreign one and none at all read the same, 404."""
    owner = "leitung" if who != "leitung" else "zweite"
    actor = world.actor(owner)
    key = world.engine.add_passkey("Gerät", b"credential", b"key", uses=0, by=actor)
    world.engine.begin_session(actor.person.id, way="password", origin=Origin())
    session = world.queries.sessions(actor.person, world.clock.now())[0].id
    client = world.client(who)
    for path in (
        f"sessions/{session}/end",
        "sessions/none/end",
        f"passkeys/{key}/removal",
        "passkeys/no/removal",
    ):
        assert ask(world, client, "POST", f"/account/{path}") == 404
    assert ask(world, world.client(owner), "POST", f"/account/passkeys/{key}/removal") == 303


def test_every_post_wants_our_token_and_our_origin(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Of every route that changes anything: without the token 400, from another site 403, for anybody."""
    world = build(tmp_path_factory.mktemp("strict"), csrf=True)
    posts = [path for method, path in addresses(world) if method == "POST"]
    posts += ["/sign-in", "/sign-out", "/language", "/sign-in/passkey", "/password/x"]
    client = world.client("verwaltung")
    for path in posts:
        assert client.post(path).status_code == 400, path
    world.app.config["WTF_CSRF_ENABLED"] = False
    for path in posts:
        assert client.post(path, headers={"Origin": "https://evil.example"}).status_code == 403, path


def test_every_answer_of_every_route_is_shut(world: World) -> None:
    """nosniff, no framing, no inline script: on pages, redirects, refusals and JSON alike."""
    client = world.client("verwaltung")
    for method, path in addresses(world):
        sent = {"request-id": world.request_id(), "revision-seen": "1"} if method == "POST" else None
        headers = client.open(path, method=method, data=sent).headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert "unsafe" not in headers["Content-Security-Policy"], path

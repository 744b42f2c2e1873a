"""What the browser is told to refuse, and what we refuse from it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.web.reading import get
from tests.web.world import World, build
from web.app import create_app
from web.serve import is_loopback


def test_every_answer_carries_the_policy(world: World) -> None:
    """No inline script, no inline style, nothing from elsewhere; on pages, refusals and redirects."""
    client = world.client("leitung")
    for path in ("/tasks", "/nothing", "/", "/sign-in"):
        headers = client.get(path).headers
        policy = dict(
            part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";")
        )
        assert (policy["default-src"], policy["script-src"], policy["style-src"]) == (
            "'none'",
            "'self'",
            "'self'",
        )
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"


def test_assets_are_kept_for_ever_under_a_name_that_changes(world: World) -> None:
    """An old address is gone when the content changed."""
    client = world.client()
    (style,) = get(client, "/sign-in").tree.xpath("//link[@rel='stylesheet']/@href")
    with client.get(style) as kept:
        assert "immutable" in kept.headers["Cache-Control"]
    assert client.get(re.sub(r"/assets/\w+/", "/assets/old/", style)).status_code == 404
    assert client.get(style.replace("style.css", "..%2f..%2fapp.py")).status_code == 404


def test_a_post_from_another_site_is_refused(world: World) -> None:
    """The Origin header must be ours."""
    world.open_case()
    path = f"/tasks/{world.task('sachbearbeitung')}/claim"
    sent = {"request-id": world.request_id()}
    client = world.client("sachbearbeitung")
    for origin in ("https://evil.example", "null", "http://localhost.evil.example"):
        assert client.post(path, data=sent, headers={"Origin": origin}).status_code == 403
    assert client.post(path, data=sent, headers={"Origin": "http://localhost"}).status_code == 303


def test_a_post_without_the_token_of_the_page_is_refused(tmp_path: Path) -> None:
    """CSRF: 400 and a page that says to load again; with the token it works."""
    world = build(tmp_path, csrf=True)
    client = world.client("leitung")
    assert client.post("/language", data={"language": "en"}).status_code == 400
    (token, *_) = get(client, "/tasks").tree.xpath("//input[@name='csrf-token']/@value")
    assert client.post("/language", data={"language": "en", "csrf-token": token}).status_code == 303


def test_the_session_cookie_is_out_of_reach_of_scripts(tmp_path: Path) -> None:
    """HttpOnly and SameSite always; Secure and __Host- as soon as others can reach the server."""
    world = build(tmp_path, demo=False)
    config = replace(world.engine.config, demo=False)
    outside = create_app(world.engine, world.queries, config, world.clock, loopback=False)
    outside.config["WTF_CSRF_ENABLED"] = False
    here = world.client().post("/language", data={"language": "en"}).headers["Set-Cookie"]
    there = outside.test_client().post("/language", data={"language": "en"}).headers["Set-Cookie"]
    assert "HttpOnly" in here
    assert "SameSite=Lax" in here
    assert there.startswith("__Host-laufmappe=")
    assert "Secure" in there


@pytest.mark.parametrize("key", ["", "too short"])
def test_without_a_long_secret_key_nothing_starts(world: World, key: str) -> None:
    """A sentence that says how to make one."""
    config = replace(world.engine.config, demo=False, secret_key=key)
    with pytest.raises(ValueError, match="LAUFMAPPE_SECRET_KEY"):
        create_app(world.engine, world.queries, config, world.clock)


def test_a_demo_is_never_shown_to_other_machines(world: World) -> None:
    """Everybody can be anybody there."""
    with pytest.raises(ValueError, match=r"127\.0\.0\.1"):
        create_app(world.engine, world.queries, world.engine.config, world.clock, loopback=False)
    assert [is_loopback(one) for one in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "10.0.0.1", "host")] == [
        True
    ] * 3 + [False] * 3


def test_a_fault_of_the_server_tells_nothing_about_it(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that calms; the details are in the log only."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the secret detail")

    monkeypatch.setattr(type(world.queries), "inbox", broken)  # pages ask copies that share a directory
    page = get(world.client("leitung"), "/tasks")
    assert page.status == 500
    assert "secret detail" not in page.text
    assert "secret detail" in caplog.text


def test_too_large_an_upload_is_refused_with_the_limit(world: World) -> None:
    """5 MB, said in the page."""
    world.open_case()
    path = f"/tasks/{world.claim('sachbearbeitung')}/completion"
    page = world.client("sachbearbeitung").post(path, data={"anlage": "x" * 6_000_000})
    assert page.status_code == 413
    assert "5 MB" in page.get_data(as_text=True)

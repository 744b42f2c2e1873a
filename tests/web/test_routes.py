"""Every route × every role × {own, foreign, none}: who gets what."""

from __future__ import annotations

import pytest

from tests.web.world import ROLES, World

ANYBODY = {
    "assets.file", "languages.choose", "sessions.sign_in", "sessions.enter", "sessions.leave",
    "sessions.password_link", "sessions.set_password", "passkeys.options", "passkeys.enter",
    "oidc.start", "oidc.back", "calendars.feed",
}  # fmt: skip
OWN = ("sachbearbeitung", "zweite", "leitung")
"""Who works at the authority to which the case belongs."""
READERS = (*OWN, "pruefung")
"""Who may know of the task: the authority's own people and the auditors."""


def rules(world: World) -> list[str]:
    return [rule.endpoint for rule in world.app.url_map.iter_rules()]


def test_every_route_declares_its_requirement(world: World) -> None:
    """A route that forgets `@requires` is found here, before it answers anybody."""
    missing = [one for one in rules(world) if not hasattr(world.app.view_functions[one], "requirement")]
    assert missing == []


def test_a_route_without_a_requirement_answers_nobody(world: World) -> None:
    """Forgetting is safe: such a route says 403 even to signed-in people."""
    world.app.add_url_rule("/forgotten", view_func=lambda: "secret", endpoint="forgotten")
    assert world.client("sachbearbeitung").get("/forgotten").status_code == 403


def test_only_these_routes_are_for_anyone(world: World) -> None:
    """The list of what strangers may call is short and written down."""
    views = world.app.view_functions
    assert {one for one in rules(world) if views[one].requirement == "anyone"} == ANYBODY  # type: ignore[attr-defined]


def addresses(world: World) -> list[tuple[str, str]]:
    """Every route with its blanks filled: the case, task and process of one authority."""
    case = world.open_case()
    blanks = {
        "task_id": world.task("sachbearbeitung"), "case_id": case, "process_id": "beleg", "shape": "bpmn",
        "overview_id": "probe.belege", "table": "positionen", "arrangement_id": "none",
        "request_id": "none", "step": "delegation",
        "session_id": "none", "view_id": "none", "follow_up_id": "none", "notice_id": "none",
        "person_id": world.people["leitung"].id, "organisation_id": "rbk", "day": "2021-03-01",
        "job_id": "none", "programme": "probe", "key": "grenze", "proposal_id": "none",
        "number": 0, "run_id": "no-run", "document_id": "no-document", "stamp": "x", "name": "x",
    }  # fmt: skip
    return [
        (
            method,
            world.app.url_map.bind("localhost").build(
                rule.endpoint, {one: blanks[one] for one in rule.arguments}
            ),
        )
        for rule in world.app.url_map.iter_rules()
        if rule.endpoint not in ANYBODY
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


def test_a_stranger_gets_nothing_but_the_way_to_sign_in(world: World) -> None:
    """No route for signed-in people answers without a session; POST changes nothing."""
    client = world.client()
    for method, path in addresses(world):
        answer = client.open(path, method=method)
        assert answer.status_code in (303, 404), path
        assert answer.status_code == 404 or "/sign-in" in answer.location, path


@pytest.mark.parametrize("who", ROLES)
def test_no_role_meets_a_fault_of_the_server(world: World, who: str) -> None:
    """Whatever a role asks for, the answer is a page, a refusal or a redirect; never a 500."""
    client = world.client(who)
    for method, path in addresses(world):
        if path != "/sign-out":
            answer = client.open(
                path, method=method, data={"request-id": world.request_id(), "revision-seen": "1"}
            )
            assert answer.status_code < 500, (method, path, answer.status_code)


@pytest.mark.parametrize("who", ROLES)
def test_a_task_is_seen_only_by_its_own_authority_and_by_auditors(world: World, who: str) -> None:
    """For everybody else it does not exist: 404, not 403."""
    world.open_case()
    path = f"/tasks/{world.task('sachbearbeitung')}"
    expected = 200 if who in (*READERS, "verwaltung") else 404
    assert world.client(who).get(path).status_code == expected


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("act", ["claim", "completion", "draft", "return", "release"])
def test_only_the_role_of_the_lane_may_act(world: World, who: str, act: str) -> None:
    """A forged POST of anybody else is refused and leaves the case as it was."""
    case = world.open_case()
    task = world.task("sachbearbeitung")
    before = world.queries.case(case, world.people["sachbearbeitung"], world.clock.now()).head.revision
    sent = {
        "request-id": world.request_id(),
        "revision-seen": str(before),
        "return-to": "x",
        "return-reason": "y",
    }
    answer = world.client(who).post(f"/tasks/{task}/{act}", data=sent)
    if who in ("sachbearbeitung", "zweite"):
        assert answer.status_code in (303, 403, 409, 422)
        return
    assert answer.status_code in (403, 404)
    after = world.queries.case(case, world.people["sachbearbeitung"], world.clock.now()).head.revision
    assert after == before

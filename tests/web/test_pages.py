"""Every page: valid HTML without anything inline, in German and in English."""

from __future__ import annotations

from tests.web.reading import Page, faults, get, send
from tests.web.world import World


def pages(world: World) -> dict[str, Page]:
    """Each page once, in the states in which it looks different."""
    checking = world.to_checking()
    case = world.queries.cases(world.people["sachbearbeitung"], world.clock.now()).rows[0].head.id
    world.open_case()
    mine = world.claim("sachbearbeitung")
    world.open_case()
    client, second = world.client("sachbearbeitung"), world.client("zweite")
    found = {
        path: get(client, path)
        for path in (
            "/tasks",
            "/tasks?tab=groups",
            "/tasks?tab=done",
            f"/tasks/{mine}",
            f"/tasks/{checking}",
            "/cases",
            "/cases?text=nothing",
            f"/cases/{case}",
            f"/cases/{case}?tab=history",
            f"/cases/{case}?tab=documents",
            "/cases/new",
            "/cases/new/beleg",
            "/deadlines",
            "/processes",
            "/processes/beleg",
            "/nothing",
            "/sign-in",
        )
    }
    found["empty"] = get(world.client("verein"), "/tasks")
    found["free"] = get(second, f"/tasks/{checking}")
    found["stranger"] = get(world.client(), "/sign-in")
    found["errors"] = send(client, get(client, f"/tasks/{mine}").form("/completion"), betrag="viel")
    done = world.task("sachbearbeitung", "done")
    found["done"] = get(client, f"/tasks/{done}")
    late = {"request-id": world.request_id(), "revision-seen": "1", "belegnummer": "R-9"}
    found["late"] = Page(client.post(f"/tasks/{done}/completion", data=late))
    return found


def test_every_page_is_valid_html_and_nothing_is_inline(world: World) -> None:
    """Tags nest, ids are unique, every box has a label, every reference points somewhere."""
    wrong = {name: faults(page.response.get_data(as_text=True)) for name, page in pages(world).items()}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_every_page_speaks_english(world: World) -> None:
    """No German is left on an English page, but for what process owners wrote."""
    client = world.client("sachbearbeitung")
    client.post("/language", data={"language": "en"})
    words = (" Aufgaben", "Vorgänge", "Fristen", "Überfällig", "Erledigt", "Nichts zu tun")
    for path in ("/tasks", "/tasks?tab=done", "/cases", "/deadlines", "/processes", "/nothing"):
        page = get(client, path)
        assert not [word for word in words if word in page.text], path
